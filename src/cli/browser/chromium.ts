import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import puppeteer from 'puppeteer-core'
import { openChromiumPanel } from './chromium-panel.ts'
import { chromiumThemeSetting } from './chromium-theme.ts'
import type { DrivenBrowser } from './driven-browser.ts'
import { installExtension } from './install-extension.ts'
import { type ChromiumOptions, WINDOW_SIZE } from './launch-options.ts'
import { launchThrowaway } from './throwaway-browser.ts'

// Switches off everything the user did not ask for: first-run pages, the browser's own traffic, protocols we cannot count.
const QUIET = [
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Update checks and the sign-in check continue all the same: they are sent to a port where nobody listens.
  '--component-updater=url-source=http://127.0.0.1:9/',
  '--gaia-url=http://127.0.0.1:9/',
  '--disable-features=NetworkTimeServiceQuerying',
  '--disable-quic',
]

// Chromium offers peers neither loopback addresses nor, behind mDNS names, any address that resolves without a network.
const LOOPBACK_PEERS = ['--allow-loopback-in-peer-connection', '--disable-features=WebRtcHideLocalIpsWithMdns']

/**
 * Launches Chromium, Chrome or Edge with the extension installed, in a throw-away profile.
 * Rejects if the browser does not start or refuses the extension.
 */
export async function launchChromium(options: ChromiumOptions): Promise<DrivenBrowser> {
  const { width, height } = options.windowSize ?? WINDOW_SIZE
  const handlesSignals = !options.callerHandlesSignals
  const { browser, close } = await launchThrowaway((profile) => {
    writePreferences(profile, options)
    return puppeteer.launch({
      executablePath: options.executablePath,
      headless: !options.headed,
      userDataDir: profile,
      defaultViewport: null,
      pipe: true, // enableExtensions needs it
      // Not the folder itself: if Chromium refuses it, puppeteer ends this process with an unhandled rejection (24.43).
      enableExtensions: true,
      args: [
        // Chromium refuses to run its sandbox as root.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        ...QUIET,
        `--window-size=${width},${height}`,
        ...(options.loopbackPeers ? LOOPBACK_PEERS : []),
        ...(options.extraArgs ?? []),
      ],
      handleSIGINT: handlesSignals,
      handleSIGTERM: handlesSignals,
      handleSIGHUP: handlesSignals,
      ...(options.idleWorker && {
        targetFilter: (target) => target.type() !== 'service_worker',
      }),
    })
  })

  try {
    if (options.extensionDir !== undefined) await installExtension(browser, options.extensionDir)
    const [page = await browser.newPage()] = await browser.pages()
    const major = /\/(\d+)/.exec(await browser.version())?.[1] ?? ''
    return {
      kind: 'chromium',
      name: `Chromium ${major}`.trimEnd(),
      page,
      openPanel: (panelOptions) => openChromiumPanel(page, panelOptions),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

function writePreferences(profile: string, { theme = 'light', dock = 'bottom' }: ChromiumOptions) {
  const devtools = {
    'ui-theme': chromiumThemeSetting(theme),
    // Set from the start: for a while after DevTools has moved, clicks miss and a panel may get no theme changes.
    currentDockState: dock,
  }
  const preferences = {
    // Without developer mode chrome.runtime.reload() disables an unpacked extension.
    extensions: { ui: { developer_mode: true } },
    devtools: {
      preferences: Object.fromEntries(Object.entries(devtools).map(([name, value]) => [name, JSON.stringify(value)])),
    },
  }
  mkdirSync(join(profile, 'Default'), { recursive: true })
  writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences))
}
