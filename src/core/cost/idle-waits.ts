import type { Milliseconds, Moment } from '../base/units.ts'
import { counted, inTime } from '../base/words.ts'
import { recentExchanges } from '../stream/recent-exchanges.ts'
import type { Stream, StreamExchange } from '../stream/stream.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { statusOf } from './lifetime.ts'
import { recordedBy } from './recorded-by.ts'

/** Waits of test tools for a page that asks nothing: the first is Playwright's, the others are Puppeteer's. */
export type IdleWait = 'networkidle' | 'networkidle0' | 'networkidle2'

/**
 * Time without a request in flight after which the network counts as idle, in Playwright (its documentation of `networkidle`) and
 * Puppeteer (`NETWORK_IDLE_TIME` in its `common/util.js`; Chromium's own lifecycle events agree).
 */
const idleAfter: Milliseconds = 500
/** Requests in flight that `networkidle2` puts up with (Puppeteer's `PuppeteerLifeCycleEvent`). */
const maxInAlmostIdle = 2
/** Rests between requests that show how long a poller rests. */
const minRests = 4

/** Waits that do not end because of a stream, and why. */
export interface NeverIdle {
  waits: readonly IdleWait[]
  because: string
}

/**
 * The waits for an idle network that a stream alone keeps from ending as it stands. Which requests count was measured with Puppeteer 24
 * in Chromium 156 and Firefox 153; Playwright leaves EventSources out since version 1.62 (its pull request 41514).
 */
export function idleWaits(stream: Stream, verdict: Verdict, now: Moment): NeverIdle | undefined {
  if (stream.kind === 'eventsource') return eventSourceWaits(stream)
  return pollerWaits(stream, verdict, now) ?? heldWaits(stream, heldRequests(stream, now), now)
}

/** Requests in flight that are not short any more. One whose body the page leaves unread may be over. */
export function heldRequests({ kind, requests: { inFlight } }: Stream, now: Moment): StreamExchange[] {
  if (kind === 'beacon' || inFlight.size === 0) return []
  return [...inFlight].filter(({ start, unread }) => !unread && now - start > idleAfter)
}

function eventSourceWaits(stream: Stream): NeverIdle | undefined {
  // Over WebDriver BiDi, which Firefox speaks, Puppeteer counts no request whose response head has come.
  if (stream.connection.openedAt === undefined || recordedBy(stream) === 'firefox') return undefined
  return {
    waits: ['networkidle0'],
    because:
      'An open EventSource is a request in flight: Puppeteer’s wait for networkidle0 does not end in Chromium. Playwright’s networkidle leaves it out since version 1.62.',
  }
}

function heldWaits(stream: Stream, held: readonly StreamExchange[], now: Moment): NeverIdle | undefined {
  if (held.length === 0) return undefined
  const waiting = held.filter(({ headAt }) => headAt === undefined).length
  const browser = recordedBy(stream)
  const counting = browser === 'firefox' ? waiting : held.length
  const waits: IdleWait[] = ['networkidle']
  if (counting > 0) waits.push('networkidle0')
  if (counting > maxInAlmostIdle) waits.push('networkidle2')
  const oldest = Math.min(...held.map(({ start }) => start))
  const [has, upTo] = held.length === 1 ? ['has', ''] : ['have', 'up to ']
  // Of a response that comes, only Chromium has Puppeteer wait for the end.
  const where = browser === undefined && waiting < held.length ? ' (Puppeteer’s in Chromium)' : ''
  return {
    waits,
    because: `${counted(held.length, 'request')} ${has} been in flight for ${upTo}${inTime(now - oldest)}: ${inWords(waits)}${where} until the response ends.`,
  }
}

function pollerWaits(stream: Stream, verdict: Verdict, now: Moment): NeverIdle | undefined {
  const rest = longestRest(stream, verdict, now)
  if (rest === undefined || rest >= idleAfter) return undefined
  const waits = ['networkidle', 'networkidle0'] as const
  return {
    waits,
    because: `The longest rest between two of its requests was ${inTime(rest)}, and an idle network takes ${idleAfter} ms without a request: ${inWords(waits)}.`,
  }
}

function inWords(waits: readonly IdleWait[]): string {
  const [, ...puppeteers] = waits
  if (puppeteers.length === 0) return 'Playwright’s wait for networkidle does not end'
  return `Playwright’s wait for networkidle and Puppeteer’s for ${puppeteers.join(' and ')} do not end`
}

/** The longest time without a request in flight among the last requests of a poller that goes on, and since; undefined for others. */
function longestRest(stream: Stream, verdict: Verdict, now: Moment): Milliseconds | undefined {
  const { requests } = stream
  if (verdict.technique !== 'polling' && verdict.technique !== 'long-polling') return undefined
  if (recentExchanges(stream).length <= minRests || statusOf(stream, verdict, now) !== 'open') return undefined
  let busyUntil = Number.NEGATIVE_INFINITY
  let longest = 0
  for (const { start, end } of [...recentExchanges(stream)].sort((a, b) => a.start - b.start)) {
    if (busyUntil > 0) longest = Math.max(longest, start - busyUntil)
    busyUntil = Math.max(busyUntil, end)
  }
  return Math.max(longest, (requests.inFlightSince ?? now) - busyUntil)
}
