import type { Page } from 'puppeteer-core'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { waitUntil } from '../../src/cli/browser/wait-until.ts'
import { capture } from '../../src/cli/capture.ts'
import { exportedEvents, kinds, launchBare } from './driven.ts'
import { type Flooded, openFlooded } from './flooded.ts'
import { accountOf, many, receiveFlood, startFloodingSite, wellBegun } from './flooding-site.ts'
import { toggleKeepLog } from './keep-log.ts'
import { openPanelTab, type PanelTab } from './panel-tab.ts'
import { started } from './started.ts'

const site = started(startFloodingSite)

async function beginFlood(page: Page, then?: 'navigate'): Promise<void> {
  site.forget()
  await page.evaluate(receiveFlood, many, wellBegun, then)
  await site.told('begun')
}

describe.each(kinds)('%s: what a page has received in a flood is counted or counted as lost, by number,', (kind) => {
  const driven = started(() => launchBare(kind))
  let flooded: Flooded
  beforeAll(async () => {
    flooded = await openFlooded(driven, `${site.origin}/plain`)
    await toggleKeepLog(flooded.panel)
  })
  beforeEach(async () => {
    await flooded.page.goto(`${site.origin}/plain?flood`)
    await flooded.panel.evaluate(
      `[...document.querySelectorAll('button')].find((one) => one.title.startsWith('Clear')).click()`,
    )
  })

  const account = async (panel: PanelTab = flooded.panel) => {
    const { counted, dropped, unhooked } = accountOf(await exportedEvents(panel))
    console.info(kind, { counted, dropped })
    expect(unhooked).toEqual([])
    return counted + dropped
  }

  /** Compares what the page said when it went with what the panel has. */
  async function theEnd(panel: PanelTab, ends: 'by itself' | 'from outside'): Promise<void> {
    const received = await site.told('received')
    await waitUntil('the panel has seen the end', 10_000, async () =>
      (await exportedEvents(panel)).some((event) => event.type === 'gone'),
    )
    const accounted = await account(panel)
    // Firefox interrupts the listener that is running when its tab is closed or navigated from outside
    // (dom.ipc.cancel_content_js_when_navigating): then the page does not count the message, or the hooks do not.
    expect(Math.abs(accounted - received)).toBeLessThanOrEqual(kind === 'firefox' && ends === 'from outside' ? 1 : 0)
  }

  test('when the recording is stopped and goes on later', async () => {
    await beginFlood(flooded.page)
    const record = `document.querySelector('[aria-label=Record]').click(); await globalThis.duplex.settle()`
    await flooded.panel.evaluate(record)
    expect(await account()).toBeGreaterThanOrEqual(wellBegun)
    const received = await site.told('received')
    await flooded.panel.evaluate(`await globalThis.duplex.settle(); ${record}`)
    const accounted = await account()
    // What was not recorded meanwhile is one number, in which the page's own posts are counted, too: a request, its end, its timing.
    expect(accounted).toBeGreaterThanOrEqual(received)
    expect(accounted).toBeLessThan(received + 10)
  })

  test('when the recording is stopped while Blobs are read', async () => {
    site.forget()
    await flooded.page.evaluate(() => {
      const socket = new WebSocket(`ws://${location.host}/echo`)
      let received = 0
      socket.onopen = () => socket.send(new Blob(['a Blob']))
      socket.onmessage = ({ data }) => {
        received++
        for (let n = 0; n < 3 && received < 5000; n++) socket.send(data)
        if (received === 500) navigator.sendBeacon('/said', `begun ${received}`)
      }
    })
    await site.told('begun')
    const { counted, took } = await flooded.panel.evaluate<{ counted: number; took: number }>(`
      const begun = performance.now()
      document.querySelector('[aria-label=Record]').click()
      await globalThis.duplex.settle()
      return { counted: globalThis.duplex.events(), took: performance.now() - begun }`)
    console.info(kind, { counted, took })
    expect(took).toBeLessThan(1900) // the documents have answered
    expect(await account()).toBeGreaterThanOrEqual(500)
    await flooded.panel.evaluate(`document.querySelector('[aria-label=Record]').click()`)
  })

  test('when the page navigates', async () => {
    await beginFlood(flooded.page, 'navigate')
    await theEnd(flooded.panel, 'by itself')
  })

  test('when the page is left for another site', async () => {
    await beginFlood(flooded.page)
    await flooded.page.goto(`${site.origin.replace('127.0.0.1', 'localhost')}/next`)
    await theEnd(flooded.panel, 'from outside')
  })

  test('by the panel that stays, when another is closed', async () => {
    const other = await openPanelTab(driven, 'page')
    await beginFlood(flooded.page)
    await other.close()
    await flooded.page.goto(`${site.origin}/next`)
    await theEnd(flooded.panel, 'from outside')
  })

  test('when the tab is closed', async () => {
    await beginFlood(flooded.page)
    await flooded.page.close()
    await theEnd(flooded.panel, 'from outside')
  })
})

describe.each(kinds)('%s: duplex capture counts what the page has received, or counts it as lost,', (kind) => {
  const captureFlood = async (forMs: number, whileOpen: () => Promise<void>) => {
    const { analysis } = await capture({
      url: `${site.origin}/flooding`,
      forMs,
      browser: kind,
      headed: false,
      redact: false,
      out: undefined,
      say: () => {},
      whileOpen,
    })
    const counted = analysis.streams.reduce((sum, stream) => sum + stream.messagesIn, 0)
    const { dropped } = analysis.completeness
    console.info(kind, { counted, dropped })
    return counted + dropped
  }

  test('when its time is over', async () => {
    site.forget()
    let received = 0
    const accounted = await captureFlood(500, async () => {
      received = await site.told('received')
    })
    expect(accounted).toBe(received)
  })

  test('when it is interrupted (Ctrl+C)', async () => {
    site.forget()
    const received = site.told('received')
    void received.then(() => process.emit('SIGINT'))
    const accounted = await captureFlood(10 * 60_000, async () => {})
    expect(accounted).toBe(await received)
  })
})
