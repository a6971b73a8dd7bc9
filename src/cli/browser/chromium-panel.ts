import { writeFileSync } from 'node:fs'
import type { Frame, KeyInput, Page } from 'puppeteer-core'
import { asyncCall } from './async-call.ts'
import { CROP, SHOW_PANEL } from './chromium-scripts.ts'
import { chromiumThemeSetting, ignoreDesktopTheme, switchChromiumTheme } from './chromium-theme.ts'
import type { OpenPanelOptions, Panel } from './driven-browser.ts'
import { parseChord } from './key-chord.ts'
import { waitUntil } from './wait-until.ts'

const TIMEOUT = 30_000 // ms; opening takes 2 to 3 s, near 10 s on a machine under heavy load

/**
 * Opens DevTools on a page and shows the extension's panel. DevTools is a page of its own for puppeteer, and the panel a
 * frame in it, so input is the browser's own.
 *
 * Rejects if the panel's document has no `ready` element after 30 s.
 */
export async function openChromiumPanel(page: Page, options: OpenPanelOptions = {}): Promise<Panel> {
  const { ready = '#duplex' } = options
  const devtools = await page.openDevTools()
  await ignoreDesktopTheme(devtools)
  // The extension's devtools_page is a hidden frame, there once DevTools has its settings; before that its modules
  // throw 'Unable to create settings'.
  await devtools.waitForFrame(isExtension, { timeout: TIMEOUT })
  await waitUntil('DevTools shows the panel', TIMEOUT, () => callIn(devtools, SHOW_PANEL, []))
  const frame = await waitUntil('the panel is visible', TIMEOUT, () => visibleExtensionFrame(devtools))
  await frame.waitForSelector(ready, { timeout: TIMEOUT })
  return chromiumPanel(devtools, frame)
}

function chromiumPanel(devtools: Page, frame: Frame): Panel {
  const evaluate = <T>(body: string, ...args: unknown[]) => callIn<T>(frame, body, args)
  const waitFor = async (expression: string, timeoutMs = TIMEOUT) => {
    await waitUntil(`${expression} in the panel`, timeoutMs, () => evaluate<boolean>(`return Boolean(${expression})`))
  }
  const focus = async () => {
    // Keys go to the focused frame; before the first click that is DevTools itself.
    if (await evaluate<boolean>('return document.hasFocus()')) return
    await (await frame.frameElement())?.focus()
    await waitFor('document.hasFocus()') // focus crosses processes, and keys would overtake it
  }

  return {
    evaluate,
    waitFor,
    click: (selector) => frame.click(selector),
    async press(key) {
      await focus()
      const keys = parseChord(key) as KeyInput[]
      for (const name of keys) await devtools.keyboard.down(name)
      for (const name of keys.toReversed()) await devtools.keyboard.up(name)
    },
    async type(text) {
      await focus()
      await devtools.keyboard.type(text)
    },
    async screenshot(path) {
      // Docked, a screenshot with a clip sooner or later never settles (Chromium 156), so the panel is cut out of the whole
      // picture.
      const box = await (await frame.frameElement())?.boundingBox()
      if (!box) throw new Error('the panel is not visible')
      const whole = await devtools.screenshot({ encoding: 'base64' })
      writeFileSync(path, Buffer.from(await callIn<string>(devtools, CROP, [whole, box]), 'base64'))
    },
    async screenshotDevtools(path) {
      writeFileSync(path, await devtools.screenshot())
    },
    async setTheme(theme) {
      await switchChromiumTheme(devtools, theme)
      await waitFor(`matchMedia('(prefers-color-scheme: ${theme})').matches`)
      // themeName comes a moment later, but never if the panel has not called setThemeChangeHandler.
      const named = `chrome.devtools.panels.themeName === '${chromiumThemeSetting(theme)}'`
      await waitFor(named, 500).catch(() => {})
    },
    close: () => devtools.close(),
  }
}

async function callIn<T>(where: Page | Frame, body: string, args: unknown[]): Promise<T> {
  return JSON.parse((await where.evaluate(asyncCall(body, args))) as string)
}

function isExtension(frame: Frame) {
  return frame.url().startsWith('chrome-extension://')
}

// The devtools_page is an extension frame too, but hidden.
async function visibleExtensionFrame(devtools: Page) {
  for (const frame of devtools.frames().filter(isExtension)) {
    if (await (await frame.frameElement())?.isVisible()) return frame
  }
  return undefined
}
