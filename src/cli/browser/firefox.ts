import puppeteer from 'puppeteer-core'
import type { DrivenBrowser } from './driven-browser.ts'
import { openChromeScope } from './firefox-chrome-scope.ts'
import { openFirefoxPanel } from './firefox-panel.ts'
import { LOOPBACK_PEER_PREFS, QUIET_PREFS } from './firefox-prefs.ts'
import { watchSockets } from './firefox-sockets.ts'
import { installExtension } from './install-extension.ts'
import { type FirefoxOptions, WINDOW_SIZE } from './launch-options.ts'
import { launchThrowaway } from './throwaway-browser.ts'

/**
 * Launches Firefox with the extension installed for this run, in a throw-away profile.
 * Rejects if the browser does not start or refuses the extension.
 */
export async function launchFirefox(options: FirefoxOptions): Promise<DrivenBrowser> {
  const { width, height } = options.windowSize ?? WINDOW_SIZE
  const handlesSignals = !options.callerHandlesSignals
  const { browser, close } = await launchThrowaway((profile) =>
    puppeteer.launch({
      browser: 'firefox',
      executablePath: options.executablePath,
      headless: !options.headed,
      userDataDir: profile,
      defaultViewport: null,
      // --remote-allow-system-access lets WebDriver BiDi into the browser's own windows, where DevTools is.
      args: ['--remote-allow-system-access', `--width=${width}`, `--height=${height}`, ...(options.extraArgs ?? [])],
      extraPrefsFirefox: {
        ...QUIET_PREFS,
        'devtools.theme': options.theme ?? 'light',
        ...(options.loopbackPeers && LOOPBACK_PEER_PREFS),
        ...options.prefs,
      },
      // Without this variable a release build ignores services.settings.server, and asks Mozilla's server for its lists.
      env: { ...process.env, MOZ_REMOTE_SETTINGS_DEVTOOLS: '1' },
      handleSIGINT: handlesSignals,
      handleSIGTERM: handlesSignals,
      handleSIGHUP: handlesSignals,
    }),
  )

  try {
    const { extensionDir } = options
    const addonId = extensionDir === undefined ? undefined : await installExtension(browser, extensionDir)
    const [page = await browser.newPage()] = await browser.pages()
    const chrome = await openChromeScope(browser)
    const major = /\/(\d+)/.exec(await browser.version())?.[1] ?? ''
    return {
      kind: 'firefox',
      name: `Firefox ${major}`.trimEnd(),
      page,
      async openPanel(panelOptions) {
        if (addonId === undefined) throw new Error('no panel without the extension')
        await page.bringToFront()
        return openFirefoxPanel(chrome, addonId, options.dock ?? 'bottom', panelOptions)
      },
      watchSockets: () => watchSockets(chrome),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
