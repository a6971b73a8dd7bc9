import type { Bytes, Milliseconds } from '../../core/base/units.ts'
import { object, text } from '../har/har-values.ts'
import { Fault } from '../unpack.ts'
import type { Marks } from './entry-marks.ts'
import { createRepeats, type Repeats } from './repeats.ts'
import { createLogSplitter } from './split-log.ts'

/** Where an entry is in its file, and when it began. */
export interface EntryPlace {
  from: Bytes
  to: Bytes
  start: Milliseconds
  /** False: its own time is none, and `start` is that of the log. */
  timed: boolean
  /** The log counts from a zero of its own: `start` is later than its entry says by as much as that of all others. */
  shifted: boolean
}

/** What is known of a HAR file once it has been read through. */
export interface LogIndex {
  /** 'Firefox 153' from `log.browser`, and the same of `log.creator`, whose bare name tells the dialect. */
  browser: string
  creator: string
  creatorName: string
  /** Titles of pages by their id. */
  pages: Map<string, string>
  /** In order of time; of one moment the shorter first, so that their order in the file hardly matters. */
  entries: EntryPlace[]
  /** Some entries name their page: in Chromium's logs the others are not of a page. */
  paged: boolean
  repeats: Repeats
  /** No entry says when it was. */
  undated: boolean
  /** Half a sentence on what is wrong with the file. */
  fault: string | undefined
  isLog: boolean
}

/** Pages have names of their own; more of them are not remembered. */
const mostPages = 10_000

// Before the first HTTP server there was nothing to log: dates of 1969 and 1970 are a browser's zero, and what lasted 27 h and
// more with them its clock (sockets that never started, in Chromium).
const earliest: Milliseconds = Date.UTC(1990, 0)
const latest: Milliseconds = Date.UTC(2100, 0)

/** Reads a HAR file through once, in memory that grows by some 50 octets with each entry. Throws what `bytes` throws. */
export async function readLogIndex(bytes: AsyncIterable<Uint8Array>): Promise<LogIndex> {
  const splitter = createLogSplitter()
  const repeats = createRepeats()
  const index: LogIndex = {
    browser: '',
    creator: '',
    creatorName: '',
    pages: new Map(),
    entries: [],
    paged: false,
    repeats,
    undated: false,
    fault: undefined,
    isLog: false,
  }
  try {
    for await (const piece of bytes)
      for (const part of splitter.feed(piece)) {
        if (part.kind === 'entry') {
          index.entries.push(placeOf(part.from, part.to, part.marks))
          index.paged ||= part.marks.page !== undefined
          if (part.marks.url !== undefined) repeats.note(part.marks.url, part.marks.page ?? '')
        } else if (part.kind === 'page') notePage(index, part.value)
        else {
          index[part.kind] = named(part.value)
          if (part.kind === 'creator') index.creatorName = text(object(part.value)['name'])
        }
      }
    index.fault = splitter.end()
  } catch (error) {
    if (!(error instanceof Fault)) throw error // the file could not be read at all
    index.fault = error.message
  }
  index.isLog = splitter.isLog()
  index.undated = !date(index.entries)
  sortByTime(index.entries)
  return index
}

function placeOf(from: Bytes, to: Bytes, { started = '' }: Marks): EntryPlace {
  const start = Date.parse(started)
  const timed = start >= earliest && start < latest
  return { from, to, start, timed, shifted: false }
}

/**
 * Gives those a time that have none. Where no entry has, but all count from some zero, their distances are kept.
 * @returns whether anything is known of when they were
 */
function date(entries: readonly EntryPlace[]): boolean {
  const first = entries.reduce((least, { start, timed }) => (timed ? Math.min(least, start) : least), latest)
  if (first < latest) {
    for (const entry of entries) if (!entry.timed) entry.start = first
    return true
  }
  const zero = entries.reduce((least, { start }) => Math.min(least, start), latest)
  const counts = entries.some(({ start }) => start > zero) && entries.every(({ start }) => start - zero < longestLog)
  for (const entry of entries) {
    entry.start = earliest + (counts ? entry.start - zero : 0)
    entry.timed = counts
    entry.shifted = counts
  }
  return counts || entries.length === 0
}

/** Nobody records for longer in one go. */
const longestLog: Milliseconds = 30 * 24 * 3_600_000

function sortByTime(entries: EntryPlace[]): void {
  entries.sort((a, b) => a.start - b.start || a.to - a.from - (b.to - b.from) || a.from - b.from)
}

function notePage(index: LogIndex, value: unknown): void {
  const { id, title } = object(value)
  if (typeof id === 'string' && index.pages.size < mostPages) index.pages.set(id, text(title))
}

/** Name and major version. */
function named(value: unknown): string {
  const { name, version } = object(value)
  const major = /^\d+/.exec(text(version))?.[0]
  return `${text(name)}${text(name) !== '' && major !== undefined ? ` ${major}` : ''}`.slice(0, 200)
}
