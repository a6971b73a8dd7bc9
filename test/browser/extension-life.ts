import type { CDPSession } from 'puppeteer-core'
import type { DrivenBrowser } from '../../src/cli/browser/driven-browser.ts'
import { openChromeScope } from '../../src/cli/browser/firefox-chrome-scope.ts'

const addonId = 'duplex@duplex.dev'

// `host` is the host name of the extension's pages.

/** Runs a function in an extension page, in a tab that is closed afterwards. Chromium only. */
async function inExtensionPage(
  driven: DrivenBrowser,
  host: string,
  run: (cdp: CDPSession) => Promise<unknown>,
): Promise<void> {
  const page = await driven.page.browser().newPage()
  try {
    await page.goto(`chrome-extension://${host}/panel/panel.html`)
    await run(await page.createCDPSession())
  } finally {
    await page.close().catch(() => {}) // the tab may have closed with the extension
  }
}

/**
 * Stops the extension's background, as the browser does at any time. In Chromium through a page of the extension: attaching
 * to the worker to stop it sometimes leaves Chromium unable to start the next worker.
 */
export async function stopBackground(driven: DrivenBrowser, host: string): Promise<void> {
  if (driven.kind === 'firefox') {
    const chrome = await openChromeScope(driven.page.browser())
    return chrome.call('await WebExtensionPolicy.getByID(args[0]).extension.terminateBackground()', addonId)
  }
  await inExtensionPage(driven, host, async (cdp) => {
    const stopped = new Promise<void>((resolve) => {
      cdp.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
        if (versions.some((version) => version.runningStatus === 'stopped')) resolve()
      })
    })
    await cdp.send('ServiceWorker.enable')
    await cdp.send('ServiceWorker.stopAllWorkers')
    await stopped
  })
}

const CHANGE = `
  const { AddonManager } = ChromeUtils.importESModule('resource://gre/modules/AddonManager.sys.mjs')
  const addon = await AddonManager.getAddonByID(args[0])
  await addon[args[1]]()`

/** Disables the extension, as a user does in the browser. Chromium has no such call for tests: there it is uninstalled. */
export async function disableExtension(driven: DrivenBrowser, host: string): Promise<void> {
  if (driven.kind === 'firefox') return (await openChromeScope(driven.page.browser())).call(CHANGE, addonId, 'disable')
  await driven.page.browser().uninstallExtension(host)
}

/** Reloads the extension, as an update or its developer does. */
export async function reloadExtension(driven: DrivenBrowser, host: string): Promise<void> {
  if (driven.kind === 'firefox') return (await openChromeScope(driven.page.browser())).call(CHANGE, addonId, 'reload')
  await inExtensionPage(driven, host, (cdp) =>
    cdp.send('Runtime.evaluate', { expression: 'setTimeout(() => chrome.runtime.reload(), 0)' }),
  )
}

/** Whether the page's fetch is a proxy of Duplex: another realm's `toString` prints a proxied function without its name. */
export const hooked = (driven: DrivenBrowser) =>
  driven.page.evaluate(() => {
    const frame = document.body.appendChild(document.createElement('iframe'))
    const print = (frame.contentWindow as unknown as typeof globalThis).Function.prototype.toString
    const native = print.call(window.fetch).includes('fetch')
    frame.remove()
    return !native
  })
