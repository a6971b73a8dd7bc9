import type { Page } from 'puppeteer-core'
import { asyncCall } from './async-call.ts'
import { SET_THEME } from './chromium-scripts.ts'
import type { Theme } from './driven-browser.ts'

/** Value of DevTools' setting 'ui-theme', which is also what `devtools.panels.themeName` becomes. */
export function chromiumThemeSetting(theme: Theme): 'default' | 'dark' {
  return theme === 'dark' ? 'dark' : 'default'
}

/**
 * Leaves the theme to DevTools' setting alone: on a dark desktop a panel in light DevTools would still match
 * `prefers-color-scheme: dark` (Chromium 156), so the desktop becomes a light one for this DevTools page.
 */
export async function ignoreDesktopTheme(devtools: Page): Promise<void> {
  await devtools.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }])
}

/** Switches the theme of a DevTools page, and with it the profile's setting. */
export async function switchChromiumTheme(devtools: Page, theme: Theme): Promise<void> {
  await devtools.evaluate(asyncCall(SET_THEME, [chromiumThemeSetting(theme)]))
}
