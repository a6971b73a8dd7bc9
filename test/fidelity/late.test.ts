import type { CDPSession } from 'puppeteer-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DrivenBrowser } from '../../src/cli/browser/driven-browser.ts'
import { waitUntil } from '../../src/cli/browser/wait-until.ts'
import { openPanelTab } from '../browser/panel-tab.ts'
import { pageScript } from './page-script.ts'
import { built, startBrowser, waitUntilDormant } from './run-case.ts'
import { type Site, startSite } from './site.ts'

// Case 73, in Chromium only: its protocol lists the listeners of an object.
let site: Site
let driven: DrivenBrowser
let cdp: CDPSession
beforeAll(async () => {
  site = await startSite(pageScript([]))
  driven = await startBrowser('chromium', built('chromium'))
  cdp = await driven.page.createCDPSession()
})
afterAll(async () => {
  await driven?.close()
  await site?.close()
})

/** Types of the listeners on the page's socket. */
async function listeners(): Promise<string[]> {
  const { result } = await cdp.send('Runtime.evaluate', { expression: 'one' })
  const found = await cdp.send('DOMDebugger.getEventListeners', { objectId: result.objectId! })
  return found.listeners.map((one) => one.type).sort()
}

test('watching starts and stops on open connections, and leaves no listener behind', async () => {
  await driven.page.goto(`${site.origin}/plain?first`)
  const first = await openPanelTab(driven, 'another tab')
  await driven.page.goto(`${site.origin}/plain?second`)
  await waitUntilDormant(driven.page)
  await driven.page.evaluate(async () => {
    const one = new WebSocket(`${location.origin.replace('http', 'ws')}/socket`)
    await new Promise((done) => (one.onopen = done))
    one.onopen = null
    const got: unknown[] = []
    one.onmessage = ({ data }) => got.push(data)
    Object.assign(window, { one, got })
  })
  const own = await listeners()
  expect(own).toEqual(['message'])

  const second = await openPanelTab(driven, 'page')
  await waitUntil('the socket is taken up where the page sends', 10_000, async () => {
    await driven.page.evaluate('one.send("late")')
    return (await listeners()).length > own.length
  })
  await waitUntil('the panel shows what comes', 10_000, async () =>
    (await second.evaluate<{ text: string }>('return globalThis.duplex.take()')).text.includes('"late"'),
  )

  await second.close()
  await waitUntil('all listeners are off again', 10_000, async () => (await listeners()).length === own.length)
  expect(await listeners()).toEqual(own)
  const before = Number(await driven.page.evaluate('got.length'))
  await driven.page.evaluate('one.send("after")')
  await waitUntil('the page still gets its messages', 10_000, () =>
    driven.page.evaluate(`got.length > ${before} && got.at(-1) === 'after'`).then(Boolean),
  )
  await first.close()
}, 60_000)
