import type { Milliseconds } from '../base/units.ts'
import type { Stream } from '../stream/stream.ts'
import type { Technique } from '../verdict/technique.ts'
import type { Judgement, Verdict } from '../verdict/verdict.ts'
import { judge } from './judge.ts'

/** So many looks in a row must find a lesser technique; in a stream of many exchanges, any other technique. */
const minContraryLooks = 3
/** Below so many exchanges each one may change the verdict; later, one look in so many, or so long after the last look, does. */
const maxExchangesLookedAtEach = 32
// Half of the exchanges that the rules look at: each exchange is looked at twice.
const exchangesBetweenLooks = 32
const maxTimeBetweenLooks: Milliseconds = 30_000
// After a change the next exchanges show whether it was one.
const exchangesLookedAtAfterChange = 8
const maxHistory = 100

// From a single request to an update that is there at once: a verdict climbs at once, and comes down slowly.
const ranks: Record<Technique, number> = {
  http: 0,
  beacon: 1,
  polling: 2,
  'long-polling': 3,
  'http-streaming': 4,
  sse: 4,
  websocket: 5,
  webtransport: 5,
  webrtc: 5,
}

/** The verdict to show: the previous one, while too little speaks against it. */
export function settle(stream: Stream, raw: Verdict): Verdict {
  const { verdict: previous, contrary } = stream.judgement
  return previous && isContrary(stream, previous, raw) && contrary < minContraryLooks ? previous : raw
}

function isContrary(stream: Stream, previous: Verdict, raw: Verdict): boolean {
  if (previous.confidence === 'provisional' || raw.confidence === 'certain') return false
  const isYoung = finishedExchanges(stream) < maxExchangesLookedAtEach
  return isYoung ? ranks[raw.technique] < ranks[previous.technique] : raw.technique !== previous.technique
}

const finishedExchanges = ({ requests }: Stream) => requests.answered + requests.failed

/**
 * Judges a stream after one of its exchanges, if it is time to.
 * @returns whether it was time
 */
export function review(stream: Stream, at: Milliseconds): boolean {
  const { judgement } = stream
  const done = finishedExchanges(stream)
  if (done < judgement.next && (done < maxExchangesLookedAtEach || at - judgement.lookedAt < maxTimeBetweenLooks))
    return false
  judgement.lookedAt = at
  const raw = judge(stream, at)
  const { verdict: previous } = judgement
  judgement.contrary = previous && isContrary(stream, previous, raw) ? judgement.contrary + 1 : 0
  const shown = settle(stream, raw)
  if (shown.technique !== previous?.technique) judgement.changedAt = done
  const unsettled = judgement.contrary > 0 || done - judgement.changedAt < exchangesLookedAtAfterChange
  judgement.next =
    done < maxExchangesLookedAtEach || unsettled
      ? done + 1
      : done + exchangesBetweenLooks - (done % exchangesBetweenLooks)
  if (shown === previous) return true
  judgement.contrary = 0
  if (isWorthNoting(previous, shown)) addToHistory(judgement, at, shown)
  judgement.verdict = shown
  return true
}

/** Whether a verdict is worth a line in the history. */
const isWorthNoting = (previous: Verdict | undefined, shown: Verdict) =>
  shown.technique !== previous?.technique ||
  (previous.confidence === 'provisional') !== (shown.confidence === 'provisional')

function addToHistory({ history }: Judgement, at: Milliseconds, { technique, flags, confidence }: Verdict): void {
  if (history.length < maxHistory) history.push({ at, technique, flags, confidence })
}
