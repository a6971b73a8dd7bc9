import type { Page } from 'puppeteer-core'
import { asyncCall } from './async-call.ts'
import { SET_THEME } from './chromium-scripts.ts'
import type { Theme } from './driven-browser.ts'

/** Value of DevTools' setting 'ui-theme', which is also what `devtools.panels.themeName` becomes. */
export function chromiumThemeSetting(theme: Theme): 'default' | 'dark' {
  return theme === 'dark' ? 'dark' : 'default'
}

/**
 * Switches the theme of a DevTools page. Also says what the system prefers, because on a dark desktop a panel in light
 * DevTools still matches `prefers-color-scheme: dark` (Chromium 156).
 */
export async function switchChromiumTheme(devtools: Page, theme: Theme): Promise<void> {
  await devtools.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }])
  await devtools.evaluate(asyncCall(SET_THEME, [chromiumThemeSetting(theme)]))
}
