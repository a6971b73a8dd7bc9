import type { Page } from 'puppeteer-core'
import { asyncCall } from '../../src/cli/browser/async-call.ts'
import type { DrivenBrowser } from '../../src/cli/browser/driven-browser.ts'
import { waitUntil } from '../../src/cli/browser/wait-until.ts'
import { openFirefoxTab } from './firefox-tab.ts'

/** The panel as a page in a tab of its own: developer tools, which change what a page can see, stay closed. */
export interface PanelTab {
  /** Runs the body of an async function in the panel. */
  evaluate<T>(body: string, ...args: unknown[]): Promise<T>
  close(): Promise<void>
}

/**
 * Opens a panel that watches the browser's page, which must show a document of the site; or a panel for another tab, which
 * arms the hooks everywhere. Resolves once the hooks are registered.
 */
export async function openPanelTab(driven: DrivenBrowser, looksAt: 'page' | 'another tab'): Promise<PanelTab> {
  const other = looksAt === 'another tab'
  const browser = driven.page.browser()
  const panel =
    driven.kind === 'firefox' ? await openFirefoxTab(browser, other) : await openChromiumTab(driven.page, other)
  // A tab that does not exist cannot be armed, which the panel reports; the hooks are registered before, in the same queue.
  const settled = other
    ? "return document.body.innerText !== '' && globalThis.duplex !== undefined"
    : 'return globalThis.duplex?.armed() === true'
  await waitUntil('the panel tab is armed', 30_000, () => panel.evaluate<boolean>(settled))
  await driven.page.bringToFront()
  return panel
}

async function openChromiumTab(page: Page, other: boolean): Promise<PanelTab> {
  const browser = page.browser()
  const worker = await browser.waitForTarget((target) => target.url().startsWith('chrome-extension://'))
  const address = `chrome-extension://${new URL(worker.url()).host}/panel/panel.html`
  const panel = await browser.newPage()
  const evaluate = async <T>(body: string, ...args: unknown[]): Promise<T> =>
    JSON.parse((await panel.evaluate(asyncCall(body, args))) as string)
  await panel.goto(address)
  const url = JSON.stringify(page.url())
  const id = await evaluate<number>(`return (await chrome.tabs.query({})).find((tab) => tab.url === ${url}).id`)
  await panel.goto(`${address}?tab=${other ? id + 1000 : id}`)
  return { evaluate, close: () => panel.close() }
}
