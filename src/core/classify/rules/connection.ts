import { median, variation } from '../../base/statistics.ts'
import type { Milliseconds } from '../../base/units.ts'
import { counted, inTime } from '../../base/words.ts'
import type { Evidence } from '../../evidence/evidence.ts'
import type { Stream } from '../../stream/stream.ts'
import type { Finding } from '../../verdict/verdict.ts'
import type { Rule } from '../rule.ts'
import { batchedWords } from './batched.ts'
import { unheardWords } from './unheard.ts'

/**
 * Share of sent messages that must be followed by one received: with less, messages follow sent ones only because many are sent.
 */
const minAnsweredShare = 0.8
/** Messages, all of them heartbeats, from which on a WebSocket is taken to carry nothing else. */
const minHeartbeats = 5
/** Messages in from which on a WebSocket's use shows: to ask and be answered, or to receive only. */
const minMessagesIn = 4
/** Refusals after which an event stream has failed, though the browser may try again. */
const minRefusals = 2
/** Times that the server must have closed an event stream, and that it must have opened, to poll in all but name. */
const minReconnects = 3
/** Mean time for which such a stream is open, waiting for its one event. */
const maxConnectedTime: Milliseconds = 6000

/** The page called the API of the technique, so the verdict is certain. */
export const connection: Rule = {
  judge(stream, evidence) {
    switch (stream.kind) {
      case 'websocket':
        return judgeWebSocket(stream, evidence)
      case 'eventsource':
        return judgeEventSource(stream, evidence)
      case 'webrtc':
        return judgePeerConnection(stream)
      case 'webtransport':
        return certain('webtransport', [], ['The page opened a WebTransport session.'])
      case 'beacon':
        return certain(
          'beacon',
          [],
          [`The page called navigator.sendBeacon ${counted(stream.requests.count, 'time')}.`],
        )
      default:
        return undefined
    }
  },
}

const certain = (technique: Finding['technique'], flags: string[], because: string[]): Finding => ({
  technique,
  flags,
  confidence: 'certain',
  because,
})

function judgeWebSocket(stream: Stream, evidence: Evidence): Finding {
  const flags: string[] = []
  const because = ['The page opened a WebSocket.']
  const total = stream.in.count + stream.out.count
  if (stream.status === 'failed') {
    flags.push('failed')
    because.push(
      `${stream.connection.opens === 0 ? 'It was never accepted by the server' : 'It broke off with an error'}${saidReason(stream)}.`,
    )
  }
  if (stream.connection.opens > 1) {
    flags.push('reconnecting')
    because.push(`It reconnected ${counted(stream.connection.opens - 1, 'time')}.`)
  }
  if (stream.connection.opens > 0 && stream.requests.failed > 0)
    because.push(`The server did not accept it ${counted(stream.requests.failed, 'time')}.`)
  because.push(...lifetimeWords(stream), ...closeWords(stream))
  if (stream.connection.adopted)
    because.push('It was already open when this session began; what it did before is not counted.')
  if (
    stream.status === 'open' &&
    stream.connection.opens === 0 &&
    !stream.connection.adopted &&
    !stream.connection.unseen
  )
    because.push('Nothing says that the server has accepted it.')
  if (stream.connection.unseen) because.push('Messages cannot be seen here: no source shows them.')
  if (total >= minHeartbeats && stream.news.wasted === total) {
    flags.push('heartbeat-only')
    because.push(`All ${total} messages were heartbeats.`)
  } else if (
    stream.in.count >= minMessagesIn &&
    stream.conversation.unsolicited === 0 &&
    stream.conversation.answered >= minAnsweredShare * stream.out.count
  ) {
    flags.push('request-response')
    because.push(
      'Every message that came in followed one that went out, and nearly every one that went out was answered.',
    )
  } else if (stream.out.count === 0 && stream.in.count >= minMessagesIn) {
    flags.push('one-way')
    because.push(`${counted(stream.in.count, 'message')} came in and none went out.`)
  }
  return certain('websocket', flags, [...because, ...batchedWords(evidence)])
}

/** Connections from which on an equal lifetime is no accident, and the lifetimes that count as equal. */
const minEqualLives = 3
const maxLifeVariation = 0.02
/** Shorter lives are those of a server that closes each connection when it has answered. */
const minCutLife: Milliseconds = 5000

