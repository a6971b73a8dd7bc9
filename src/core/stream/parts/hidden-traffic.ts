import type { Bytes, Milliseconds } from '../../base/units.ts'

/**
 * The part of a stream's requests and messages that fell into times in which its document was hidden. A request that began while hidden
 * counts with its answer; a message of a connection, or of a response that streams, counts by its own time.
 */
export interface HiddenTraffic {
  requests: number
  messagesIn: number
  messagesOut: number
  /** Payloads both ways, without heads and framing. */
  bytes: Bytes
  /** Of the requests and messages, those in the first minutes of a time hidden, before browsers slow timers down to one a minute. */
  earlyRequests: number
  earlyMessages: number
}

/**
 * Time in a hidden tab before Chromium runs timers that follow one another once a minute only (intensive wake-up throttling,
 * https://chromestatus.com/feature/4718288976216064; measured with Chromium 156, with developer tools and without). Until then timers
 * wait for the next whole second, in Firefox all the time.
 */
export const slowedAfter: Milliseconds = 5 * 60_000

export const createHiddenTraffic = (): HiddenTraffic => ({
  requests: 0,
  messagesIn: 0,
  messagesOut: 0,
  bytes: 0,
  earlyRequests: 0,
  earlyMessages: 0,
})

/**
 * Counts a request, with its body.
 * @param hiddenFor how long the document had been hidden when it began
 * @param times -1 takes it out again
 */
export function countHiddenRequest(
  hidden: HiddenTraffic,
  hiddenFor: Milliseconds,
  sent: Bytes,
  times: 1 | -1 = 1,
): void {
  hidden.requests += times
  if (hiddenFor < slowedAfter) hidden.earlyRequests += times
  if (sent > 0) countHiddenMessage(hidden, 'out', sent, hiddenFor, times)
}

/**
 * Counts a message or a body.
 * @param hiddenFor how long the document had been hidden when it came, or when its request began
 * @param times -1 takes it out again
 */
export function countHiddenMessage(
  hidden: HiddenTraffic,
  dir: 'in' | 'out',
  bytes: Bytes,
  hiddenFor: Milliseconds,
  times: 1 | -1 = 1,
): void {
  if (dir === 'in') hidden.messagesIn += times
  else hidden.messagesOut += times
  hidden.bytes += times * bytes
  if (hiddenFor < slowedAfter) hidden.earlyMessages += times
}

/** Counts a request that began while hidden in another stream than before. */
export function moveHiddenRequest(from: HiddenTraffic, to: HiddenTraffic, hiddenFor: Milliseconds, sent: Bytes): void {
  countHiddenRequest(from, hiddenFor, sent, -1)
  countHiddenRequest(to, hiddenFor, sent)
}

/** Counts the answer to a request that began while hidden in another stream than before. */
export function moveHiddenAnswer(
  from: HiddenTraffic,
  to: HiddenTraffic,
  hiddenFor: Milliseconds,
  received: Bytes,
): void {
  countHiddenMessage(from, 'in', received, hiddenFor, -1)
  countHiddenMessage(to, 'in', received, hiddenFor)
}

/** Adds what one stream did while hidden to that of another and empties it. */
export function mergeHiddenTraffic(into: HiddenTraffic, from: HiddenTraffic): void {
  for (const name of Object.keys(into) as (keyof HiddenTraffic)[]) {
    into[name] += from[name]
    from[name] = 0
  }
}
