import { beforeEach, describe, expect, test } from 'vitest'
import type { DrivenBrowser } from '../../src/cli/browser/driven-browser.ts'
import { waitUntil } from '../../src/cli/browser/wait-until.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { kinds, launchBare, openArmed, startDriven, untilRecorded, untilSeen, visit } from './driven.ts'
import { disableExtension, hooked, reloadExtension, stopBackground } from './extension-life.ts'
import { startHostileSite } from './hostile-site.ts'
import { toggleKeepLog } from './keep-log.ts'
import { noteWarnings } from './note-warnings.ts'
import { started } from './started.ts'

/** A page that counts the messages of its socket, and records errors. */
const ticking = `<!doctype html><title>ticking</title><script>
window.ticks = 0
window.wrong = []
addEventListener('error', (event) => wrong.push('error: ' + event.message))
addEventListener('unhandledrejection', (event) => wrong.push('rejection: ' + event.reason))
const socket = new WebSocket('ws://' + location.host + '/ticks')
socket.onmessage = () => ticks++
socket.onclose = () => wrong.push('closed')
setInterval(() => socket.readyState === 1 && socket.send('tock'), 50)
</script>`
type Ticking = { ticks: number; wrong: string[] }

const site = started(() => startHostileSite({ '/ticking': ticking }))

const ticksIn = (events: readonly CaptureEvent[]) =>
  events.filter((event) => event.type === 'message' && event.dir === 'in').length

const page = (driven: DrivenBrowser) => {
  const read = () =>
    driven.page.evaluate(() => ({
      ticks: (window as unknown as Ticking).ticks,
      wrong: (window as unknown as Ticking).wrong,
    }))
  return {
    read,
    /** Waits until the page's socket has received `more` further messages. */
    async goesOn(more: number) {
      const { ticks } = await read()
      await waitUntil('the socket goes on', 20_000, async () => (await read()).ticks >= ticks + more)
    },
  }
}

