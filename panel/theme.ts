export type Theme = 'light' | 'dark'

/** The theme interface of both browsers in `devtools.panels`; each has its own way to report a change. */
interface ThemedPanels {
  themeName?: string
  setThemeChangeHandler?(handler: (name: string) => void): void
  onThemeChanged?: { addListener(handler: (name: string) => void): void }
}
interface ExtensionScope {
  browser?: { devtools?: { panels?: ThemedPanels } }
  chrome?: { devtools?: { panels?: ThemedPanels } }
}

/**
 * Follows the theme of the developer tools or, where there are none (a panel that is a page of its own), that of the
 * system.
 */
export function followTheme(onTheme: (theme: Theme) => void): void {
  const scope = globalThis as unknown as ExtensionScope
  const panels = (scope.browser ?? scope.chrome)?.devtools?.panels
  if (panels?.themeName === undefined) return followSystem(onTheme)
  const named = (name: string) => onTheme(name === 'dark' ? 'dark' : 'light')
  named(panels.themeName)
  panels.onThemeChanged?.addListener(named)
  panels.setThemeChangeHandler?.(named)
}

function followSystem(onTheme: (theme: Theme) => void): void {
  const query = matchMedia('(prefers-color-scheme: dark)')
  const tell = () => onTheme(query.matches ? 'dark' : 'light')
  tell()
  query.addEventListener('change', tell)
}
