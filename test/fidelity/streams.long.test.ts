import type { CDPSession, Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DrivenBrowser } from '../../src/cli/browser/driven-browser.ts'
import { openPanelTab } from '../browser/panel-tab.ts'
import { pageScript } from './page-script.ts'
import { built, startBrowser } from './run-case.ts'
import { type Site, startSite } from './site.ts'

// Cases 34 and 36 at full length, in Chromium: its protocol gives the size of a page's heap after garbage collection.
const gigabyte = 1_000_013_824
const minutes = 10

let site: Site
beforeAll(async () => {
  site = await startSite(pageScript([]))
})
afterAll(() => site?.close())

async function heap(cdp: CDPSession): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage')
  const { usedSize } = await cdp.send('Runtime.getHeapUsage')
  return usedSize
}

describe.each(['without the extension', 'armed', 'watched'] as const)('%s', (state) => {
  let driven: DrivenBrowser
  let page: Page
  let cdp: CDPSession
  beforeAll(async () => {
    driven = await startBrowser('chromium', state === 'without the extension' ? undefined : built('chromium'))
    page = driven.page
    await page.goto(`${site.origin}/plain`)
    if (state !== 'without the extension') await openPanelTab(driven, state === 'watched' ? 'page' : 'another tab')
    await page.goto(`${site.origin}/plain?${state.length}`)
    cdp = await page.createCDPSession()
  })
  afterAll(() => driven?.close())

  test('a gigabyte that is read and discarded leaves nothing on the heap', async () => {
    const before = await heap(cdp)
    const length = await page.evaluate(async (bytes) => {
      let read = 0
      const reader = (await fetch(`/flood?bytes=${bytes}`)).body!.getReader()
      for (;;) {
        const { done, value } = await reader.read()
        if (done) return read
        read += value.length
      }
    }, gigabyte)
    expect(length).toBe(gigabyte)
    expect((await heap(cdp)) - before).toBeLessThan(5_000_000)
  })

  test('an endless event stream leaves the heap flat', async () => {
    await page.evaluate(async () => {
      const reader = (await fetch('/endless')).body!.getReader()
      const state = Object.assign(window, { pieces: 0, stop: () => reader.cancel() })
      void (async () => {
        while (!(await reader.read()).done) state.pieces++
      })()
    })
    const sizes: number[] = []
    // Measured every minute; the first measurement comes after a minute, when everything that is created only once exists.
    for (let minute = 0; minute < minutes; minute++) {
      await new Promise((resolve) => setTimeout(resolve, 60_000))
      sizes.push(await heap(cdp))
    }
    await page.evaluate('stop()')
    expect(Math.max(...sizes) - sizes[0]!).toBeLessThan(2_000_000)
  })
})
