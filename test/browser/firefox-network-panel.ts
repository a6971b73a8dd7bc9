import { writeFileSync } from 'node:fs'
import type { Page } from 'puppeteer-core'
import { openChromeScope } from '../../src/cli/browser/firefox-chrome-scope.ts'
import { waitUntil } from '../../src/cli/browser/wait-until.ts'

// The Network panel of Firefox's developer tools, by what it shows. Its documents are internal to Firefox, which may change with its
// version (written against Firefox 153).

const PRELUDE = `
  const { require } = ChromeUtils.importESModule('resource://devtools/shared/loader/Loader.sys.mjs')
  const { gDevTools } = require('devtools/client/framework/devtools')
  const toolbox = gDevTools.getToolboxForTab(gBrowser.selectedTab)
  const window = toolbox?.getPanel('netmonitor')?.panelWin
  const texts = (root, selector) => [...root.querySelectorAll(selector)].map((one) => one.textContent.trim())
`

const OPEN = `${PRELUDE}
  await gDevTools.showToolboxForTab(gBrowser.selectedTab, { toolId: 'netmonitor', hostType: 'window' })
`

/** As a person drops a file onto the list. */
const DROP = `${PRELUDE}
  const dataTransfer = new window.DataTransfer()
  dataTransfer.items.add(new window.File([args[0]], 'session.har'))
  const list = window.document.querySelector('.request-list-empty-notice, .requests-list-scroll')
  list.dispatchEvent(new window.DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
`

const ROWS = `${PRELUDE}
  return [...window.document.querySelectorAll('.request-list-item')].map((row) => texts(row, 'td'))
`

/** args: the end of a URL. Selects its row, and the tab with its response. */
const SELECT = `${PRELUDE}
  const row = [...window.document.querySelectorAll('.request-list-item')].find((one) => texts(one, 'td').includes(args[0]))
  row.dispatchEvent(new window.MouseEvent('mousedown', { bubbles: true, button: 0 }))
  return true
`

const RESPONSE = `${PRELUDE}
  window.document.querySelector('#response-tab')?.click()
  return texts(window.document, '#response-panel .cm-line, #response-panel pre').join('\\n')
`

const SNAPSHOT = `${PRELUDE}
  const { topWindow } = toolbox
  const area = new DOMRect(0, 0, topWindow.innerWidth, topWindow.innerHeight)
  const picture = await topWindow.browsingContext.currentWindowGlobal.drawSnapshot(area, 1, 'white')
  const canvas = new OffscreenCanvas(picture.width, picture.height)
  canvas.getContext('2d').drawImage(picture, 0, 0)
  const png = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer())
  return btoa(Array.from(png, (octet) => String.fromCharCode(octet)).join(''))
`

/** Shows Firefox's Network panel for the tab in front, in a window of its own. */
export async function openFirefoxNetworkPanel(page: Page) {
  const chrome = await openChromeScope(page.browser())
  await chrome.call(OPEN)
  const rows = () => chrome.call<string[][]>(ROWS)
  return {
    /** Opens a HAR in the panel, which shows its requests instead of those of the page. */
    async importHar(har: string) {
      await chrome.call(DROP, har)
      const count = (JSON.parse(har) as { log: { entries: unknown[] } }).log.entries.length
      await waitUntil('the panel shows the requests of the HAR', 20_000, async () => (await rows()).length === count)
    },
    /** The texts of the rows that it shows. */
    rows,
    /** The response that it shows of the request whose row names `file`. */
    async response(file: string): Promise<string> {
      await chrome.call(SELECT, file)
      return waitUntil(`the response of ${file}`, 20_000, () => chrome.call<string>(RESPONSE))
    },
    async screenshot(path: string) {
      writeFileSync(path, Buffer.from(await chrome.call<string>(SNAPSHOT), 'base64'))
    },
  }
}
