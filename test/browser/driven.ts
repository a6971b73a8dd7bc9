import { fileURLToPath } from 'node:url'
import type { Dock, DrivenBrowser, Panel } from '../../src/cli/browser/driven-browser.ts'
import { findBrowser } from '../../src/cli/browser/find-browser.ts'
import { launchBrowser } from '../../src/cli/browser/launch.ts'
import type { BrowserKind } from '../../src/cli/browser/machine.ts'
import { waitUntil } from '../../src/cli/browser/wait-until.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'

export const kinds: BrowserKind[] = ['chromium', 'firefox']

interface DrivenOptions {
  dock?: Dock
  idleWorker?: boolean
  downloads?: string
}

export interface Driven extends DrivenBrowser {
  panel: Panel
}

/** A real browser with the built extension and its panel open and armed over a blank page. */
export async function startDriven(kind: BrowserKind, options: DrivenOptions = {}): Promise<Driven> {
  const driven = await launchBare(kind, options)
  return { ...driven, panel: await openArmed(driven) }
}

/** Opens the panel; resolves once its page is armed. */
export async function openArmed(driven: DrivenBrowser): Promise<Panel> {
  const panel = await driven.openPanel()
  await panel.waitFor('globalThis.duplex.armed()')
  return panel
}

/** Launches a real browser with the built extension, which is inactive as long as no panel is open. */
export async function launchBare(kind: BrowserKind, options: DrivenOptions = {}): Promise<DrivenBrowser> {
  const found = findBrowser(kind)
  if (!('path' in found)) throw new Error(found.missing)
  const folder = kind === 'chromium' ? 'chrome' : 'firefox'
  const driven = await launchBrowser({
    kind: found.kind,
    executablePath: found.path,
    extensionDir: fileURLToPath(new URL(`../../dist/${folder}`, import.meta.url)),
    loopbackPeers: true,
    windowSize: { width: 1300, height: 1100 },
    idleWorker: options.idleWorker ?? false,
    dock: options.dock,
    prefs: {
      'browser.download.folderList': 2,
      'browser.download.dir': options.downloads ?? '',
      'browser.download.useDownloadDir': true,
      'browser.download.always_ask_before_handling_new_types': false,
    },
  })
  if (kind === 'chromium' && options.downloads) {
    const cdp = await driven.page.browser().target().createCDPSession()
    await cdp.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: options.downloads })
  }
  return driven
}

/** Whatever runs code in a panel: in the developer tools or in a tab. */
type AnyPanel = Pick<Panel, 'evaluate'>

/** The text of a session file with the panel's recording so far. */
export async function exportedText(panel: AnyPanel, redact = false): Promise<string> {
  let text = ''
  for (let index = 0; ; index++) {
    const part = await panel.evaluate<string>('return globalThis.duplex.exportPart(args[0], args[1])', index, redact)
    if (part === '') return text
    text += part
  }
}

/** The events of the panel's recording so far. */
export async function exportedEvents(panel: AnyPanel): Promise<CaptureEvent[]> {
  const [, ...lines] = (await exportedText(panel)).split('\n').filter((line) => line !== '')
  return lines.map((line) => JSON.parse(line) as CaptureEvent)
}

/** Reads the recorded events until `wanted` accepts them; rejects with `what` after 20 s. */
export async function untilRecorded(
  panel: AnyPanel,
  what: string,
  wanted: (events: CaptureEvent[]) => boolean,
): Promise<CaptureEvent[]> {
  const until = Date.now() + 20_000
  for (;;) {
    const before = await panel.evaluate<number>('return globalThis.duplex.changes()')
    const events = await exportedEvents(panel)
    if (wanted(events)) return events
    if (Date.now() > until) throw new Error(`not recorded within 20 s: ${what}; ${events.length} events`)
    // Read again once the panel has received events, or was cleared by a navigation: then it may have as many events as before.
    await waitUntil('other events', Math.max(1, until - Date.now()), () =>
      panel.evaluate<boolean>(`return globalThis.duplex.changes() !== ${before}`),
    ).catch(() => {})
  }
}

/** Waits for an event of a document or request whose URL ends with `end`. */
export const untilSeen = (panel: Panel, type: 'document' | 'request' | 'network', end: string) =>
  untilRecorded(panel, `${type} ${end}`, (all) => all.some((event) => event.type === type && event.url.endsWith(end)))

/** Navigates to a page and waits until it is watched: before that, a failed fetch is visible to the page alone. */
export async function visit({ page, panel }: Driven, address: string): Promise<void> {
  await page.goto(address)
  await untilSeen(panel, 'document', address)
}
