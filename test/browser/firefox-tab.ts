import type { Browser } from 'puppeteer-core'
import { asyncCall } from '../../src/cli/browser/async-call.ts'
import { type ChromeScope, openChromeScope } from '../../src/cli/browser/firefox-chrome-scope.ts'
import { EVALUATE_THERE } from '../../src/cli/browser/firefox-scripts.ts'
import type { PanelTab } from './panel-tab.ts'

// Bodies of async functions that run in Firefox's browser window. WebDriver BiDi cannot navigate a tab to an extension
// page, so Firefox's own functions are used.

/** Returns the id of the selected tab, and the base URL of the extension's pages. */
const SELECTED = `
  const { tabTracker } = ChromeUtils.importESModule('resource://gre/modules/ExtensionParent.sys.mjs').ExtensionParent.apiManager.global
  return [tabTracker.getId(gBrowser.selectedTab), 'moz-extension://' + WebExtensionPolicy.getByID(args[0]).mozExtensionHostname]
`

/** args: a URL. Opens it in a background tab; returns its browser id. */
const OPEN = 'return gBrowser.addTrustedTab(args[0], { inBackground: true }).linkedBrowser.browserId'

const CLOSE = 'gBrowser.removeTab(gBrowser.tabs.find(({ linkedBrowser }) => linkedBrowser.browserId === args[0]))'

/**
 * args: browser id, text of an expression that is a promise of JSON text. Returns null while the tab has no such document
 * yet.
 */
const EVALUATE = `
  const [browserId, expression] = args
  const { messageManager, currentURI } = gBrowser.tabs.find(({ linkedBrowser }) => linkedBrowser.browserId === browserId).linkedBrowser
  if (currentURI.scheme !== 'moz-extension') return null
  ${EVALUATE_THERE}
`

const addonId = 'duplex@duplex.dev'

/**
 * Opens a panel as a page of its own.
 * @param other watch a tab that does not exist instead of the selected one
 */
export async function openFirefoxTab(browser: Browser, other: boolean): Promise<PanelTab> {
  const chrome: ChromeScope = await openChromeScope(browser)
  const [selected, origin] = await chrome.call<[number, string]>(SELECTED, addonId)
  const id = await chrome.call<number>(OPEN, `${origin}/panel/panel.html?tab=${other ? selected + 1000 : selected}`)
  return {
    async evaluate<T>(body: string, ...args: unknown[]): Promise<T> {
      const answer = await chrome.call<{ json: string } | { problem: string } | null>(
        EVALUATE,
        id,
        asyncCall(body, args),
      )
      if (!answer || 'problem' in answer) throw new Error(answer?.problem ?? 'the panel is not there yet')
      return JSON.parse(answer.json)
    },
    close: () => chrome.call(CLOSE, id),
  }
}
