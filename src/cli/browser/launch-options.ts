import type { Dock, Theme } from './driven-browser.ts'

/** Launch options of both browsers. */
export interface LaunchOptions {
  executablePath: string
  /** Folder of the extension built for this kind of browser; without it the browser runs bare. */
  extensionDir?: string | undefined
  /** Shows the browser on the display instead of running it headless. */
  headed?: boolean | undefined
  /** Theme of DevTools from the start; 'light' by default. */
  theme?: Theme | undefined
  /** Position of DevTools; 'bottom' by default. Undocked DevTools has a window of `windowSize` beside the page's own. */
  dock?: Dock | undefined
  /** Lets WebRTC connect two peers on a machine that has no network but loopback. */
  loopbackPeers?: boolean | undefined
  /** Size of the browser's window, in CSS pixels; 1300 by 900 by default. */
  windowSize?: { width: number; height: number } | undefined
  /** The caller closes the browser on SIGINT, SIGTERM and SIGHUP; otherwise it is killed and this process ends. */
  callerHandlesSignals?: boolean | undefined
  extraArgs?: string[] | undefined
}

export interface ChromiumOptions extends LaunchOptions {
  /**
   * Hides the service worker from puppeteer, so that nothing keeps it from going idle after 30 s, as it does for users.
   * Otherwise attaching to it with `target.worker()` keeps it alive.
   */
  idleWorker?: boolean | undefined
}

export interface FirefoxOptions extends LaunchOptions {
  /** Preferences in addition to the quiet ones. */
  prefs?: Record<string, string | number | boolean> | undefined
}

export const WINDOW_SIZE = { width: 1300, height: 900 } // CSS pixels
