import type { Page } from 'puppeteer-core'
import type { BrowserKind } from '../../src/cli/browser/find-browser.ts'
import type { Tools } from './page-tools.ts'

/** How the browser stands to the extension while a case runs. `at once`: before it is known whether the tab is watched. */
export type State = 'armed' | 'watched' | 'armed, at once' | 'watched, at once'

export interface Difference {
  /** Why it has to differ. */
  reason: string
  states: State[]
  browsers?: BrowserKind[]
  /** Makes of the log without the extension what it is with it: the difference is exactly this one. */
  becomes?(log: readonly string[]): string[]
  /** Takes out of both logs what is not the same, where that cannot be foretold. */
  apart?(log: readonly string[]): string[]
}

/** One promise to the page: a piece of its code whose log is the same with and without the extension. */
export interface Case {
  /** Of the test cases in the reference on fidelity. */
  number: number
  /** A sentence. */
  name: string
  /**
   * Runs in a document of the test site, as text: it sees nothing of its module. Its log must hold no times, and nothing else
   * that two runs without the extension could differ in.
   */
  run?(t: Tools): unknown
  /** Texts that stand in the text of `run` for names it does not have. */
  texts?: Record<string, string>
  /** In place of `run`, for what needs the browser's own hand: navigation, going back. Gives the log. */
  drive?(page: Page, address: (path: string) => string): Promise<string[]>
  /** Path of the document it runs in, where that is not an ordinary one. */
  document?: string
  /** Runs in the first script of a document too. */
  early?: true
  /** Appends what the server has seen, once it has seen so many requests to the end. */
  wire?: { requests: number; headers?: true }
  browsers?: BrowserKind[]
  differs?: Difference[]
  /** Takes more than a second. */
  slow?: true
}

export const title = (one: Case) => `${one.number}. ${one.name}`
