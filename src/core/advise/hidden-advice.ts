import type { Milliseconds } from '../base/units.ts'
import { counted, inBytes, inTime, percent } from '../base/words.ts'
import type { Verdict } from '../verdict/verdict.ts'
import type { AdviceRule } from './rule.ts'

/** Requests or messages while hidden, and while visible, below which a rate says little. */
const minForRate = 5
/** Part of the rate to be expected from which on a poller goes on as before. */
const minKeptRate = 0.9
/** The same for what the server paces, whose news does not come evenly. A page that minds being hidden closes such a stream. */
const minKeptNews = 0.5
/**
 * Time by which the timer of a poller may be late in a hidden tab, where timers wait for the next whole second: Chromium 156 made of a
 * request 2.0 s after each answer one every 3 s.
 */
const timerAlignment: Milliseconds = 1000

/** Rate, per minute, of a page that was never visible, from which on it does not mind being hidden: pages that do ask every 10 s at most. */
const minUnmindfulRate = 10

/** The rate in a hidden tab from which on a stream goes on as if it were visible. @param visible the rate then; null where it never was */
function leastRate({ technique }: Verdict, visible: number | null): number {
  if (visible === null) return minUnmindfulRate
  return technique === 'polling' ? minKeptRate * (60_000 / (60_000 / visible + timerAlignment)) : minKeptNews * visible
}

/** A poller or stream that goes on while nobody can see the page as it does while somebody can. */
export const goesOnHidden: AdviceRule = {
  id: 'goes-on-while-hidden',
  topic: 'hidden',
  advise({ stream, verdict, cost, hidden }) {
    const isPoller = verdict.technique === 'polling' || verdict.technique === 'long-polling'
    const isPush = ['sse', 'http-streaming', 'websocket', 'webtransport'].includes(verdict.technique)
    if (!hidden || !(isPoller || (isPush && !verdict.flags.includes('heartbeat-only')))) return
    const { firstPerMinute, perMinute, visiblePerMinute, forMs } = hidden
    if (firstPerMinute === null || perMinute === null) return
    const early = isPoller ? stream.hidden.earlyRequests : stream.hidden.earlyMessages
    const count = isPoller ? hidden.requests : hidden.messagesIn + hidden.messagesOut
    const total = isPoller ? stream.requests.count : stream.in.count + stream.out.count
    const isNeverVisible = count === total
    if (early < minForRate || (visiblePerMinute === null && !isNeverVisible)) return
    if (!isNeverVisible && total - count < minForRate) return
    if (firstPerMinute < leastRate(verdict, isNeverVisible ? null : visiblePerMinute)) return
    const bytes = (cost.bytesUp + cost.bytesDown) * (count / total)
    const visible = isNeverVisible
      ? 'the page was never visible'
      : `${Math.round(visiblePerMinute ?? 0)} while the page was visible`
    const pace = `${Math.round(perMinute)} a minute, and ${visible}`
    const saved = `some ${inBytes(bytes)} or ${percent(count / total)} of its bytes`
    return isPoller
      ? `In ${inTime(forMs)} in a hidden tab it made ${counted(count, 'request')} (${pace}): ${saved}. Stop or slow down on visibilitychange while document.hidden is true, and ask once when the page is visible again; news that cannot wait can come by Web Push.`
      : `In ${inTime(forMs)} in a hidden tab it carried ${counted(count, 'message')} (${pace}): ${saved}. Unless somebody has to be told of news in a hidden tab, close the connection some time after visibilitychange, and connect and fetch what was missed when the page is visible again.`
  },
}
