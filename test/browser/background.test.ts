import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DrivenBrowser, Panel } from '../../src/cli/browser/driven-browser.ts'
import { type Lab, startLab } from '../lab/lab.ts'
import { exportedEvents, startDriven, untilRecorded } from './driven.ts'

let lab: Lab
let driven: DrivenBrowser
let panel: Panel
beforeAll(async () => {
  lab = await startLab({ seed: 5, meanMs: 400 })
  ;({ driven, panel } = await startDriven('chromium', { idleWorker: true }))
})
afterAll(async () => {
  await driven?.close()
  await lab?.close()
})

/**
 * Ends the extension's service worker, as the browser does when it likes. By way of a page of the extension's own origin:
 * attaching to the worker in order to close it sometimes leaves Chromium unable to start the next one.
 */
async function killBackground(): Promise<void> {
  const origin = await panel.evaluate<string>('return location.origin')
  const page = await driven.page.browser().newPage()
  try {
    await page.goto(`${origin}/panel/panel.html`)
    const cdp = await page.createCDPSession()
    const stopped = new Promise<void>((resolve) => {
      cdp.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
        if (versions.some((version) => version.runningStatus === 'stopped')) resolve()
      })
    })
    await cdp.send('ServiceWorker.enable')
    await cdp.send('ServiceWorker.stopAllWorkers')
    await stopped
  } finally {
    await page.close()
  }
}

test('the background may die while traffic runs: nothing is lost, nothing comes twice', async () => {
  await driven.page.goto(`${lab.origin}/?on=websocket-text,polling-fixed`)
  await untilRecorded(panel, 'first messages', (all) => all.filter((event) => event.type === 'message').length >= 3)
  for (let times = 0; times < 3; times++) {
    const { length } = await exportedEvents(panel)
    await killBackground()
    await untilRecorded(panel, 'traffic after the background died', (all) => all.length > length + 8)
  }
  const page = await driven.page.evaluate(async () => {
    const { lab } = window as unknown as {
      lab: { stop(): Promise<void>; counts(): Record<string, { messagesIn: number; messagesOut: number }> }
    }
    await lab.stop()
    return lab.counts()['websocket-text']!
  })
  const events = await untilRecorded(panel, 'the close', (all) => all.some((event) => event.type === 'close'))
  const messages = events.filter((event) => event.type === 'message')
  expect(messages.filter((event) => event.dir === 'in').length).toBe(page.messagesIn)
  expect(messages.filter((event) => event.dir === 'out').length).toBe(page.messagesOut)
  expect(events.filter((event) => event.type === 'lost')).toEqual([])
}, 120_000)

test('a panel that is closed leaves new pages alone', async () => {
  const native = () =>
    driven.page.evaluate(() => {
      const frame = document.body.appendChild(document.createElement('iframe'))
      // A realm of its own prints a proxied function without its name, a native one with it.
      const print = (frame.contentWindow as unknown as typeof globalThis).Function.prototype.toString
      return print.call(window.fetch).includes('fetch')
    })
  expect(await native()).toBe(false)
  await panel.close()
  // The background hears of it by the port that closes, and unregisters; a page loaded after that is untouched.
  const until = Date.now() + 10_000
  do await driven.page.goto(`${lab.origin}/`)
  while (!(await native()) && Date.now() < until)
  expect(await native()).toBe(true)
}, 60_000)
