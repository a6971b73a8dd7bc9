import type { Page } from 'puppeteer-core'
import type { Bytes, Moment } from '../../core/base/units.ts'
import type { BrowserKind } from './machine.ts'

export type Theme = 'light' | 'dark'

export type Dock = 'bottom' | 'right' | 'undocked'

/** A running browser in a throw-away profile, with the extension installed. */
export interface DrivenBrowser {
  kind: BrowserKind
  /** Shown to people, such as 'Chromium 156' or 'Firefox 153'. */
  name: string
  /** The tab under inspection; about:blank at first. */
  page: Page
  /**
   * Opens DevTools on `page` and shows the extension's panel. Resolves once the panel's document has `ready`.
   * Rejects if that takes longer than 30 s.
   */
  openPanel(options?: OpenPanelOptions): Promise<Panel>
  /**
   * Watches the WebSockets of pages and their dedicated workers from now on. Absent where the panel sees them all (Chromium).
   * @returns takes what was noted since it was last called, and how many notes found no room
   */
  watchSockets?(): Promise<() => Promise<{ kept: readonly SocketNote[]; lost: number }>>
  /** Closes the browser and removes its profile. May be called again. Kills the process if it outlives 5 s. */
  close(): Promise<void>
}

/** What the browser itself tells of a WebSocket: that it was made, opened or closed, or a message in or out. */
export interface SocketNote {
  at: Moment
  /** Number of the socket, unlike that of any other. */
  socket: number
  what: 'created' | 'opened' | 'in' | 'out' | 'closed'
  /** Of a socket that was made. */
  url?: string
  /** Of a message: the length of the whole, and its beginning as text, or as base64 where it is binary. */
  bytes?: Bytes
  text?: string
  data?: string
  cut?: boolean
  /** Of a socket that was closed. */
  clean?: boolean
  code?: number
  reason?: string
}

export interface OpenPanelOptions {
  /** Selector of an element that exists once the panel has rendered; '#duplex' by default. */
  ready?: string | undefined
}

/** The extension's DevTools panel. All methods reject once its browser is gone. */
export interface Panel {
  /**
   * Runs the body of an async function in the panel's document, with the arguments in `args`. Arguments and result travel
   * as JSON; a missing result is null. Rejects with what the body threw.
   */
  evaluate<T>(body: string, ...args: unknown[]): Promise<T>
  /** Waits until an expression (which may use await) is truthy; rejects after `timeoutMs`, 30 s by default. */
  waitFor(expression: string, timeoutMs?: number): Promise<void>
  /** Clicks the middle of an element with the real (trusted) left mouse button, after scrolling it into view. */
  click(selector: string): Promise<void>
  /** Presses and releases a key by its DOM name, with modifiers if wanted: 'Enter', 'a', 'Control+f'. Trusted. */
  press(key: string): Promise<void>
  /** Presses a key for each character. */
  type(text: string): Promise<void>
  /** Writes a PNG of the panel alone. */
  screenshot(path: string): Promise<void>
  /** Writes a PNG of all of DevTools (Chromium; docked DevTools has a white area for the page) or its window (Firefox). */
  screenshotDevtools(path: string): Promise<void>
  /**
   * Switches the theme of DevTools; resolves once `prefers-color-scheme` in the panel has followed. In Chromium
   * `devtools.panels.themeName` of an open panel follows only if the panel has called `setThemeChangeHandler`; it is
   * 'default' for light.
   */
  setTheme(theme: Theme): Promise<void>
  /** Closes DevTools, and with it the panel; `openPanel` opens both again. */
  close(): Promise<void>
}