/** That connections were cut off at one age, and with what code: a sentence for people, or none. */
function lifetimeWords({ connection: { lifetimes, closedByPage, closeCode } }: Stream): string[] {
  const life = median(lifetimes)
  if (closedByPage || lifetimes.length < minEqualLives || life < minCutLife || variation(lifetimes) > maxLifeVariation)
    return []
  const code = closeCode === undefined ? '' : `, and ended with code ${closeCode}`
  return [
    `Each connection lived ${inTime(life)}${code}. Something ends connections of that age: the server, or a proxy that allows no longer life or silence.`,
  ]
}

/** The words in which the browser or the server said why, where they did; else the status of the answer, where the network log has it. */
function saidReason({ connection: { closeReason }, attempt }: Stream): string {
  if (closeReason) return `: “${closeReason}”`
  const status = attempt?.networkLog?.status ?? 0
  return status >= 300 ? `: status ${status}` : ''
}

/** Codes with which a connection ends as it should, or that only say that there was none (RFC 6455, 7.4.1). */
const usualCodes = new Set([1000, 1001, 1005, 1006])

/** With what code a socket was closed, by either side, where that code says that something was wrong. */
function closeWords({ status, connection: { closedByPage, closeCode, closeReason } }: Stream): string[] {
  if (status !== 'closed' || closedByPage || closeCode === undefined || usualCodes.has(closeCode)) return []
  return [`It was closed with code ${closeCode}${closeReason ? `: “${closeReason}”` : ''}.`]
}

function judgeEventSource(stream: Stream, evidence: Evidence): Finding {
  const flags: string[] = []
  const because = ['The page opened an EventSource.']
  if (stream.status === 'failed' || (stream.connection.opens === 0 && stream.requests.failed >= minRefusals)) {
    flags.push('failed')
    because.push(
      stream.connection.opens > 0 && stream.in.count > 0
        ? `It delivered ${counted(stream.in.count, 'event')}, was cut off, and was refused when it connected again.`
        : stream.requests.failed > 1
          ? `It was refused ${counted(stream.requests.failed, 'time')}${saidReason(stream)}, and tried again.`
          : `The server did not answer with an event stream${saidReason(stream)}.`,
    )
  }
  // Where the server closes the connection after each event, the browser polls: it reconnects by itself after 3 to 5 s.
  if (
    stream.connection.closes >= minReconnects &&
    stream.connection.opens >= minReconnects &&
    stream.news.updates <= stream.connection.opens &&
    stream.connection.connectedMs / stream.connection.closes < maxConnectedTime
  ) {
    flags.push('degraded-to-polling')
    because.push(
      `The server closed it ${counted(stream.connection.closes, 'time')}, after ${inTime(stream.connection.connectedMs / stream.connection.closes)} and at most one event each: it polls in all but name.`,
    )
  } else if (stream.connection.opens > 1) {
    flags.push('reconnecting')
    because.push(`It reconnected ${counted(stream.connection.opens - 1, 'time')}.`, ...lifetimeWords(stream))
  }
  return certain('sse', flags, [...because, ...batchedWords(evidence), ...unheardWords(stream)])
}

function judgePeerConnection(stream: Stream): Finding {
  const peer = stream.peer!
  const flags: string[] = []
  const because = ['The page made an RTCPeerConnection.']
  const talked = [...peer.channels.values()].some((channel) => channel.in.count + channel.out.count > 0)
  if (talked || (peer.channels.size > 0 && !peer.media)) flags.push('data')
  if (peer.media) flags.push('media')
  const { stats } = peer
  if (stats?.local) {
    const relayed = stats.local === 'relay' || stats.remote === 'relay'
    if (relayed) flags.push('relayed')
    because.push(
      relayed
        ? 'The selected pair goes through a TURN relay.'
        : `The selected pair is direct (${stats.local} to ${stats.remote ?? 'unknown'}).`,
    )
  }
  if (stream.status === 'failed') {
    flags.push('failed')
    because.push(stream.connection.opens > 0 ? 'It lost its connection.' : 'It never connected.')
  } else if (stream.status === 'closed' && stream.connection.opens === 0 && !stream.connection.adopted && !peer.tried) {
    because.push(
      'It was closed before it had another peer to connect to: the page only tried what the browser supports.',
    )
  }
  return certain('webrtc', flags, because)
}
