import type { Bytes, Milliseconds, Moment } from '../core/base/units.ts'
import type { MessagesEvent, StatsEvent } from '../core/event/connection-events.ts'
import type { CaptureEvent } from '../core/event/event.ts'
import { eachEntry, tellsPayloads } from '../core/event/message-columns.ts'
import { createTokenBucket } from './token-bucket.ts'

/** The clock of a document, which its page cannot set. */
export interface DocumentClock {
  /** When the document began: `performance.timeOrigin`, in ms since the Unix epoch. */
  origin: Moment
  /** The time now, in ms since the Unix epoch, by the same clock as `origin`. */
  now(): Moment
}

/**
 * The hooks and the bridge read one clock. Browsers make it coarser for either by up to 100 ms (Firefox's
 * `privacy.resistFingerprinting`).
 */
const tolerance: Milliseconds = 250

/** The longest ArrayBuffer of any browser (8 GiB), which is the longest message, and the longest piece of a body. */
const maxPiece: Bytes = 2 ** 33
/** 64 GiB: no browser has so large a body in its hands, but one of a file on disk. */
const maxBody: Bytes = 2 ** 36
/** Servers and browsers refuse heads a hundredth as long. */
const maxHead: Bytes = 2 ** 24
/** 4 GB a second: several times what a browser takes from a server on the same machine. */
const maxBytesPerMs: Bytes = 4e6
/** The columns of a run of messages: 2000 messages of at most 17 octets (`message-run.ts`). */
const maxColumnsLength = 34_000
/** Records in a millisecond. Sending one takes a page some microseconds, and what it reports takes many more. */
const maxRecordsPerMs = 100
/** Requests and connections in a millisecond: a browser begins some ten. */
const maxFlowsPerMs = 50
/** Messages in a millisecond, those in runs included: a browser hands a page some three hundred. */
const maxMessagesPerMs = 1000
/** Packets in a millisecond: more than 100 Gbit/s of full ones. */
const maxPacketsPerMs = 10_000
/** Requests and connections of one document: one in each millisecond for hours. */
const maxFlows = 10_000_000
/** RFC 8831, 6.6: the ids of data channels end at 65,534. */
const maxChannel = 65_535

/** Tells what a document may have done from what no browser can have done. */
export interface Plausible {
  /**
   * @param columns of a `messages` event, as octets
   * @returns whether the event can be true; one that can counts for the rates and totals that later ones are held against
   */
  event(event: CaptureEvent, columns?: Uint8Array): boolean
  /**
   * Leaves out of an event what it only passes on: a server may announce a body of any length, for which its page is not to blame.
   */
  withoutClaims(event: CaptureEvent): CaptureEvent
  /** @returns whether the page can have had so many records left out since the last ones */
  skipped(records: number): boolean
}

/** @param clock of the document whose page reports the events */
export function createPlausible(clock: DocumentClock): Plausible {
  const records = createTokenBucket(maxRecordsPerMs)
  const flows = createTokenBucket(maxFlowsPerMs)
  const messages = createTokenBucket(maxMessagesPerMs)
  const bytes = createTokenBucket(maxBytesPerMs, maxBody)
  let begun = 0

  const isWithinLife = (at: Moment, now: Moment) => at >= clock.origin - tolerance && at <= now + tolerance

  function begins(now: Moment): boolean {
    if (begun >= maxFlows || !flows.take(1, now)) return false
    begun++
    return true
  }

  function fits(event: CaptureEvent, now: Moment, columns: Uint8Array | undefined): boolean {
    switch (event.type) {
      case 'request':
        return begins(now) && (event.sent ?? 0) <= maxBody && bytes.take(event.sent ?? 0, now)
      case 'connect':
        return begins(now)
      case 'response':
        return (event.headerBytes ?? 0) <= maxHead
      case 'finish':
        return (event.bytes ?? 0) <= maxBody && bytes.take(event.bytes ?? 0, now)
      case 'chunk':
        return event.bytes <= maxPiece && bytes.take(event.bytes, now)
      case 'message':
        return (event.channel ?? 0) <= maxChannel && event.bytes <= maxPiece && bytes.take(event.bytes, now)
      case 'messages':
        return (event.channel ?? 0) <= maxChannel && columns !== undefined && fitsRun(event, now, columns)
      case 'channel':
        return event.channel <= maxChannel
      case 'stats':
        return fitsLife(event, now - clock.origin + tolerance)
      default:
        return true
    }
  }

  /** A run has to hold as many messages as it says, each of a size and within the document's life. */
  function fitsRun(event: MessagesEvent, now: Moment, columns: Uint8Array): boolean {
    if (columns.length > maxColumnsLength) return false
    let sum = 0
    let last = event.at
    const read = eachEntry(columns, event.count, tellsPayloads(event), (after, size) => {
      sum += size
      last = event.at + after
      return size <= maxPiece
    })
    if (read < event.count || !isWithinLife(last, now)) return false
    return messages.take(event.count, now) && bytes.take(sum, now)
  }

  /** A connection can have moved no more since its start than since that of its document. */
  function fitsLife(stats: StatsEvent, life: Milliseconds): boolean {
    const { sent, received, packetsSent, packetsReceived, packetsLost, rtt = 0, jitter = 0 } = stats
    const packets = Math.max(packetsSent, packetsReceived, packetsLost)
    return (
      Math.max(sent, received) <= life * maxBytesPerMs &&
      packets <= life * maxPacketsPerMs &&
      Math.max(rtt, jitter) <= life
    )
  }

  return {
    event(event, columns) {
      const now = clock.now()
      return records.take(1, now) && isWithinLife(event.at, now) && fits(event, now, columns)
    },
    withoutClaims(event) {
      if (event.type !== 'response' || event.length === undefined) return event
      const { length, ...rest } = event
      return length <= maxBody && bytes.take(length, clock.now()) ? event : rest
    },
    skipped: (amount) => messages.take(amount, clock.now()),
  }
}
