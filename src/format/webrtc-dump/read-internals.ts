import type { Moment } from '../../core/base/units.ts'
import type { CaptureEvent } from '../../core/event/event.ts'
import { browserName, browserOfBrands, unknownBrowser } from '../browser-name.ts'
import { list, object, type Raw, text } from '../har/har-values.ts'
import { Fault } from '../unpack.ts'
import type { DumpItem } from './dump-item.ts'
import { createDumpedPages } from './dumped-pages.ts'
import { seriesOf } from './internals-series.ts'
import type { Reports } from './stats-report.ts'

/** UTF-16 units of a dump: it is one JSON value, which is read whole. Chromium keeps the last 1,000 values of each figure. */
const maxLength = 100_000_000

/**
 * Reads a dump of chrome://webrtc-internals: of Chromium 156, and of older ones, which name events and times otherwise.
 * @param bytes decompressed
 */
export async function* readInternals(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<DumpItem> {
  const read = await wholeText(bytes)
  let dump: Raw
  try {
    dump = object(JSON.parse(read.text))
  } catch {
    yield { kind: 'problem', sentence: read.fault ?? 'the dump is not valid JSON: it is damaged, or ends too early' }
    return
  }
  const userAgent = text(dump['UserAgent'])
  const known = browserName(userAgent)
  const { brands = dump['UserAgentData'] } = object(dump['UserAgentData'])
  yield {
    kind: 'header',
    browser: known === unknownBrowser ? browserOfBrands(list(brands).map(object)) : known,
    dump: 'webrtc-internals',
  }
  const events = eventsOf(object(dump['PeerConnections']), userAgent)
  if (events.length > 0) yield { kind: 'events', events }
  else yield { kind: 'problem', sentence: 'the dump has no peer connections: it was begun, or made, without any' }
}

async function wholeText(bytes: AsyncIterable<Uint8Array>): Promise<{ text: string; fault: string | undefined }> {
  const decoder = new TextDecoder()
  const pieces: string[] = []
  let length = 0
  try {
    for await (const piece of bytes) {
      const next = decoder.decode(piece, { stream: true })
      length += next.length
      if (length > maxLength) return { text: '', fault: `the dump is longer than ${maxLength / 1e6} MB` }
      pieces.push(next)
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return { text: '', fault: error.message }
  }
  return { text: pieces.join(''), fault: undefined }
}

/** What a dump tells at one time: a call or event, or reports. */
type Step = { at: Moment } & ({ name: string; value: unknown } | { reports: Reports })

/** The events of all connections, in order of time. */
function eventsOf(connections: Raw, userAgent: string): CaptureEvent[] {
  const pages = createDumpedPages()
  const steps = Object.entries(connections).flatMap(([connection, value]) => {
    const { url, updateLog, stats } = object(value)
    const told: Step[] = [...updatesOf(list(updateLog)), ...seriesOf(object(stats))]
    return told.map((step) => ({ connection, url: text(url), step }))
  })
  steps.sort((a, b) => a.step.at - b.step.at)
  return steps.flatMap(({ connection, url, step }) => {
    const { trace, events } = pages.connection(connection, url, userAgent, step.at)
    if (!trace) return events
    return [
      ...events,
      ...('reports' in step ? trace.counted(step.reports, step.at) : trace.told(step.name, step.value, step.at)),
    ]
  })
}

function* updatesOf(log: readonly unknown[]): Generator<{ at: Moment; name: string; value: unknown }> {
  for (const update of log) {
    const { timestamp, time, type, value } = object(update)
    // Older dumps have the words of a clock in the time zone of who made them.
    const at = typeof timestamp === 'number' ? timestamp : Date.parse(text(time))
    if (Number.isFinite(at)) yield { at, name: text(type), value }
  }
}
