import { counted, inTime } from '../base/words.ts'
import { isOneFeed, readersOf } from '../content/feed-trace.ts'
import { pollersBeside } from '../cost/pollers-beside.ts'
import { recentExchanges } from '../stream/recent-exchanges.ts'
import type { Stream } from '../stream/stream.ts'
import type { AdviceRule, Case } from './rule.ts'

/** One feed that a page has open, or polls, several times. */
export const sameFeedAgain: AdviceRule = {
  id: 'same-feed-again',
  topic: 'repetition',
  advise(about) {
    const { kind } = about.stream
    if (kind === 'websocket' || kind === 'eventsource') return ofConnections(about)
    if (kind === 'streamed') return ofReaders(about)
    return kind === 'exchanges' && about.verdict.technique === 'polling' ? ofPollers(about) : undefined
  },
}

/** Messages of each connection from which on an equal number of them is no accident, and the difference that is left for the last ones. */
const minSameMessages = 8
const maxFeedDifference = 0.05

/** Whether two connections have brought the same, at the same time. */
function isSameFeed(one: Stream, other: Stream): boolean {
  if (isOneFeed(one.feedTrace, other.feedTrace)) return true
  const alike = (a: number, b: number) => Math.abs(a - b) <= maxFeedDifference * Math.max(a, b)
  const together = one.firstAt < other.lastAt && other.firstAt < one.lastAt
  // The text that came last, of both at the same count of messages.
  const same = one.likeness.last !== '' && one.likeness.last === other.likeness.last
  const many = Math.min(one.in.count, other.in.count) >= minSameMessages
  return together && same && many && alike(one.in.count, other.in.count) && alike(one.in.bytes, other.in.bytes)
}

function ofConnections({ stream }: Case): string | undefined {
  const same = [...stream.channel.members].filter(
    (other) =>
      other.kind === stream.kind && other.key === stream.key && (other === stream || isSameFeed(stream, other)),
  )
  // The advice is given once, with the first of these streams.
  if (same.length < 2 || same[0] !== stream) return undefined
  const again = same.slice(1)
  const bytes = again.reduce((total, other) => total + other.bytes.down, 0)
  return `The page has this feed open ${same.length} times, and each brought the same: ${counted(again.length, 'connection')} too many, ${Math.round(bytes)} B. Let the parts of the page share one.`
}

/** Readers of a feed from which on it is read more than once, as counted by the messages that come again. */
const minReaders = 1.7

/** Responses that the page reads at once, each with the same messages. */
function ofReaders({ stream, cost }: Case): string | undefined {
  const readers = Math.round(readersOf(stream.feedTrace))
  if (readersOf(stream.feedTrace) < minReaders || stream.requests.count < readers) return undefined
  const bytes = (cost.bytesDown * (readers - 1)) / readers
  return `The page reads this feed ${readers} times at once, and each brings the same: ${counted(readers - 1, 'response')} too many, about ${Math.round(bytes)} B. Let the parts of the page share one.`
}

/** Pollers that ask one question, each by its own clock. */
function ofPollers({ stream, verdict, cost }: Case): string | undefined {
  const questions = new Set(recentExchanges(stream).map(({ contribution }) => contribution.exchange.question))
  if (!verdict.flags.includes('interleaved') || questions.size > 1) return undefined
  const { pollers } = stream
  const share = 'Let the parts of the page share one poller, or one cache of its answers.'
  if (pollers) {
    const [one, other] = pollers.clocks
    // The advice is given once, with the first of the two streams. The slower poller is the one too many.
    if (one.stream !== stream) return undefined
    const slower = one.period >= other.period ? one.stream : other.stream
    return `Two parts of the page poll this for themselves, every ${inTime(one.period)} and every ${inTime(other.period)}: ${counted(slower.requests.count, 'request')} and ${Math.round(slower.bytes.up + slower.bytes.down)} B too many. ${share}`
  }
  const beside = pollersBeside(stream)
  if (!beside) return undefined
  const { periods, size, tooMany } = beside
  const who =
    periods.length > 1
      ? `Two parts of the page poll this for themselves, every ${periods.map(inTime).join(' and every ')}`
      : `The page asks the same ${counted(size, 'time')} every ${inTime(periods[0]!)}`
  return `${who}: ${counted(Math.round(tooMany * stream.requests.count), 'request')} and ${Math.round(tooMany * (cost.bytesUp + cost.bytesDown))} B too many. ${share}`
}
