import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DrivenBrowser } from '../../src/cli/browser/driven-browser.ts'
import { openPanelTab, type PanelTab } from '../browser/panel-tab.ts'
import { type Case, title } from './case.ts'
import { cases } from './cases/all.ts'
import { unexpected } from './compare.ts'
import { pageScript } from './page-script.ts'
import { built, runCase, startBrowser } from './run-case.ts'
import { type Site, startSite } from './site.ts'

// Case 69. One case of each API; the whole suite checks that all are untouched.
const numbers = [10, 18, 20, 28, 32, 33, 35, 42, 44, 47, 52, 53, 54, 55, 60]
const some = cases.filter((one) => numbers.includes(one.number))

/** A copy of the extension with hooks whose clock throws: creating any record fails halfway. */
function withFaultyClock(): string {
  const folder = mkdtempSync(join(tmpdir(), 'duplex-faulty-'))
  cpSync(built('chromium'), folder, { recursive: true })
  const hook = join(folder, 'src/page/hook.iife.js')
  const clock = "{ timeOrigin: 0, now() { throw new Error('fault') } }"
  writeFileSync(hook, `((performance) => {\n${readFileSync(hook, 'utf8')}\n})(${clock})`)
  return folder
}

const logs = new Map<Case, string[]>()
let site: Site
let folder: string
let driven: DrivenBrowser
let panel: PanelTab
beforeAll(async () => {
  site = await startSite(pageScript(cases))
  const without = await startBrowser('chromium')
  for (const one of some) logs.set(one, await runCase(one, { page: without.page, site }))
  await without.close()
  folder = withFaultyClock()
  driven = await startBrowser('chromium', folder)
  await driven.page.goto(`${site.origin}/plain`)
  panel = await openPanelTab(driven, 'page')
})
afterAll(async () => {
  await driven?.close()
  await site?.close()
  if (folder) rmSync(folder, { recursive: true, force: true })
})

test.each(some.map((one) => [title(one), one] as const))('while every record fails: %s', async (_name, one) => {
  const log = await runCase(one, { page: driven.page, site, panel: { tab: panel, watches: true } })
  expect(unexpected(one, logs.get(one)!, log, { state: 'watched', kind: 'chromium' })).toEqual([])
})

test('only the documents were recorded', async () => {
  // The panel has taken the events from before; a last request shows that records fail to the end.
  await driven.page.goto(`${site.origin}/plain?last`)
  await driven.page.evaluate(() => fetch('/text').then((answer) => answer.text()))
  const text = (await panel.evaluate<{ text: string }>('return globalThis.duplex.take()')).text
  expect(text).not.toContain('"type":"request"')
})
