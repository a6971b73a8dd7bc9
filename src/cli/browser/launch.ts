import { launchChromium } from './chromium.ts'
import type { DrivenBrowser } from './driven-browser.ts'
import { launchFirefox } from './firefox.ts'
import type { ChromiumOptions, FirefoxOptions } from './launch-options.ts'
import type { BrowserKind } from './machine.ts'

/**
 * Launches a browser of either kind with the extension installed.
 * Rejects if the browser does not start or refuses the extension.
 */
export function launchBrowser(
  options: { kind: BrowserKind } & ChromiumOptions & FirefoxOptions,
): Promise<DrivenBrowser> {
  return options.kind === 'chromium' ? launchChromium(options) : launchFirefox(options)
}
