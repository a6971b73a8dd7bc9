import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DrivenBrowser } from '../../src/cli/browser/driven-browser.ts'
import type { BrowserKind } from '../../src/cli/browser/machine.ts'
import { openPanelTab, type PanelTab } from '../browser/panel-tab.ts'
import { type Case, title } from './case.ts'
import { cases } from './cases/all.ts'
import { unexpected } from './compare.ts'
import { pageScript } from './page-script.ts'
import { built, runCase, startBrowser } from './run-case.ts'
import { type Site, startSite } from './site.ts'

/** Tests, case by case, that a page sees the same in this browser with the extension and without. */
export function testFidelity(kind: BrowserKind): void {
  let site: Site
  beforeAll(async () => {
    site = await startSite(pageScript(cases))
  })
  afterAll(() => site?.close())

  // The case that navigates back comes last: puppeteer cannot navigate Firefox after that.
  const here = cases.filter((one) => !one.browsers || one.browsers.includes(kind))
  const early = here.filter((one) => one.early)
  const logs = new Map<Case, string[]>()
  const earlyLogs = new Map<Case, string[]>()

  beforeAll(async () => {
    let driven = await startBrowser(kind)
    // Retried like the tests themselves: a case that fails on a busy machine is run once more, in a new browser.
    const log = async (one: Case, atOnce: boolean) => {
      try {
        return await runCase(one, { page: driven.page, site }, atOnce)
      } catch (error) {
        console.warn(`without the extension, tried again: ${title(one)}: ${error}`)
        await driven.close()
        driven = await startBrowser(kind)
        return runCase(one, { page: driven.page, site }, atOnce)
      }
    }
    try {
      for (const one of early) earlyLogs.set(one, await log(one, true))
      for (const one of here) logs.set(one, await log(one, false))
    } finally {
      await driven.close()
    }
  }, 240_000)

  describe.each(['armed', 'watched'] as const)('%s', (state) => {
    let driven: DrivenBrowser
    let panel: PanelTab
    beforeAll(async () => {
      driven = await startBrowser(kind, built(kind))
      await driven.page.goto(`${site.origin}/plain`)
      panel = await openPanelTab(driven, state === 'watched' ? 'page' : 'another tab')
    })
    afterAll(() => driven?.close())

    test('the hooks are installed', async () => {
      await driven.page.goto(`${site.origin}/plain`)
      // Another realm's `toString` prints a proxied function without its name, a native one with it.
      const native = await driven.page.evaluate(() => {
        const frame = document.body.appendChild(document.createElement('iframe'))
        const print = (frame.contentWindow as unknown as typeof globalThis).Function.prototype.toString
        return print.call(window.fetch).includes('fetch')
      })
      expect(native).toBe(false)
    })

    const where = () => ({ page: driven.page, site, panel: { tab: panel, watches: state === 'watched' } })
    test.each(early.map((one) => [title(one), one] as const))('at once: %s', async (_name, one) => {
      const log = await runCase(one, where(), true)
      expect(unexpected(one, earlyLogs.get(one)!, log, { state: `${state}, at once`, kind })).toEqual([])
    })
    test.each(here.map((one) => [title(one), one] as const))('%s', async (_name, one) => {
      const log = await runCase(one, where())
      expect(unexpected(one, logs.get(one)!, log, { state, kind })).toEqual([])
    })
  })
}
