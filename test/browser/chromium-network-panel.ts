import type { Page } from 'puppeteer-core'
import { asyncCall } from '../../src/cli/browser/async-call.ts'
import { waitUntil } from '../../src/cli/browser/wait-until.ts'

// The Network panel of Chromium's developer tools, by its own modules, which may change with its version (written against
// Chromium 156), and by what it shows.

/** Helpers for the scripts below, which run in the page of the developer tools. */
const PRELUDE = `
  const UI = await import('./ui/legacy/legacy.js')
  const Network = await import('./panels/network/network.js')
  const Logs = await import('./models/logs/logs.js')
  const panel = Network.NetworkPanel.NetworkPanel.instance()
  const view = panel.networkLogView
  /** All elements, in shadow trees too, since the panel is made of many. */
  const all = (root, selector) => [
    ...root.querySelectorAll(selector),
    ...[...root.querySelectorAll('*')].flatMap((one) => (one.shadowRoot ? all(one.shadowRoot, selector) : [])),
  ]
  const cells = (row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent.trim())
`

const SHOW = `
  const UI = await import('./ui/legacy/legacy.js')
  await UI.ViewManager.ViewManager.instance().showView('network')
`

// As a person drops a file onto the list: the panel lays a mask over itself that takes it.
const DROP = `${PRELUDE}
  const dataTransfer = new DataTransfer()
  dataTransfer.items.add(new File([args[0]], 'session.har', { type: 'application/json' }))
  const told = { dataTransfer, bubbles: true, cancelable: true }
  view.element.dispatchEvent(new DragEvent('dragover', told))
  view.element.lastElementChild.dispatchEvent(new DragEvent('drop', told))
`

const ROWS = `${PRELUDE}
  return all(view.element, '.network-log-grid tbody tr').map(cells).filter((row) => row.some((text) => text !== ''))
`

/** Whether all requests of the panel, and so many, come from a HAR. */
const IMPORTED = `${PRELUDE}
  const requests = Logs.NetworkLog.NetworkLog.instance().requests()
  return requests.length === args[0] && requests.every((one) => one.isImportedHar())
`

/** args: the end of a URL, a tab. Shows the request in that tab. */
const SELECT = `${PRELUDE}
  const request = Logs.NetworkLog.NetworkLog.instance().requests().find((one) => one.url().endsWith(args[0]))
  await panel.selectAndActivateRequest(request, args[1])
`

/** Returns the rows of the grid in the tab that is shown. */
const MESSAGES = `${PRELUDE}
  const rows = all(document, 'tbody tr').filter((row) => !row.closest('.network-log-grid') && row.checkVisibility())
  return rows.map(cells).filter((row) => row.some((text) => text !== ''))
`

// What 'Export HAR (with sensitive data)' writes, without the dialog that asks for a file.
const EXPORT = `${PRELUDE}
  const HAR = await import('./models/har/har.js')
  const Common = await import('./core/common/common.js')
  let text = ''
  const stream = { write: async (piece) => void (text += piece) }
  const progress = new Common.Progress.Progress()
  await HAR.Writer.Writer.write(stream, view.harRequests(), { sanitize: false }, progress)
  return text
`

export interface NetworkPanel {
  /** Opens a HAR in the panel, which shows its requests instead of those of the page. */
  importHar(har: string): Promise<void>
  /** The texts of the rows that it shows. */
  rows(): Promise<string[][]>
  /** The rows of the list of WebSocket messages, or of events, of the request whose URL ends with `end`, once there are so many. */
  messages(end: string, list: 'web-socket-frames' | 'eventSource', count: number): Promise<string[][]>
  /** What the panel exports, with cookies and other sensitive data. */
  exportHar(): Promise<string>
  screenshot(path: string): Promise<void>
}

/** Shows the Network panel; the developer tools of the page must be open. */
export async function openChromiumNetworkPanel(page: Page): Promise<NetworkPanel> {
  const devtools = await page.openDevTools()
  const call = async <T>(body: string, ...args: unknown[]): Promise<T> =>
    JSON.parse((await devtools.evaluate(asyncCall(body, args))) as string)
  await call(SHOW)
  return {
    async importHar(har) {
      await call(DROP, har)
      const count = (JSON.parse(har) as { log: { entries: unknown[] } }).log.entries.length
      await waitUntil('the panel has the requests of the HAR', 20_000, () => call<boolean>(IMPORTED, count))
      await waitUntil('the panel shows them', 20_000, async () => (await call<string[][]>(ROWS)).length === count)
    },
    rows: () => call(ROWS),
    async messages(end, list, count) {
      await call(SELECT, end, list)
      return waitUntil(`${count} messages of ${end}`, 20_000, async () => {
        const rows = await call<string[][]>(MESSAGES)
        return rows.length === count ? rows : undefined
      })
    },
    exportHar: () => call(EXPORT),
    screenshot: async (path) => void (await devtools.screenshot({ path: path as `${string}.png` })),
  }
}
