import { beforeAll, describe, expect, test } from 'vitest'
import { asyncCall } from '../../src/cli/browser/async-call.ts'
import type { Panel } from '../../src/cli/browser/driven-browser.ts'
import { kinds, launchBare, openArmed, untilRecorded, untilSeen } from './driven.ts'
import { exotic, forgingPage, markupPage } from './hostile-pages.ts'
import { markup, startHostileSite } from './hostile-site.ts'
import { started } from './started.ts'

const site = started(() => startHostileSite({ '/forging': forgingPage, '/markup': markupPage }))

describe.each(kinds)('%s', (kind) => {
  const driven = started(() => launchBare(kind))
  let panel: Panel
  /** Results of a page without hooks. */
  let unhooked: string[]
  const runExotic = async (): Promise<string[]> =>
    JSON.parse((await driven.page.evaluate(asyncCall(exotic, []))) as string)
  beforeAll(async () => {
    await driven.page.goto(`${site.origin}/plain`)
    unhooked = await runExotic()
    panel = await openArmed(driven)
  })

  test('unusual payloads: the page gets the same results as without hooks, and sizes are right', async () => {
    await driven.page.goto(`${site.origin}/plain?exotic`)
    await untilSeen(panel, 'document', 'exotic')
    const said: string[] = []
    driven.page.on('pageerror', (error) => said.push(String(error)))
    expect(await runExotic()).toEqual(unhooked)
    // Firefox logs an error for each socket that is closed before it is open.
    expect(said.filter((text) => !/at ws:|to ws:/.test(text))).toEqual([])
    expect(unhooked.length).toBeGreaterThan(60)
    const events = await untilRecorded(panel, 'the close', (all) =>
      all.some((event) => event.type === 'close' && event.code === 4321),
    )
    const socket = events.find((event) => event.type === 'connect')!
    const told = (dir: 'in' | 'out') =>
      events.flatMap((event) =>
        event.type === 'message' && event.id === socket.id && event.dir === dir ? [event] : [],
      )
    // Echoed messages are as large as those sent. The size of an object that only the page's code can convert to text is
    // unknown when it is sent.
    const echoed = told('in').map(({ bytes }) => bytes)
    expect(echoed.slice(0, 5)).toEqual([5, 4, 3, 1, 0])
    expect(
      told('out')
        .map(({ bytes }) => bytes)
        .slice(0, 5),
    ).toEqual(echoed.slice(0, 5))
    expect(told('out').length).toBe(told('in').length)
    expect(
      events.some((event) => event.type === 'request' && event.url.startsWith('data:') && event.url.length > 8192),
    ).toBe(false)
    expect(events.filter((event) => event.type === 'lost')).toEqual([])
  })

  test('a page that forges handshakes and records gets nothing and changes nothing', async () => {
    await driven.page.goto(`${site.origin}/forging`)
    await driven.page.waitForFunction(() => document.title.startsWith('got'))
    expect(await driven.page.title()).toBe('got:')
    const events = await untilSeen(panel, 'request', '/real')
    expect(JSON.stringify(events)).not.toContain('forged')
    expect(events.filter((event) => event.type === 'request').length).toBe(1)
    expect(events.filter((event) => event.type === 'lost')).toEqual([])
  })

  test('text that resembles markup stays text, wherever it comes from and wherever it is shown', async () => {
    await driven.page.goto(`${site.origin}/markup`)
    await driven.page.waitForFunction(() => document.title === 'done')
    await untilRecorded(panel, 'the close', (all) =>
      all.some((event) => event.type === 'close' && event.reason === markup),
    )
    const seen = await panel.evaluate<{ made: string[]; texts: string }>(
      `
      const made = new Set()
      let texts = ''
      const look = async () => {
        await new Promise((resolve) => setTimeout(resolve, 60))
        texts += document.body.innerText
        for (const one of document.querySelectorAll('img, iframe, object, embed, [onerror], body script, a[href^="javascript:"]')) made.add(one.outerHTML)
      }
      for (let index = 0; index < document.querySelectorAll('.streamRow').length; index++) {
        document.querySelectorAll('.streamRow')[index].click()
        await look()
        for (const tab of document.querySelectorAll('[role=tab]')) {
          tab.click()
          await look()
          const message = document.querySelector('.messageRow')
          if (message) {
            message.click()
            await look()
          }
        }
      }
      return { made: [...made], texts }`,
    )
    expect(seen.made).toEqual([])
    expect(seen.texts.split(markup).length).toBeGreaterThan(5)
    expect(await panel.evaluate<string>('return document.title')).not.toBe('broken')
  })
})
