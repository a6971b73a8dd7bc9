import type { Verdict } from '../classify/classify.ts'
import { counted, percent } from '../classify/words.ts'
import type { Cost } from '../cost/cost.ts'
import type { WhatIf } from '../cost/what-if.ts'
import { originOf, type Session } from '../session.ts'
import type { Stream } from '../stream.ts'

/** One thing that would make a stream cheaper or fresher. The text holds the figure that speaks for it. */
export interface Advice {
  id: string
  text: string
}

interface Case {
  session: Session
  stream: Stream
  verdict: Verdict
  cost: Cost
  whatIf: readonly WhatIf[]
}

interface AdviceRule {
  id: string
  /** The advice, or undefined where it does not apply. */
  advise(about: Case): string | undefined
}

// Below this many answers a share says little.
const enough = 8

const pollingMostlyEmpty: AdviceRule = {
  id: 'polling-mostly-empty',
  advise({ stream, verdict, cost, whatIf }) {
    if (verdict.technique !== 'polling' || stream.responses < enough || stream.wasted / stream.responses < 0.5) return
    const now = cost.bytesUp + cost.bytesDown
    const sse = whatIf.find((one) => one.technique === 'sse')
    const saved = sse && now > 0 ? 1 - (sse.bytesUp + sse.bytesDown) / now : 0
    const saving = saved > 0.05 ? ` Server-Sent Events would have saved about ${percent(saved)} of its bytes;` : ''
    return `${percent(stream.wasted / stream.responses)} of ${counted(stream.responses, 'answer')} carried no news.${saving || ' A push technique would have sent only the news;'} they keep one connection open per client, and updates come at once.`
  },
}

const longPollingBusy: AdviceRule = {
  id: 'long-polling-high-rate',
  advise({ stream, verdict }) {
    const seconds = (stream.lastAt - stream.firstAt) / 1000
    const rate = stream.updates / seconds
    if (verdict.technique !== 'long-polling' || seconds < 5 || rate < 1) return
    return `${rate.toFixed(1)} updates a second each pay a whole request. A stream (Server-Sent Events, or a WebSocket where the client talks too) pays a few bytes for each.`
  },
}

const oneWaySocket: AdviceRule = {
  id: 'websocket-one-way',
  advise({ stream, verdict }) {
    if (!verdict.flags.includes('one-way') || stream.in.count < enough) return
    return `${counted(stream.in.count, 'message')} came in and none went out. Server-Sent Events do that over plain HTTP, with reconnect and event ids built in; mind the limit of six connections per origin on HTTP/1.1.`
  },
}

const idleSocket: AdviceRule = {
  id: 'websocket-heartbeat-only',
  advise({ stream, verdict }) {
    if (!verdict.flags.includes('heartbeat-only') || stream.wasted < enough) return
    return `All ${stream.wasted} messages were heartbeats. Opening the connection when there is something to say would save holding it at the server.`
  },
}

const degradedSse: AdviceRule = {
  id: 'sse-degraded-to-polling',
  advise({ stream, verdict }) {
    if (!verdict.flags.includes('degraded-to-polling')) return
    return `The server closed the stream ${counted(stream.closes, 'time')}, so that every event costs a new request. Keep the response open, and look for a proxy or server that ends idle responses.`
  },
}

const relayedPeer: AdviceRule = {
  id: 'webrtc-relayed',
  advise({ verdict, cost }) {
    if (!verdict.flags.includes('relayed')) return
    return `All ${Math.round((cost.bytesUp + cost.bytesDown) / 1000)} kB went through a TURN server, which pays for them twice. Check whether UDP is blocked or host and server-reflexive candidates are missing.`
  },
}

const connectionLimit: AdviceRule = {
  id: 'sse-connection-limit',
  advise({ session, stream, verdict }) {
    if (verdict.technique !== 'sse' || stream.status !== 'open') return
    const { protocol, held: open } = originOf(session, stream.sampleUrl)
    if (protocol !== 'http/1.1') return
    if (open < 4) return
    return `${open} streams of this origin are open over HTTP/1.1, where browsers allow six connections in all tabs together: the next requests wait. Serve them over HTTP/2, or join them into one stream.`
  },
}

const rules: readonly AdviceRule[] = [
  pollingMostlyEmpty,
  longPollingBusy,
  oneWaySocket,
  idleSocket,
  degradedSse,
  connectionLimit,
  relayedPeer,
]

/** What could be better about a stream, most telling first; empty where nothing speaks for a change. */
export function adviceFor(about: Case): Advice[] {
  return rules.flatMap(({ id, advise }) => {
    const text = advise(about)
    return text === undefined ? [] : [{ id, text }]
  })
}
