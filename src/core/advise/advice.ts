import { goesOnHidden } from './hidden-advice.ts'
import { relayedPeer, resentWhole } from './payload-advice.ts'
import { headHeavy, longPollingBusy, pollingMostlyEmpty, sameAnswerAgain } from './polling-advice.ts'
import { sameFeedAgain } from './repetition-advice.ts'
import type { AdviceRule, Case, Topic } from './rule.ts'
import { compressible, idleSocket, oneWaySocket, requestResponse } from './socket-advice.ts'
import { connectionLimit, degradedSse, heartbeatsOften, reconnectStorm } from './stream-advice.ts'

/** A piece of advice that would make a stream cheaper or its updates fresher. The text holds the figure that supports it. */
export interface Advice {
  id: string
  text: string
}

// In each topic the strongest advice comes first.
const adviceRules: readonly AdviceRule[] = [
  pollingMostlyEmpty,
  longPollingBusy,
  sameAnswerAgain,
  oneWaySocket,
  idleSocket,
  requestResponse,
  degradedSse,
  reconnectStorm,
  connectionLimit,
  heartbeatsOften,
  sameFeedAgain,
  resentWhole,
  compressible,
  headHeavy,
  relayedPeer,
  goesOnHidden,
]

/** The advice on a stream, one piece a topic; an empty list where no figure supports a change. */
export function adviceFor(about: Case): Advice[] {
  const covered = new Set<Topic>()
  return adviceRules.flatMap(({ id, topic, advise }) => {
    const text = covered.has(topic) ? undefined : advise(about)
    if (text === undefined) return []
    covered.add(topic)
    return [{ id, text }]
  })
}
