import type { DrivenBrowser } from '../../src/cli/browser/driven-browser.ts'
import { waitUntil } from '../../src/cli/browser/wait-until.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'

/** Whether a request to a URL with this end was recorded. */
export const asks = (events: readonly CaptureEvent[], end: string) =>
  events.some((event) => event.type === 'request' && event.url.endsWith(end))

/** Waits until the tab shows a page. A call to the page fails while puppeteer follows the tab from one page to another. */
export const untilTitled = ({ page }: DrivenBrowser, title: string) =>
  waitUntil(`the tab shows ${title}`, 20_000, async () => (await page.title()) === title)

/** Sends the page somewhere by a script of its own; the call may fail as the page leaves. */
export const send = ({ page }: DrivenBrowser, path: string) =>
  page.evaluate((to) => location.assign(to), path).catch(() => {})

/**
 * Opens a page. Not with `goto`, which in Firefox waits in vain after a navigation that became a download or was answered with
 * 204.
 */
export async function openTitled(driven: DrivenBrowser, origin: string, title: string, more = ''): Promise<void> {
  await send(driven, `${origin}/page?title=${title}${more}`)
  await untilTitled(driven, title)
}
