import type { Bytes } from '../../core/base/units.ts'
import type { CaptureEvent } from '../../core/event/event.ts'
import { neither } from '../file-kind.ts'
import { dialectOfCreator } from '../har/dialect.ts'
import { type HarEntry, readHarEntry } from '../har/har-entry.ts'
import { object, type Raw, text } from '../har/har-values.ts'
import type { RedactionReport } from '../redact/concealer.ts'
import { readDuplexLog } from './duplex-log.ts'
import { createImport } from './import-entries.ts'
import { type EntryPlace, type LogIndex, longestEntry, mostEntries, mostValues, readLogIndex } from './log-index.ts'
import { parsedPieces } from './parsed-pieces.ts'
import { createTimeOrder } from './time-order.ts'

/** A HAR file, which is read twice: from start to end to find its entries, then entry by entry in order of time. */
export interface HarSource {
  /** The whole file, decompressed; read once. */
  bytes: AsyncIterable<Uint8Array>
  /** A range of the bytes that `bytes` has delivered. */
  slice(from: Bytes, to: Bytes): Uint8Array | Promise<Uint8Array>
}

/** Items that reading yields: the header first, then events in order of time, and a problem last. */
export type HarItem =
  | { kind: 'header'; browser: string; creator: string }
  | { kind: 'event'; event: CaptureEvent }
  | { kind: 'redaction'; report: RedactionReport }
  | { kind: 'problem'; sentence: string }

/** Reported for a log without times. */
const undated =
  'The HAR does not say when its requests were made: neither their rhythm nor how long they took is known.'

/** In ms: a longer duration than a day was not measured. */
const maxDurationMs = 24 * 3600 * 1000

/**
 * Reads a HAR file of any size. Memory holds a few numbers for each entry, and the events of those entries that overlap in
 * time. Throws what the source throws, but never for the file's content: everything readable is yielded, then one sentence
 * says what is wrong.
 * @param most entries that are read; of a file of more, the first
 */
export async function* readHar(source: HarSource, most = mostEntries): AsyncGenerator<HarItem> {
  const index = await readLogIndex(source.bytes, most)
  if (!index.isLog) {
    yield { kind: 'problem', sentence: neither }
    return
  }
  yield { kind: 'header', browser: index.browser, creator: index.creator }
  let bad = index.tooShort
  let lastAt = 0
  const events = index.duplex
    ? readDuplexLog(index.duplex, source, () => bad++)
    : readEntries(index, source, () => bad++)
  for await (const event of events) {
    lastAt = event.at
    yield { kind: 'event', event }
  }
  const lost = bad + index.tooLarge
  if (lost > 0) yield { kind: 'event', event: { type: 'lost', at: lastAt, events: lost, why: 'shape' } }
  for (const report of index.redactions) yield { kind: 'redaction', report }
  const sentence = problemOf(index, bad)
  if (sentence !== undefined) yield { kind: 'problem', sentence }
}

/**
 * The events of entries of any tool, in order of time.
 * @param bad called for each entry that could not be understood
 */
async function* readEntries(
  index: LogIndex,
  source: Pick<HarSource, 'slice'>,
  bad: () => void,
): AsyncGenerator<CaptureEvent> {
  const order = createTimeOrder<CaptureEvent>(({ at }) => at)
  const imported = createImport(index)
  let undatedReported = false
  for (const place of index.entries) {
    const raw = parsedPieces([await source.slice(place.from, place.to)]) as Raw | undefined
    const entry = raw && entryOf(raw, place, index)
    if (entry && index.undated && !undatedReported) {
      undatedReported = true
      yield { type: 'unhooked', at: entry.start, url: entry.url, context: 'page', why: undated }
    }
    if (entry) for (const events of imported.add(entry)) order.add(events)
    else if (!raw || isTraffic(raw)) bad()
    yield* order.before(imported.settledBefore(place.start))
  }
  for (const events of imported.end()) order.add(events)
  yield* order.before(Number.POSITIVE_INFINITY)
}

/** Reads an entry. Where it has no valid time, it is placed at the start of the log with a duration of 0. */
function entryOf(original: Raw, { start, timed, shifted }: EntryPlace, index: LogIndex): HarEntry | undefined {
  const dialect = dialectOfCreator(index.creatorName, original)
  const startedDateTime = new Date(start).toISOString()
  if (!timed) return readHarEntry({ ...original, startedDateTime, time: 0, timings: {} }, dialect)
  const raw = shifted ? { ...original, startedDateTime } : original
  const { time } = object(raw)
  if (typeof time === 'number' && time > maxDurationMs) return readHarEntry({ ...raw, time: 0, timings: {} }, dialect)
  return readHarEntry(raw, dialect)
}

/** Entries of `data:` URLs and extensions are not traffic: leaving them out loses nothing. */
function isTraffic(raw: Raw): boolean {
  const url = text(object(object(raw)['request'])['url'])
  return url === '' || /^(https?|wss?):/.test(url)
}

function problemOf({ fault, tooLarge }: LogIndex, bad: number): string | undefined {
  if (fault !== undefined) return `${fault}; everything before it was read`
  const parts: string[] = []
  if (bad > 0) parts.push(`${entries(bad)} not be understood`)
  if (tooLarge > 0)
    parts.push(
      `${entries(tooLarge)} not be taken in for being longer than ${longestEntry / 2 ** 20} MB or holding more than ${mostValues / 1e6} million values`,
    )
  return parts.length > 0 ? `${parts.join(', and ')}; everything else was read` : undefined
}

const entries = (count: number) => (count === 1 ? '1 entry could' : `${count} entries could`)
