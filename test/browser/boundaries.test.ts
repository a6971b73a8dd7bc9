import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Panel } from '../../src/cli/browser/driven-browser.ts'
import { waitUntil } from '../../src/cli/browser/wait-until.ts'
import { asks, openTitled, send, untilTitled } from './boundaries-page.ts'
import { startBoundariesSite } from './boundaries-site.ts'
import { type Driven, kinds, startDriven, untilSeen } from './driven.ts'
import { toggleKeepLog } from './keep-log.ts'
import { started } from './started.ts'

const site = started(() => startBoundariesSite())
const downloads = mkdtempSync(join(tmpdir(), 'duplex-test-'))
afterAll(() => rmSync(downloads, { recursive: true }))
const keepLogs = [false, true] as const
let number = 0

const ask = ({ page }: Driven, what: string) =>
  page.evaluate((path) => fetch(path).then((answer) => answer.text()), `/asked?${what}`)

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
  await openTitled(driven, site.origin, names.first, next ? `&next=${names.next}` : '')
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
      await openTitled(driven, site.origin, next)
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
      await openTitled(driven, site.origin, next)
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
        await openTitled(driven, site.origin, next)
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
})

test.each(keepLogs)(
  'in Chromium, as Firefox prerenders nothing, a prerendered page that is shown begins with what it did before (keep log: %s)',
  async (keep) => {
    // In a browser of its own, whose page puppeteer may lose with the activation.
    const driven = await startDriven('chromium')
    try {
      await openTitled(driven, site.origin, 'first', '&next=second')
      await untilSeen(driven.panel, 'request', 'by-first')
      if (keep) await toggleKeepLog(driven.panel)
      await site.untilAsked('/asked?by-second')
      await ask(driven, 'before-second')
      await untilSeen(driven.panel, 'request', 'before-second')
      await send(driven, '/page?title=second')
      const events = await untilSeen(driven.panel, 'request', 'shown-second')
      expect(asks(events, 'by-first')).toBe(keep)
      expect(asks(events, 'before-second')).toBe(keep)
      const begins = events.findIndex((event) => event.type === 'document' && event.url.endsWith('?title=second'))
      const request = events.findIndex((event) => event.type === 'request' && event.url.endsWith('by-second'))
      expect(begins).toBeGreaterThanOrEqual(0)
      expect(begins).toBeLessThan(request)
      expect(events[begins]!.at).toBeGreaterThan(events[request]!.at)
      expect(events.filter((event) => event.type === 'lost')).toEqual([])
    } finally {
      await driven.close()
    }
  },
)
