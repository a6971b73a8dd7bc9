import type { Bytes } from '../../core/base/units.ts'
import type { CaptureEvent } from '../../core/event/event.ts'
import { neither } from '../file-kind.ts'
import { dialectOfCreator } from '../har/dialect.ts'
import { type HarEntry, readHarEntry } from '../har/har-entry.ts'
import { object, type Raw, text } from '../har/har-values.ts'
import { createImport } from './import-entries.ts'
import { type EntryPlace, type LogIndex, readLogIndex } from './log-index.ts'
import { createTimeOrder } from './time-order.ts'

/** A HAR file that is read twice: through, to find its entries, and then entry by entry in order of time. */
export interface HarSource {
  /** From the start to the end, decompressed; read once. */
  bytes: AsyncIterable<Uint8Array>
  /** Octets that `bytes` has given before. */
  slice(from: Bytes, to: Bytes): Uint8Array | Promise<Uint8Array>
}

/** What reading yields: the header first, then events in order of time; a problem is the last thing. */
export type HarItem =
  | { kind: 'header'; browser: string; creator: string }
  | { kind: 'event'; event: CaptureEvent }
  | { kind: 'problem'; sentence: string }

/** What is told of a log that has no times. */
const undated =
  'The HAR does not say when its requests were made: neither their rhythm nor how long they took is known.'

/** A longer entry is left out: it would be parsed as a whole. */
export const longestEntry: Bytes = 64 * 1024 * 1024

/** Milliseconds; what lasts longer than a day was not timed. */
const longestTime = 24 * 3600 * 1000

/**
 * Reads a HAR file of any size. In memory are a few numbers of each entry, and the events of those entries that overlap in time.
 * Throws what the source throws, but never for what is in the file: what can be read is given, then one sentence says what is wrong.
 */
export async function* readHar(source: HarSource): AsyncGenerator<HarItem> {
  const index = await readLogIndex(source.bytes)
  if (!index.isLog) {
    yield { kind: 'problem', sentence: neither }
    return
  }
  yield { kind: 'header', browser: index.browser, creator: index.creator }
  const order = createTimeOrder()
  const imported = createImport(index)
  let bad = 0
  let long = 0
  let lastAt = 0
  let said = false
  for (const place of index.entries) {
    if (place.to - place.from > longestEntry) {
      long++
      continue
    }
    const raw = parsed(await source.slice(place.from, place.to))
    const entry = raw && entryOf(raw, place, index)
    if (entry && index.undated && !said) {
      said = true
      yield {
        kind: 'event',
        event: { type: 'unhooked', at: entry.start, url: entry.url, context: 'page', why: undated },
      }
    }
    if (entry) for (const events of imported.add(entry)) order.add(events)
    else if (!raw || isTraffic(raw)) bad++
    for (const event of order.before(imported.settledBefore(place.start))) {
      lastAt = event.at
      yield { kind: 'event', event }
    }
  }
  for (const events of imported.end()) order.add(events)
  for (const event of order.before(Number.POSITIVE_INFINITY)) {
    lastAt = event.at
    yield { kind: 'event', event }
  }
  if (bad + long > 0) yield { kind: 'event', event: { type: 'lost', at: lastAt, events: bad + long, why: 'shape' } }
  const sentence = problemOf(index, bad, long)
  if (sentence !== undefined) yield { kind: 'problem', sentence }
}

function parsed(bytes: Uint8Array): Raw | undefined {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Raw
  } catch {
    return undefined
  }
}

/** An entry whose own time is none is told where the log begins, and lasts no time. */
function entryOf(told: Raw, { start, timed, shifted }: EntryPlace, index: LogIndex): HarEntry | undefined {
  const dialect = dialectOfCreator(index.creatorName, told)
  const startedDateTime = new Date(start).toISOString()
  if (!timed) return readHarEntry({ ...told, startedDateTime, time: 0, timings: {} }, dialect)
  const raw = shifted ? { ...told, startedDateTime } : told
  const { time } = object(raw)
  if (typeof time === 'number' && time > longestTime) return readHarEntry({ ...raw, time: 0, timings: {} }, dialect)
  return readHarEntry(raw, dialect)
}

/** Entries of `data:` and of extensions are none, and nothing is lost with them. */
function isTraffic(raw: Raw): boolean {
  const url = text(object(object(raw)['request'])['url'])
  return url === '' || /^(https?|wss?):/.test(url)
}

function problemOf({ fault }: LogIndex, bad: number, long: number): string | undefined {
  if (fault !== undefined) return `${fault}; everything before it was read`
  const parts: string[] = []
  if (bad > 0) parts.push(`${entries(bad)} not be understood`)
  if (long > 0) parts.push(`${entries(long)} not be taken in for being longer than 64 MB`)
  return parts.length > 0 ? `${parts.join(', and ')}; everything else was read` : undefined
}

const entries = (count: number) => (count === 1 ? '1 entry could' : `${count} entries could`)
