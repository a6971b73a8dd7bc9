import { afterEach, expect, test, vi } from 'vitest'
import { followTheme, type Theme } from '../../panel/theme.ts'

afterEach(() => vi.unstubAllGlobals())

function followed(): Theme[] {
  const seen: Theme[] = []
  followTheme((theme) => seen.push(theme))
  return seen
}

test('Chrome reports changes by a handler', () => {
  let change: (name: string) => void = () => {}
  const panels = {
    themeName: 'default',
    setThemeChangeHandler: (handler: typeof change) => {
      change = handler
    },
  }
  vi.stubGlobal('chrome', { devtools: { panels } })
  const seen = followed()
  change('dark')
  expect(seen).toEqual(['light', 'dark'])
})

test('Firefox reports changes by an event', () => {
  let change: (name: string) => void = () => {}
  const onThemeChanged = {
    addListener: (listener: typeof change) => {
      change = listener
    },
  }
  vi.stubGlobal('browser', { devtools: { panels: { themeName: 'dark', onThemeChanged } } })
  const seen = followed()
  change('light')
  expect(seen).toEqual(['dark', 'light'])
})

test('outside the developer tools the system decides', () => {
  const query = { matches: true, addEventListener: () => {} }
  vi.stubGlobal('matchMedia', () => query)
  expect(followed()).toEqual(['dark'])
})
