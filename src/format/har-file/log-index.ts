import type { Bytes, Milliseconds, Moment } from '../../core/base/units.ts'
import { object, text } from '../har/har-values.ts'
import type { RedactionReport } from '../redact/concealer.ts'
import { addRedaction } from '../session/redaction-line.ts'
import { Fault } from '../unpack.ts'
import { createDuplexParts, type DuplexParts, mostParts } from './duplex-parts.ts'
import { createRepeats, type Repeats } from './repeats.ts'
import { createLogSplitter } from './split-log.ts'

/** Position of an entry in its file, and the start of its request. */
export interface EntryPlace {
  from: Bytes
  to: Bytes
  start: Moment
  /** False where the entry has no valid start time: `start` is then the earliest start in the log. */
  timed: boolean
  /** The log counts from a zero of its own: the `start` of every entry is later than the entry says by the same amount. */
  shifted: boolean
}

/** The facts known about a HAR file after the first pass. */
export interface LogIndex {
  /** The parts of a log that Duplex wrote whole; undefined of any other. */
  duplex: DuplexParts | undefined
  /** 'Firefox 153' from `log.browser`. */
  browser: string
  /** Name and major version from `log.creator`. */
  creator: string
  /** The bare name from `log.creator`, from which the dialect is derived. */
  creatorName: string
  /** What was replaced in a log that Duplex wrote. */
  redactions: RedactionReport[]
  /** Titles of pages by page id. */
  pages: Map<string, string>
  /** When the first page began; undefined where no page says. */
  firstPage: Moment | undefined
  /** In order of start; entries of one moment are ordered by length, so that their order in the file hardly matters. */
  entries: EntryPlace[]
  /** Entries that are left out: too short to be one, or longer or of more values than memory allows. */
  tooShort: number
  tooLarge: number
  /** Some entries name their page: in logs of Chromium the others do not belong to a page. */
  paged: boolean
  repeats: Repeats
  /** No entry has a start time. */
  undated: boolean
  /** Half a sentence on what is wrong with the file. */
  fault: string | undefined
  isLog: boolean
}

/** An entry is parsed as a whole: its text, and some 60 bytes for each value in it, must fit into memory. */
export const longestEntry: Bytes = 64 * 1024 * 1024
export const mostValues = 1_000_000
/** Reading takes some 500 bytes for each entry. A day of five requests a second has fewer. */
export const mostEntries = 500_000

/** Every page has a name of its own; pages beyond this number keep no title. */
const maxPages = 10_000

// There was no HTTP server before 1990: starts in 1969 and 1970 come from a browser's zero, and durations of 27 h and more
// with them from its clock (sockets that never started, in Chromium).
const earliest: Milliseconds = Date.UTC(1990, 0)
const latest: Milliseconds = Date.UTC(2100, 0)

/**
 * Reads a HAR file through once, in memory that grows by some 100 bytes with each entry. Throws what `bytes` throws.
 * @param most entries that are read; a file of more ends with a fault
 */
export async function readLogIndex(bytes: AsyncIterable<Uint8Array>, most: number): Promise<LogIndex> {
  const splitter = createLogSplitter()
  const repeats = createRepeats()
  const parts = createDuplexParts()
  const index: LogIndex = {
    duplex: undefined,
    browser: '',
    creator: '',
    creatorName: '',
    redactions: [],
    pages: new Map(),
    firstPage: undefined,
    entries: [],
    tooShort: 0,
    tooLarge: 0,
    paged: false,
    repeats,
    undated: false,
    fault: undefined,
    isLog: false,
  }
  try {
    for await (const piece of bytes)
      for (const part of splitter.feed(piece)) {
        if ('marks' in part) {
          if (part.to - part.from > longestEntry || part.values > mostValues) {
            index.tooLarge++
            continue
          }
          const isDuplex = parts.add(part)
          const limit = isDuplex ? mostParts : most
          if (parts.count() + index.entries.length >= limit) throw new Fault(`it has more than ${limit} entries`)
          if (part.kind === 'events') continue
          if (!isDuplex) index.entries.push(placeOf({ ...part, start: Date.parse(part.marks.started ?? '') }))
          index.paged ||= part.marks.page !== undefined
          if (part.marks.url !== undefined) repeats.note(part.marks.url, part.marks.page ?? '')
        } else if (part.kind === 'page') notePage(index, part.value)
        else if (part.kind === 'redaction') addRedaction(index.redactions, part.value)
        else {
          index[part.kind] = named(part.value)
          if (part.kind !== 'creator') continue
          index.creatorName = text(object(part.value)['name'])
          parts.version(object(object(part.value)['_duplex'])['version'])
        }
      }
    index.fault = splitter.end()
    index.tooShort = splitter.tooShort()
  } catch (error) {
    if (!(error instanceof Fault)) throw error // the file itself could not be read
    index.fault = error.message
  }
  index.isLog = splitter.isLog()
  index.duplex = parts.end()
  if (index.duplex) return index
  for (const part of parts.entries()) index.entries.push(placeOf(part))
  index.undated = !date(index.entries)
  sortByTime(index.entries)
  return index
}

function placeOf({ from, to, start }: Pick<EntryPlace, 'from' | 'to' | 'start'>): EntryPlace {
  return { from, to, start, timed: start >= earliest && start < latest, shifted: false }
}

/**
 * Gives a start to entries without a time: the earliest start in the log. Where no entry has a time but all count from some
 * zero, their distances are kept.
 * @returns whether anything is known about the times
 */
function date(entries: readonly EntryPlace[]): boolean {
  const first = entries.reduce((least, { start, timed }) => (timed ? Math.min(least, start) : least), latest)
  if (first < latest) {
    for (const entry of entries) if (!entry.timed) entry.start = first
    return true
  }
  const zero = entries.reduce((least, { start }) => Math.min(least, start), latest)
  const counts =
    entries.some(({ start }) => start > zero) && entries.every(({ start }) => start - zero < maxLogDuration)
  for (const entry of entries) {
    entry.start = earliest + (counts ? entry.start - zero : 0)
    entry.timed = counts
    entry.shifted = counts
  }
  return counts || entries.length === 0
}

/** Nobody records for longer than 30 days in one go. */
const maxLogDuration: Milliseconds = 30 * 24 * 3_600_000

function sortByTime(entries: EntryPlace[]): void {
  entries.sort((a, b) => a.start - b.start || a.to - a.from - (b.to - b.from) || a.from - b.from)
}

function notePage(index: LogIndex, value: unknown): void {
  const { id, title, startedDateTime } = object(value)
  const start = Date.parse(text(startedDateTime))
  if (start >= earliest && start < latest) index.firstPage = Math.min(index.firstPage ?? start, start)
  if (typeof id === 'string' && index.pages.size < maxPages) index.pages.set(id, text(title))
}

/** Name and major version of `log.browser` or `log.creator`. */
function named(value: unknown): string {
  const { name, version } = object(value)
  const major = /^\d+/.exec(text(version))?.[0]
  return `${text(name)}${text(name) !== '' && major !== undefined ? ` ${major}` : ''}`.slice(0, 200)
}
