import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { DrivenBrowser, Panel } from '../../src/cli/browser/driven-browser.ts'
import { openChromeScope } from '../../src/cli/browser/firefox-chrome-scope.ts'
import { waitUntil } from '../../src/cli/browser/wait-until.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { startBoundariesSite } from './boundaries-site.ts'
import { type Driven, exportedEvents, kinds, launchBare, startDriven, untilRecorded, untilSeen } from './driven.ts'
import { toggleKeepLog } from './keep-log.ts'
import { openPanelTab } from './panel-tab.ts'
import { started } from './started.ts'

const site = started(() => startBoundariesSite())
const downloads = mkdtempSync(join(tmpdir(), 'duplex-test-'))
afterAll(() => rmSync(downloads, { recursive: true }))
const keepLogs = [false, true] as const
let number = 0

const asks = (events: readonly CaptureEvent[], end: string) =>
  events.some((event) => event.type === 'request' && event.url.endsWith(end))

const ask = ({ page }: Driven, what: string) =>
  page.evaluate((path) => fetch(path).then((answer) => answer.text()), `/asked?${what}`)

/** Waits until the tab shows a page. A call to the page fails while puppeteer follows the tab from one page to another. */
const untilTitled = ({ page }: DrivenBrowser, title: string) =>
  waitUntil(`the tab shows ${title}`, 20_000, async () => (await page.title()) === title)

/** Sends the page somewhere by a script of its own; the call may fail as the page leaves. */
const send = ({ page }: DrivenBrowser, path: string) => page.evaluate((to) => location.assign(to), path).catch(() => {})

/**
 * Opens a page. Not with `goto`, which in Firefox waits in vain after a navigation that became a download or was answered with
 * 204.
 */
async function open(driven: DrivenBrowser, title: string, more = ''): Promise<void> {
  await send(driven, `${site.origin}/page?title=${title}${more}`)
  await untilTitled(driven, title)
}

/**
 * Opens a page, lets something happen to it, and lets the page that is there then make a request.
 * @returns the events that the panel has after it, and names of requests before and after
 */
async function across(
  driven: Driven,
  keep: boolean,
  happen: (names: { first: string; next: string }) => Promise<void>,
  next = false,
) {
  const n = ++number
  const names = { first: `first${n}`, next: `next${n}` }
  await open(driven, names.first, next ? `&next=${names.next}` : '')
  await untilSeen(driven.panel, 'request', `by-${names.first}`)
  if (keep) await toggleKeepLog(driven.panel)
  try {
    await happen(names)
    await ask(driven, `after${n}`)
    return { names, events: await untilSeen(driven.panel, 'request', `after${n}`) }
  } finally {
    if (keep) await toggleKeepLog(driven.panel)
  }
}

const crashed = (panel: Panel) =>
  panel.evaluate<boolean>(`return document.body.innerText.includes('The page has crashed')`)

/** What happens to a page, whether another page is there after it, and the browsers that have such a thing. */
type Happening = (driven: Driven, names: { first: string; next: string }) => Promise<void>

const lasting: [string, Happening][] = [
  [
    'a navigation within the page',
    ({ page }) =>
      page.evaluate(() => {
        history.pushState(1, '', '/elsewhere')
        history.replaceState(2, '', '/elsewhere?2')
        location.hash = 'there'
        history.back()
      }),
  ],
  [
    'document.open',
    ({ page }) =>
      page.evaluate(() => {
        document.open()
        document.write('<!doctype html><title>written</title>')
        document.close()
      }),
  ],
  [
    'a navigation that becomes a download',
    async (driven) => {
      await send(driven, `/file?${number}`)
      await site.untilAsked(`/file?${number}`)
    },
  ],
  [
    'a navigation that is answered with 204',
    async (driven) => {
      await send(driven, `/nothing?${number}`)
      await site.untilAsked(`/nothing?${number}`)
    },
  ],
]

const ending: [string, Happening][] = [
  [
    'a navigation',
    async (driven, { next }) => {
      await open(driven, next)
    },
  ],
  [
    'a reload',
    async ({ page }) => {
      await page.evaluate(() => {
        Object.assign(window, { before: true })
        location.reload()
      })
      await waitUntil('it has reloaded', 20_000, () => page.evaluate(() => !('before' in window)))
    },
  ],
  [
    'document.open and a navigation',
    async (driven, { next }) => {
      await driven.page.evaluate(() => {
        document.open()
        document.write('<!doctype html><title>written</title>')
        document.close()
      })
      await open(driven, next)
    },
  ],
]

