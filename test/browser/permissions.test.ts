import { describe, expect, test } from 'vitest'
import type { DrivenBrowser } from '../../src/cli/browser/driven-browser.ts'
import { openChromeScope } from '../../src/cli/browser/firefox-chrome-scope.ts'
import { kinds, startDriven, untilSeen, visit } from './driven.ts'
import { startHooksSite } from './hooks-site.ts'
import { started } from './started.ts'

const site = started(() => startHooksSite())

const CHANGE_FIREFOX = `
  const { ExtensionPermissions } = ChromeUtils.importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs')
  const { extension } = WebExtensionPolicy.getByID('duplex@duplex.dev')
  await ExtensionPermissions[args[0] ? 'add' : 'remove']('duplex@duplex.dev', { origins: ['<all_urls>'], permissions: [] }, extension)`

// WebDriver BiDi waits in vain for a page of the browser that another process shows.
const OPEN_FIREFOX_PAGE = `
  const triggeringPrincipal = Services.scriptSecurityManager.getSystemPrincipal()
  gBrowser.selectedBrowser.fixupAndLoadURIString('about:support', { triggeringPrincipal })`

/** Allows the extension to read all sites, or none, as the user does in the browser's list of extensions. */
async function allowSites({ kind, page }: DrivenBrowser, id: string, allowed: boolean): Promise<void> {
  const browser = page.browser()
  if (kind === 'firefox') return (await openChromeScope(browser)).call(CHANGE_FIREFOX, allowed)
  const list = await browser.newPage()
  try {
    await list.goto('chrome://extensions')
    const hostAccess = allowed ? 'ON_ALL_SITES' : 'ON_CLICK'
    await list.evaluate(
      `chrome.developerPrivate.updateExtensionConfiguration(${JSON.stringify({ extensionId: id, hostAccess })})`,
    )
  } finally {
    await list.close()
    await page.bringToFront()
  }
}

const says = (words: string) => `document.body.innerText.includes(${JSON.stringify(words)})`

describe.each(kinds)('%s', (kind) => {
  const driven = started(() => startDriven(kind))

  test('a permission that is withdrawn is told from a page closed to extensions, and recording goes on once it is given', async () => {
    const { page, panel } = driven
    const id = await panel.evaluate<string>('return location.host')
    await visit(driven, `${site.origin}/plain?allowed`)
    await page.evaluate(() => fetch('/short?allowed').then((answer) => answer.text()))
    await untilSeen(panel, 'request', '/short?allowed')

    await allowSites(driven, id, false)
    await panel.waitFor(says('Duplex is no longer allowed to read this site'))
    await page.goto(`${site.origin}/plain?forbidden`)
    await page.evaluate(() => fetch('/short?forbidden').then((answer) => answer.text()))
    await panel.click('[aria-label="Clear"], [title^="Clear"]')
    await panel.waitFor(says('Duplex is not allowed to read this site. Once it is, recording starts by itself.'))

    await allowSites(driven, id, true)
    await panel.waitFor(`!${says('allowed to read this site')}`)
    await page.evaluate(() => fetch('/short?again').then((answer) => answer.text()))
    const events = await untilSeen(panel, 'request', '/short?again')
    expect(events.some((event) => event.type === 'request' && event.url.endsWith('forbidden'))).toBe(false)

    if (kind === 'chromium') await page.goto('chrome://version')
    else await (await openChromeScope(page.browser())).call(OPEN_FIREFOX_PAGE)
    await panel.waitFor(says('The tab shows a page that is closed to extensions'))
  })
})
