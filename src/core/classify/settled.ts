import type { Session } from '../session.ts'
import type { Stream } from '../stream.ts'
import type { Technique } from '../technique.ts'
import type { Milliseconds } from '../units.ts'
import type { Verdict } from './classify.ts'
import type { Confidence } from './rule.ts'

/** A verdict that was reached while a stream went on. */
export interface Change {
  at: Milliseconds
  technique: Technique
  flags: string[]
  confidence: Confidence
}

/** What a stream has been judged to be so far, so that a verdict does not flicker. */
export interface Settled {
  verdict: Verdict | undefined
  /** Exchanges in a row that say otherwise. */
  contrary: number
  /** The stream is judged again when it has had so many exchanges. */
  next: number
  history: Change[]
}

export const createSettled = (): Settled => ({ verdict: undefined, contrary: 0, next: 3, history: [] })

/** So many exchanges in a row must say that it is less than it seemed. */
const enoughContrary = 3
/** While few, each exchange may change the verdict; later, one look in so many does. */
const everyOne = 32
// Half of the exchanges that the rules look at: none passes without having been looked at twice.
const oneIn = 32
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
export function settle({ verdict: held, contrary }: Settled, raw: Verdict): Verdict {
  return held && isContrary(held, raw) && contrary < enoughContrary ? held : raw
}

const isContrary = (held: Verdict, raw: Verdict) =>
  ranks[raw.technique] < ranks[held.technique] && held.confidence !== 'provisional' && raw.confidence !== 'certain'

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
  if (stream.responses + stream.failures < settled.next) return false
  const raw = judge(session, stream, at)
  const { verdict: held } = settled
  settled.contrary = held && isContrary(held, raw) ? settled.contrary + 1 : 0
  const shown = settle(settled, raw)
  const done = stream.responses + stream.failures
  settled.next = done < everyOne || settled.contrary > 0 ? done + 1 : done + oneIn - (done % oneIn)
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
