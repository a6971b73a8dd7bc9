import { fileURLToPath } from 'node:url'
import type { DrivenBrowser } from '../../../src/cli/browser/driven-browser.ts'
import { findBrowser } from '../../../src/cli/browser/find-browser.ts'
import { openChromeScope } from '../../../src/cli/browser/firefox-chrome-scope.ts'
import { OPEN_TOOLBOX } from '../../../src/cli/browser/firefox-scripts.ts'
import { launchBrowser } from '../../../src/cli/browser/launch.ts'
import type { BrowserKind } from '../../../src/cli/browser/machine.ts'
import { openPanelTab } from '../../browser/panel-tab.ts'

/** A state in which a page can run, and the state it is compared with. */
export interface Compared {
  name: string
  /** Puts a browser with an open work page into the state. */
  prepare(driven: DrivenBrowser): Promise<unknown>
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
    name: 'watched in DevTools',
    extension: 'duplex',
    against: 'devtools',
    async prepare(driven) {
      const panel = await driven.openPanel()
      await panel.waitFor('globalThis.duplex.armed()')
    },
  },
  ...(peer
    ? [{ name: 'other extension', extension: 'peer', against: 'nothing', prepare: async () => {} } as const]
    : []),
]

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
