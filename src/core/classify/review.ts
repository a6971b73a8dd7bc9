import type { Milliseconds } from '../base/units.ts'
import type { Session } from '../session/session.ts'
import type { Stream } from '../stream/stream.ts'
import type { Technique } from '../verdict/technique.ts'
import type { Verdict } from '../verdict/verdict.ts'

/** So many exchanges in a row must say that it is less than it seemed; of a stream of many, that it is anything else. */
const enoughContrary = 3
/** While few, each exchange may change the verdict; later, one look in so many, or so long after the last one, does. */
const everyOne = 32
// Half of the exchanges that the rules look at: none passes without having been looked at twice.
const oneIn = 32
const atLeastEvery: Milliseconds = 30_000
// After a change the next exchanges show whether it was one.
const closely = 8
const longestHistory = 100

// From what is asked once to what is there at once: a verdict climbs at once, and comes down slowly.
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

/** The verdict to show: what was settled, while too little speaks against it. */
export function settle(stream: Stream, raw: Verdict): Verdict {
  const { verdict: held, contrary } = stream.settled
  return held && isContrary(stream, held, raw) && contrary < enoughContrary ? held : raw
}

function isContrary(stream: Stream, held: Verdict, raw: Verdict): boolean {
  if (held.confidence === 'provisional' || raw.confidence === 'certain') return false
  const isYoung = finished(stream) < everyOne
  return isYoung ? ranks[raw.technique] < ranks[held.technique] : raw.technique !== held.technique
}

const finished = ({ responses, failures }: Stream) => responses + failures

/**
 * Judges a stream after one of its exchanges, if it is time to.
 * @param judge what the last exchanges say by themselves
 * @returns whether it was time
 */
export function review(
  session: Session,
  stream: Stream,
  at: Milliseconds,
  judge: (session: Session, stream: Stream, now: Milliseconds) => Verdict,
): boolean {
  const { settled } = stream
  const done = finished(stream)
  if (done < settled.next && (done < everyOne || at - settled.lookedAt < atLeastEvery)) return false
  settled.lookedAt = at
  const raw = judge(session, stream, at)
  const { verdict: held } = settled
  settled.contrary = held && isContrary(stream, held, raw) ? settled.contrary + 1 : 0
  const shown = settle(stream, raw)
  if (shown.technique !== held?.technique) settled.changedAt = done
  const unsettled = settled.contrary > 0 || done - settled.changedAt < closely
  settled.next = done < everyOne || unsettled ? done + 1 : done + oneIn - (done % oneIn)
  if (shown === held) return true
  settled.contrary = 0
  if (
    shown.technique !== held?.technique ||
    (held.confidence === 'provisional') !== (shown.confidence === 'provisional')
  ) {
    const { technique, flags, confidence } = shown
    if (settled.history.length < longestHistory) settled.history.push({ at, technique, flags, confidence })
  }
  settled.verdict = shown
  return true
}
