import { latestTime, type Moment } from '../../core/base/units.ts'
import type { CaptureEvent } from '../../core/event/event.ts'
import { browserName, browserOfBrands, unknownBrowser } from '../browser-name.ts'
import { list, object, type Raw, text } from '../har/har-values.ts'
import { problemOf } from '../session/file-problem.ts'
import { createLineReader, type Line } from '../session/lines.ts'
import { noLinesSkipped, skipLine } from '../session/skipped-lines.ts'
import { Fault } from '../unpack.ts'
import type { DumpItem } from './dump-item.ts'
import { createDumpedPages } from './dumped-pages.ts'
import { methodName } from './rtcstats-numbers.ts'
import { withDelta } from './stats-delta.ts'
import type { Reports } from './stats-report.ts'

/**
 * Reads an rtcstats dump of format 3 (https://github.com/rtcstats/rtcstats/blob/main/packages/rtcstats-server/README.md), as Chromium and
 * rtcstats-js write it, line by line. Lines that are no entries are skipped and counted.
 * @param bytes decompressed
 */
export async function* readRtcstats(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<DumpItem> {
  const lines = createLineReader()
  const decoder = new TextDecoder()
  const skipped = noLinesSkipped()
  const reading = createReading()
  let number = 0
  let found = 0
  let fault: string | undefined
  let header: Raw | undefined

  function* taken(all: readonly Line[]): Generator<DumpItem> {
    const events: CaptureEvent[] = []
    for (const line of all) {
      number++
      if (number === 1) continue
      const value = parsed(line)
      if (number === 2) header = object(value)
      if (number === 2 || line === '') continue
      const told = Array.isArray(value) ? reading.entry(value, header ?? {}) : 'not an entry'
      if (typeof told === 'string') skipLine(skipped, number, told)
      else events.push(...told)
      if (number === 3) yield { kind: 'header', browser: browserOf(header ?? {}, value), dump: 'rtcstats' }
    }
    found += events.length
    if (events.length > 0) yield { kind: 'events', events }
  }

  try {
    for await (const piece of bytes) yield* taken(lines.feed(decoder.decode(piece, { stream: true })))
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    fault = error.message
  }
  const rest = lines.rest()
  const cut = rest !== '' && parsed(rest) === undefined
  if (rest !== '' && !cut) yield* taken([rest])
  if (number < 3) yield { kind: 'header', browser: browserOf(header ?? {}, undefined), dump: 'rtcstats' }
  if (skipped.count > 0)
    yield { kind: 'events', events: [{ type: 'lost', at: reading.lastAt(), events: skipped.count, why: 'shape' }] }
  const sentence = problemOf({ fault, cut, number, found, skipped })
  if (sentence !== undefined) yield { kind: 'problem', sentence }
}

function parsed(line: Line): unknown {
  if (typeof line !== 'string') return undefined
  try {
    return JSON.parse(line) as unknown
  } catch {
    return undefined
  }
}

/** Takes entries: method, connection, value, further values, and the time in ms since the entry before; of the first, since 1970. */
function createReading() {
  const pages = createDumpedPages()
  const reports = new Map<string, Reports>()
  let at: Moment = 0
  return {
    lastAt: () => at,
    entry([method, connection, value, ...more]: readonly unknown[], header: Raw): CaptureEvent[] | string {
      const delta = more.at(-1)
      if (typeof delta !== 'number') return 'it has no time'
      // The times after it begin from the last one that was a date.
      if (!(at + delta >= 0 && at + delta <= latestTime)) return 'its time is no date'
      at += delta
      if (typeof connection !== 'string') return []
      // Chromium tells the page of each connection, others one for all.
      const told = methodName(method) === 'create' ? text(more.at(-2)) : ''
      const { trace, events } = pages.connection(connection, told || text(header['url']), text(header['userAgent']), at)
      if (!trace) return 'it is of one connection too many'
      if (methodName(method) !== 'getStats') return [...events, ...trace.told(methodName(method), value, at)]
      const now = withDelta(reports.get(connection) ?? new Map(), value)
      reports.set(connection, now)
      return [...events, ...trace.counted(now, at)]
    },
  }
}

/** The browser, from the header or from the first entry, in which Chromium puts it. */
function browserOf(header: Raw, first: unknown): string {
  const known = browserName(text(header['userAgent']))
  if (known !== unknownBrowser) return known
  return browserOfBrands(list(object(object(list(first)[2])['userAgentData'])['brands']).map(object))
}
