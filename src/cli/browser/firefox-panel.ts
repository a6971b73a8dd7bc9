import { writeFileSync } from 'node:fs'
import { asyncCall } from './async-call.ts'
import type { Dock, OpenPanelOptions, Panel } from './driven-browser.ts'
import type { ChromeScope } from './firefox-chrome-scope.ts'
import {
  CLICK,
  CLOSE_TOOLBOX,
  IN_PANEL,
  OPEN_TOOLBOX,
  PRESS,
  SET_THEME,
  SHOW_PANEL,
  SNAPSHOT,
} from './firefox-scripts.ts'
import { parseChord } from './key-chord.ts'
import { waitUntil } from './wait-until.ts'

const TIMEOUT = 30_000 // ms; opening takes 1 to 4 s

/**
 * Opens DevTools on the selected tab and shows the extension's panel. puppeteer sees neither, so all calls go through the
 * browser window.
 *
 * Rejects if the panel's document has no `ready` element after 30 s.
 */
export async function openFirefoxPanel(
  chrome: ChromeScope,
  addonId: string,
  dock: Dock,
  options: OpenPanelOptions = {},
): Promise<Panel> {
  const { ready = '#duplex' } = options
  const browserId = await chrome.call<number>(OPEN_TOOLBOX, dock === 'undocked' ? 'window' : dock)
  await waitUntil('DevTools shows the panel', TIMEOUT, () => chrome.call<boolean>(SHOW_PANEL, browserId, addonId))
  const panel = firefoxPanel(chrome, browserId)
  await panel.waitFor(`document.querySelector(${JSON.stringify(ready)})`)
  return panel
}

function firefoxPanel(chrome: ChromeScope, browserId: number): Panel {
  const evaluate = async <T>(body: string, ...args: unknown[]): Promise<T> => {
    const answer = await chrome.call<Answer>(IN_PANEL, browserId, asyncCall(body, args))
    if ('problem' in answer) throw new Error(answer.problem)
    return JSON.parse(answer.json)
  }
  const waitFor = async (expression: string, timeoutMs = TIMEOUT) => {
    await waitUntil(`${expression} in the panel`, timeoutMs, () => evaluate<boolean>(`return Boolean(${expression})`))
  }
  const press = async (key: string) => {
    await evaluate(EXPECT, 'keyup')
    await chrome.call(PRESS, browserId, parseChord(key))
    await evaluate(EXPECTED)
  }
  const snapshot = async (what: 'panel' | 'window', path: string) => {
    writeFileSync(path, Buffer.from(await chrome.call<string>(SNAPSHOT, browserId, what), 'base64'))
  }

  return {
    evaluate,
    waitFor,
    async click(selector) {
      const [x, y] = await evaluate<[number, number]>(MIDDLE, selector)
      await evaluate(EXPECT, 'mouseup')
      const clicked = await chrome.call<boolean>(CLICK, browserId, x, y)
      // Before Firefox 146 mouse events were sent in another way, since removed; in those versions the click is not
      // trusted.
      if (!clicked) await evaluate('document.querySelector(args[0]).click()', selector)
      else await evaluate(EXPECTED)
    },
    press,
    async type(text) {
      for (const character of text) await press(character)
    },
    screenshot: (path) => snapshot('panel', path),
    screenshotDevtools: (path) => snapshot('window', path),
    async setTheme(theme) {
      await chrome.call(SET_THEME, theme)
      await waitFor(
        `matchMedia('(prefers-color-scheme: ${theme})').matches && browser.devtools.panels.themeName === '${theme}'`,
      )
    },
    close: () => chrome.call(CLOSE_TOOLBOX, browserId),
  }
}

type Answer = { json: string } | { problem: string }

const MIDDLE = `
  const element = document.querySelector(args[0])
  if (!element) throw new Error('no ' + args[0] + ' in the panel')
  element.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' })
  const { x, y, width, height } = element.getBoundingClientRect()
  return [x + width / 2, y + height / 2]
`

// Input reaches the panel's process later than the call that sends it returns. So the panel waits for the last event of the
// gesture, at most a second: the key may have closed a dialog that had the focus.
const EXPECT = `
  window[Symbol.for('duplex input')] = new Promise((resolve) => {
    const done = () => setTimeout(resolve, 0)
    addEventListener(args[0], done, { capture: true, once: true })
    setTimeout(done, 1000)
  })
`
const EXPECTED = `await window[Symbol.for('duplex input')]`
