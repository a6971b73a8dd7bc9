import { describe, expect, test } from 'vitest'
import { waitUntil } from '../../src/cli/browser/wait-until.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { startBoundariesSite } from './boundaries-site.ts'
import { type Driven, startDriven, untilSeen } from './driven.ts'
import { toggleKeepLog } from './keep-log.ts'
import { started } from './started.ts'

const site = started(() => startBoundariesSite())
const keepLogs = [false, true] as const
let number = 0

const asks = (events: readonly CaptureEvent[], end: string) =>
  events.some((event) => event.type === 'request' && event.url.endsWith(end))

const ask = ({ page }: Driven, what: string) =>
  page.evaluate((path) => fetch(path).then((answer) => answer.text()), `/asked?${what}`)

/** Waits until the tab shows a page. A call to the page fails while puppeteer follows the tab from one page to another. */
const untilTitled = ({ page }: Driven, title: string) =>
  waitUntil(`the tab shows ${title}`, 20_000, async () => (await page.title()) === title)

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
  await driven.page.goto(`${site.origin}/page?title=${names.first}${next ? `&next=${names.next}` : ''}`)
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
