import type { Page } from 'puppeteer-core'
import type { BrowserKind } from '../../src/cli/browser/machine.ts'
import type { Tools } from './page-tools.ts'

/** State of the extension while a case runs. `at once`: before the hooks know whether the tab is watched. */
export type State = 'armed' | 'watched' | 'armed, at once' | 'watched, at once'

export interface Difference {
  /** Why the difference is unavoidable. */
  reason: string
  states: State[]
  browsers?: BrowserKind[]
  /** Turns the log without the extension into the log with it: this is then the only difference. */
  becomes?(log: readonly string[]): string[]
  /** Removes unpredictable differences from both logs. */
  apart?(log: readonly string[]): string[]
}

/** A promise to the page: page code whose log is the same with and without the extension. */
export interface Case {
  /** Number of the test case in the reference on fidelity. */
  number: number
  /** A sentence. */
  name: string
  /**
   * Runs in a document of the test site, as text, so without access to its module. Its log must contain no times, and
   * nothing else that may differ between two runs without the extension.
   */
  run?(t: Tools): unknown
  /** Texts that are substituted for names in the text of `run`. */
  texts?: Record<string, string>
  /** Replaces `run` for cases that control the browser: navigation, going back. Returns the log. */
  drive?(page: Page, address: (path: string) => string): Promise<string[]>
  /** Path of the document the case runs in; an ordinary document by default. */
  document?: string
  /** Runs in the first script of a document too. */
  early?: true
  /** Appends the server's log, once `requests` requests have ended. */
  wire?: { requests: number; headers?: true }
  browsers?: BrowserKind[]
  differs?: Difference[]
  /** Takes more than a second. */
  slow?: true
}

export const title = (one: Case) => `${one.number}. ${one.name}`
