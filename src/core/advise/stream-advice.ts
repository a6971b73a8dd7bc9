import { counted, inTime } from '../base/words.ts'
import type { AdviceRule } from './rule.ts'

/** An EventSource that the server closes after each event. */
export const degradedSse: AdviceRule = {
  id: 'sse-degraded-to-polling',
  topic: 'connecting',
  advise({ stream, verdict }) {
    if (!verdict.flags.includes('degraded-to-polling')) return
    return `The server closed the stream ${counted(stream.connection.closes, 'time')}, so that every event costs a new request. Keep the response open, and look for a proxy or server that ends idle responses.`
  },
}

/** Event streams that nearly use up the connections that a browser allows over HTTP/1.1. */
export const connectionLimit: AdviceRule = {
  id: 'sse-connection-limit',
  topic: 'limit',
  advise({ stream, verdict }) {
    if (verdict.technique !== 'sse' || stream.status !== 'open') return
    const { protocol, openStreams: open } = stream.origin
    if (protocol !== 'http/1.1' || open < 4) return
    return `${open} streams of this origin are open over HTTP/1.1, where browsers allow six connections in all tabs together: the next requests wait. Serve them over HTTP/2, or join them into one stream.`
  },
}

/** Connections that break off or are refused again and again. */
export const reconnectStorm: AdviceRule = {
  id: 'reconnect-storm',
  topic: 'connecting',
  advise({ stream, verdict }) {
    if (!['sse', 'websocket', 'http-streaming'].includes(verdict.technique)) return
    const siblings = [...stream.channel.members].filter(({ kind }) => kind === stream.kind)
    // A channel has one such advice, with its last connection.
    if (siblings.at(-1) !== stream) return
    const broken = siblings.reduce((count, { connection }) => count + connection.broken, 0)
    const seconds = (stream.lastAt - siblings[0]!.firstAt) / 1000
    if (broken < 5 || seconds <= 0 || broken / seconds < 1 / 15) return
    return `It was cut off or refused ${counted(broken, 'time')} in ${inTime(seconds * 1000)}. Wait longer after each failure, with some chance in it, so that a server that comes back is not met by everybody at once; and find out what ends it.`
  },
}

/** Heartbeats that come more often than a connection needs them. */
export const heartbeatsOften: AdviceRule = {
  id: 'heartbeats-often',
  topic: 'heartbeats',
  advise({ stream, cost }) {
    const beats = stream.news.wastedBy.heartbeat ?? 0
    const rate = cost.idleWakeupsPerMinute
    // Proxies close connections that are silent for a minute or so, and most libraries send a heartbeat every 25 s. A heartbeat
    // among other traffic wakes no device, and so only those that come alone count.
    if (beats < 12 || rate < 6) return
    return `${counted(beats, 'heartbeat')} wake the device ${rate.toFixed(0)} times a minute, when nothing else would. Every 25 s or so keeps a connection through most proxies; a phone's radio never sleeps below 15 s.`
  },
}