describe.each(kinds)('in %s', (kind) => {
  const driven = started(() => startDriven(kind, { downloads }))

  describe.each(keepLogs)('with keep log: %s', (keep) => {
    test.each(lasting)('%s does not end the page', async (_name, happen) => {
      const { names, events } = await across(driven, keep, (all) => happen(driven, all))
      expect(asks(events, `by-${names.first}`)).toBe(true)
      expect(events.filter((event) => event.type === 'gone' || event.type === 'lost')).toEqual([])
      expect(await crashed(driven.panel)).toBe(false)
    })

    test.each(ending)('%s ends the page', async (_name, happen) => {
      const { names, events } = await across(driven, keep, (all) => happen(driven, all))
      expect(events.some((event) => event.type === 'document' && event.url.endsWith(`?title=${names.first}`))).toBe(
        keep || _name === 'a reload',
      )
      const pages = events.flatMap((event) =>
        event.type === 'document' && event.context === 'page' ? [event.doc] : [],
      )
      const gone = events.flatMap((event) => (event.type === 'gone' ? [event.doc] : []))
      if (keep) expect(gone).toContain(pages.at(-2))
      else expect(pages.length).toBe(1)
      expect(await crashed(driven.panel)).toBe(false)
    })

    test('a page that comes back from the back/forward cache begins again, and ends the other', async () => {
      const { names, events } = await across(driven, keep, async ({ first, next }) => {
        await driven.page.evaluate(() => Object.assign(window, { kept: true }))
        await open(driven, next)
        await untilSeen(driven.panel, 'request', `by-${next}`)
        await driven.page.evaluate(() => history.back()).catch(() => {})
        await untilTitled(driven, first)
        expect(await driven.page.evaluate('window.kept')).toBe(true)
        await untilSeen(driven.panel, 'document', `title=${first}`)
      })
      expect(asks(events, `by-${names.first}`)).toBe(keep)
      expect(asks(events, `by-${names.next}`)).toBe(keep)
      const last = events.findLast((event) => event.type === 'document' && event.context === 'page')
      expect(last).toMatchObject({ url: `${site.origin}/page?title=${names.first}` })
      expect(await crashed(driven.panel)).toBe(false)
    })
  })
})

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
  await open(driven, first)
  await untilRecorded(panel, 'the page', (all) => asks(all, `by-${first}`))
  if (keep) await toggleKeepLog(panel)
  await stop(driven)
  await waitUntil('the panel says so', 20_000, says)
  const events = await exportedEvents(panel)
  expect(asks(events, `by-${first}`)).toBe(true)
  expect(events.some((event) => event.type === 'gone')).toBe(true)
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
      await open(driven, 'first')
      // Developer tools close with the page; a panel in a tab stays, and follows the tab to its new id.
      const panel = await openPanelTab(driven, 'page')
      await open(driven, 'discarded')
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

describe('in Chromium, as Firefox prerenders nothing,', () => {
  const driven = started(() => startDriven('chromium'))

  test.each(keepLogs)('a prerendered page that nobody sees changes nothing (keep log: %s)', async (keep) => {
    const prerendered = ({ next }: { next: string }) => site.untilAsked(`/asked?by-${next}`)
    const { names, events } = await across(driven, keep, prerendered, true)
    expect(asks(events, `by-${names.first}`)).toBe(true)
    expect(asks(events, `by-${names.next}`)).toBe(false)
    expect(events.filter((event) => event.type === 'document' && event.url.endsWith(`?title=${names.next}`))).toEqual(
      [],
    )
  })

  test.each(keepLogs)(
    'a prerendered page that is shown begins with what it did before (keep log: %s)',
    async (keep) => {
      const shown = async ({ next }: { next: string }) => {
        await site.untilAsked(`/asked?by-${next}`)
        await ask(driven, `before-${next}`)
        await driven.page.evaluate((title) => location.assign(`/page?title=${title}`), next)
        await untilTitled(driven, next)
      }
      const { names, events } = await across(driven, keep, shown, true)
      expect(asks(events, `by-${names.first}`)).toBe(keep)
      expect(asks(events, `by-${names.next}`)).toBe(true)
      const begins = events.findIndex(
        (event) => event.type === 'document' && event.url.endsWith(`?title=${names.next}`),
      )
      const request = events.findIndex((event) => event.type === 'request' && event.url.endsWith(`by-${names.next}`))
      expect(begins).toBeLessThan(request)
      expect(events[begins]!.at).toBeGreaterThan(events[request]!.at)
      expect(events.filter((event) => event.type === 'lost')).toEqual([])
    },
  )
})
