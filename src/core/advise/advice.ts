import { relayedPeer, resentWhole } from './payload-advice.ts'
import { headHeavy, longPollingBusy, pollingMostlyEmpty, sameAnswerAgain } from './polling-advice.ts'
import type { AdviceRule, Case, Topic } from './rule.ts'
import { compressible, idleSocket, oneWaySocket, requestResponse } from './socket-advice.ts'
import { connectionLimit, degradedSse, heartbeatsOften, reconnectStorm } from './stream-advice.ts'

/** One thing that would make a stream cheaper or fresher. The text holds the figure that speaks for it. */
export interface Advice {
  id: string
  text: string
}

// In each topic the strongest first.
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
  resentWhole,
  compressible,
  headHeavy,
  relayedPeer,
]

/** What could be better about a stream, most telling first and each thing once; empty where nothing speaks for a change. */
export function adviceFor(about: Case): Advice[] {
  const said = new Set<Topic>()
  return adviceRules.flatMap(({ id, topic, advise }) => {
    const text = said.has(topic) ? undefined : advise(about)
    if (text === undefined) return []
    said.add(topic)
    return [{ id, text }]
  })
}
