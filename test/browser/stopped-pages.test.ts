import { expect, test } from 'vitest'
import type { DrivenBrowser, Panel } from '../../src/cli/browser/driven-browser.ts'
import { openChromeScope } from '../../src/cli/browser/firefox-chrome-scope.ts'
import { waitUntil } from '../../src/cli/browser/wait-until.ts'
import { asks, openTitled } from './boundaries-page.ts'
import { startBoundariesSite } from './boundaries-site.ts'
import { exportedEvents, kinds, launchBare, startDriven, untilRecorded } from './driven.ts'
import { toggleKeepLog } from './keep-log.ts'
import { openPanelTab } from './panel-tab.ts'
import { started } from './started.ts'

const site = started(() => startBoundariesSite())
const keepLogs = [false, true] as const

async function crash(driven: DrivenBrowser): Promise<void> {
  const { page, kind } = driven
  if (kind === 'chromium') return void (await page.goto('chrome://crash').catch(() => {}))
  await (await openChromeScope(page.browser())).call(`
    const { osPid } = gBrowser.selectedBrowser.browsingContext.currentWindowGlobal.domProcess
    Cc['@mozilla.org/processtools-service;1'].getService(Ci.nsIProcessToolsService).kill(osPid)`)
}

/** Lets the background of the extension discard the only tab of the site, and load it again as a click on the tab does. */
async function discardAndRestore({ page }: DrivenBrowser): Promise<void> {
  const target = await page.browser().waitForTarget((one) => one.type() === 'service_worker')
  await (await target.worker())!.evaluate(`chrome.tabs.query({ url: 'http://127.0.0.1/*' })
    .then(([tab]) => chrome.tabs.discard(tab.id))
    .then((tab) => chrome.tabs.reload(tab.id))`)
}

/** Stops the page, sees what a panel says and still has, and reloads the page by the panel's own button. */
async function stopAndReload(driven: DrivenBrowser, panel: Pick<Panel, 'evaluate'>, keep: boolean, stop: typeof crash) {
  const first = `stopped-${keep}`
  const says = () => panel.evaluate<boolean>(`return document.body.innerText.includes('The page has crashed')`)
  await openTitled(driven, site.origin, first)
  await untilRecorded(panel, 'the page', (all) => asks(all, `by-${first}`))
  if (keep) await toggleKeepLog(panel)
  await stop(driven)
  await waitUntil('the panel says so', 20_000, says)
  const events = await exportedEvents(panel)
  expect(asks(events, `by-${first}`)).toBe(true)
  expect(events.some((event) => event.type === 'gone')).toBe(true)
  const unseen = events.flatMap((event) => (event.type === 'unhooked' ? [event.why] : []))
  expect(unseen).toContain('The page ended before it could hand over what it had recorded last.')
  await panel.evaluate(`document.querySelector('.banner.warning button').click()`)
  const after = await untilRecorded(panel, 'the page again', (all) => {
    const last = all.findLastIndex((event) => event.type === 'gone')
    return asks(all.slice(last + 1), `by-${first}`) && (keep || last < 0)
  })
  expect(after.some((event) => event.type === 'gone')).toBe(keep)
  await waitUntil('the panel says nothing', 20_000, async () => !(await says()))
}

const goesOn = 'the panel says so, keeps what it has, and goes on after a reload'

test.each(kinds)(`in %s a page that crashes: ${goesOn}`, async (kind) => {
  const driven = await startDriven(kind)
  try {
    for (const keep of keepLogs) await stopAndReload(driven, driven.panel, keep, crash)
  } finally {
    await driven.close()
  }
})

test.each(keepLogs)(
  'in Chromium alone, a page that is discarded and restored begins again (keep log: %s)',
  async (keep) => {
    const driven = await launchBare('chromium')
    try {
      await openTitled(driven, site.origin, 'first')
      // Developer tools close with the page; a panel in a tab stays, and follows the tab to its new id.
      const panel = await openPanelTab(driven, 'page')
      await openTitled(driven, site.origin, 'discarded')
      await untilRecorded(panel, 'the page', (all) => asks(all, 'by-discarded'))
      const before = (await exportedEvents(panel)).findLast((event) => event.type === 'request')
      if (keep) await toggleKeepLog(panel)
      await discardAndRestore(driven)
      const events = await untilRecorded(panel, 'the page again', (all) =>
        all.some(
          (event) => event.type === 'request' && event.doc !== before?.doc && event.url.endsWith('by-discarded'),
        ),
      )
      expect(events.some((event) => event.type === 'request' && event.doc === before?.doc)).toBe(keep)
      expect(events.some((event) => event.type === 'gone' && event.doc === before?.doc)).toBe(keep)
    } finally {
      await driven.close()
    }
  },
)