/** Records the page's console messages and uncaught errors. */
function listen(driven: DrivenBrowser): string[] {
  const said: string[] = []
  driven.page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`))
  driven.page.on('pageerror', (error) => said.push(String(error)))
  return said
}

/**
 * Whether no trap runs between the page and its socket: an active trap deepens the stack during a conversion by a frame.
 */
const inert = (driven: DrivenBrowser) =>
  driven.page.evaluate(() => {
    let depth = 0
    const text = {
      toString() {
        depth = new Error().stack!.trim().split('\n').length
        return 'ws://127.0.0.1:1/'
      },
    }
    const through = (call: (address: string) => unknown) => {
      try {
        call(text as unknown as string)
      } catch {
        // the call fails; only the depth matters
      }
      return depth
    }
    const native = through((address) => new URL(address))
    return through((address) => new WebSocket(address)) === native
  })

describe.each(kinds)('%s', (kind) => {
  const driven = started(() => startDriven(kind))
  let visits = 0
  beforeEach(async () => {
    await visit(driven, `${site.origin}/ticking?${++visits}`)
    await untilRecorded(driven.panel, 'ticks', (all) => ticksIn(all) > 5)
  })

  test('the background stops repeatedly: the panel shows it meanwhile, and nothing is lost', async () => {
    await driven.panel.evaluate(noteWarnings)
    const host = await driven.panel.evaluate<string>('return location.host')
    for (let times = 0; times < 3; times++) {
      await stopBackground(driven, host)
      await driven.panel.waitFor(`window.losses > ${times}`)
      await driven.panel.waitFor(`globalThis.duplex.armed()`)
      await driven.panel.waitFor(`!document.querySelector('.banner.warning')`)
      await page(driven).goesOn(10)
    }
    const { ticks, wrong } = await page(driven).read()
    const events = await untilRecorded(driven.panel, 'all of it', (all) => ticksIn(all) >= ticks)
    expect(events.filter((event) => event.type === 'lost')).toEqual([])
    expect(events.filter((event) => event.type === 'connect').length).toBe(1)
    expect(wrong).toEqual([])
  })

  test('a page that unloads during traffic: its last events arrive, and its beacon', async () => {
    await driven.page.evaluate(async () => {
      addEventListener('pagehide', () => {
        void fetch('/plain?last', { keepalive: true })
        navigator.sendBeacon('/said', `heard ${(window as unknown as Ticking).ticks}`)
      })
      const reader = (await fetch('/stream')).body!.getReader()
      await reader.read()
      const drain = async () => {
        while (!(await reader.read()).done);
      }
      drain().catch(() => {})
      new EventSource('/events').onerror = () => {}
      fetch('/body?bytes=1000000000')
        .then((answer) => answer.text())
        .catch(() => {})
    })
    await toggleKeepLog(driven.panel)
    const said = listen(driven)
    await driven.page.goto(`${site.origin}/plain?after`)
    const events = await untilRecorded(driven.panel, 'the end', (all) => all.some((event) => event.type === 'gone'))
    const doc = events.find((event) => event.type === 'document')!.doc
    const own = events.filter((event) => 'doc' in event && event.doc === doc)
    expect(own.some((event) => event.type === 'request' && event.api === 'beacon')).toBe(true)
    expect(own.some((event) => event.type === 'request' && event.url.endsWith('/plain?last'))).toBe(true)
    const heard = Number(/heard (\d+)/.exec(site.said.at(-1) ?? '')?.[1])
    expect(ticksIn(own)).toBeGreaterThanOrEqual(heard)
    expect(said).toEqual([])
    await toggleKeepLog(driven.panel)
  })

  test('a page that comes back from the back/forward cache is recorded again', async () => {
    const said = listen(driven)
    await visit(driven, `${site.origin}/plain?cached`)
    await driven.page.evaluate(() => Object.assign(window, { kept: true }))
    await visit(driven, `${site.origin}/plain?other`)
    if (kind === 'chromium') await driven.page.goBack()
    else await driven.page.evaluate(() => history.back()).catch(() => {})
    await waitUntil('it is back', 20_000, () => driven.page.evaluate(() => location.search === '?cached'))
    expect(await driven.page.evaluate(() => 'kept' in window)).toBe(true)
    await driven.page.evaluate(() => fetch('/plain?after-return').then((answer) => answer.text()))
    const events = await untilSeen(driven.panel, 'request', 'after-return')
    expect(events.filter((event) => event.type === 'lost')).toEqual([])
    expect(said).toEqual([])
  })
})

describe.each(kinds)('in %s an extension that is removed', (kind) => {
  test.each([
    ['disabled', 'while a panel looks', disableExtension],
    ['reloaded', 'while a panel looks', reloadExtension],
    ['disabled', 'where the site is always armed', disableExtension],
  ] as const)('%s %s: the page goes on, nothing of ours runs, nobody complains', async (_how, where, goAway) => {
    const driven = await launchBare(kind)
    try {
      const panel = await openArmed(driven)
      const host = await panel.evaluate<string>('return location.host')
      const said = listen(driven)
      if (where === 'while a panel looks') {
        await driven.page.goto(`${site.origin}/ticking`)
        await untilRecorded(panel, 'ticks', (all) => ticksIn(all) > 5)
      } else {
        await panel.evaluate(
          `await (globalThis.browser ?? chrome).storage.local.set({ alwaysArm: ['*://127.0.0.1/*'] })`,
        )
        await panel.close()
        // A page that loads before the background knows both changes becomes dormant.
        await waitUntil('the site is armed', 20_000, async () => {
          await driven.page.goto(`${site.origin}/ticking`)
          await page(driven).goesOn(20)
          return !(await inert(driven))
        })
      }
      expect(await hooked(driven)).toBe(true)
      expect(await inert(driven)).toBe(false)
      await goAway(driven, host)
      await page(driven).goesOn(20)
      await waitUntil('nothing of ours runs', 10_000, () => inert(driven))
      await page(driven).goesOn(5)
      expect((await page(driven).read()).wrong).toEqual([])
      expect(said.filter((text) => !text.includes('127.0.0.1:1'))).toEqual([])
    } finally {
      await driven.close()
    }
  })
})
