import { fileURLToPath } from 'node:url'
import type { DrivenBrowser, Panel } from '../../../src/cli/browser/driven-browser.ts'
import { findBrowser } from '../../../src/cli/browser/find-browser.ts'
import { openChromeScope } from '../../../src/cli/browser/firefox-chrome-scope.ts'
import { OPEN_TOOLBOX } from '../../../src/cli/browser/firefox-scripts.ts'
import { launchBrowser } from '../../../src/cli/browser/launch.ts'
import type { BrowserKind } from '../../../src/cli/browser/machine.ts'
import { waitUntil } from '../../../src/cli/browser/wait-until.ts'
import { openPanelTab } from '../../browser/panel-tab.ts'

/** A state in which a page can run, and the state it is compared with. */
export interface Compared {
  name: string
  /** Puts a browser with an open work page into the state. */
  prepare(driven: DrivenBrowser): Promise<Pick<Panel, 'evaluate'> | undefined>
  /** Whether the panel shows the messages of the work's stream, instead of the list. */
  messages?: true
  extension: 'duplex' | 'peer' | 'none'
  /** State of the bare browser: nothing open, or its developer tools. */
  against: 'nothing' | 'devtools'
}

const peer = process.env['PEER_EXTENSION_DIR']

export const compared: readonly Compared[] = [
  { name: 'armed', extension: 'duplex', against: 'nothing', prepare: (driven) => openPanelTab(driven, 'another tab') },
  {
    name: 'watched from a tab',
    extension: 'duplex',
    against: 'nothing',
    prepare: (driven) => openPanelTab(driven, 'page'),
  },
  {
    name: 'watched in DevTools, list of streams',
    extension: 'duplex',
    against: 'devtools',
    prepare: openPanel,
  },
  {
    name: 'watched in DevTools, Messages',
    extension: 'duplex',
    against: 'devtools',
    prepare: openPanel,
    messages: true,
  },
  ...(peer
    ? [{ name: 'other extension', extension: 'peer', against: 'nothing', prepare: async () => undefined } as const]
    : []),
]

async function openPanel(driven: DrivenBrowser): Promise<Panel> {
  const panel = await driven.openPanel()
  await panel.waitFor('globalThis.duplex.armed()')
  return panel
}

/** Selects the stream whose URL or name contains `part`, and its tab Messages. */
export const showMessages = (panel: Pick<Panel, 'evaluate'>, part: string) =>
  waitUntil(`Messages of ${part}`, 20_000, () =>
    panel.evaluate<boolean>(
      `[...document.querySelectorAll('.streamRow')].find((row) => row.textContent.includes(args[0]))?.click()
      const tab = [...document.querySelectorAll('[role=tab]')].find((one) => one.textContent === 'Messages')
      tab?.click()
      return tab?.getAttribute('aria-selected') === 'true'`,
      part,
    ),
  )

export async function launchFor(kind: BrowserKind, extension: Compared['extension']): Promise<DrivenBrowser> {
  const found = findBrowser(kind)
  if (!('path' in found)) throw new Error(found.missing)
  const built = fileURLToPath(new URL(`../../../dist/${kind === 'chromium' ? 'chrome' : 'firefox'}`, import.meta.url))
  return launchBrowser({
    kind: found.kind,
    executablePath: found.path,
    extensionDir: extension === 'none' ? undefined : extension === 'peer' ? peer : built,
    loopbackPeers: true,
  })
}

/** Opens the browser's own developer tools, with their initial tab. */
export async function openDevtools(driven: DrivenBrowser): Promise<void> {
  if (driven.kind === 'chromium') await driven.page.openDevTools()
  else await (await openChromeScope(driven.page.browser())).call(OPEN_TOOLBOX, 'bottom')
}
