import { expect, test } from 'vitest'
import { carelessHook } from './careless-hook.ts'
import { type Case, title } from './case.ts'
import { cases } from './cases/all.ts'
import { differences } from './compare.ts'
import { pageScript } from './page-script.ts'
import { runCase, startBrowser } from './run-case.ts'
import { startSite } from './site.ts'

/** The quick cases, in one browser: the results hardly depend on the browser, and a case that hangs costs seconds. */
const quick = cases.filter((one) => one.number <= 33 && one.run && !one.slow)

test('the suite can fail: a careless hook is noticed by more than twenty cases', async () => {
  const site = await startSite(pageScript(cases))
  const driven = await startBrowser('chromium')
  try {
    const run = async () => {
      const logs = new Map<Case, string[]>()
      for (const one of quick) logs.set(one, await runCase(one, { page: driven.page, site }))
      return logs
    }
    const without = await run()
    await driven.page.evaluateOnNewDocument(carelessHook)
    const careless = await run()
    const noticed = quick.filter((one) => differences(without.get(one)!, careless.get(one)!).length > 0)
    expect(noticed.map(title).length, `of ${quick.length} cases`).toBeGreaterThanOrEqual(20)
  } finally {
    await driven.close()
    await site.close()
  }
})
