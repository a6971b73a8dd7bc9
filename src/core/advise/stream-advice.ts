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

/** Open streams from which on few of the six connections that browsers allow per origin over HTTP/1.1 are left. */
const minStreamsNearLimit = 4

/** Event streams that nearly use up the connections that a browser allows over HTTP/1.1. */
export const connectionLimit: AdviceRule = {
  id: 'sse-connection-limit',
  topic: 'limit',
  advise({ stream, verdict }) {
    if (verdict.technique !== 'sse' || stream.status !== 'open') return
    const { protocol, openStreams: open } = stream.origin
    if (protocol !== 'http/1.1' || open < minStreamsNearLimit) return
    return `${open} streams of this origin are open over HTTP/1.1, where browsers allow six connections in all tabs together: the next requests wait. Serve them over HTTP/2, or join them into one stream.`
  },
}

/** Breaks that make a storm, and how many a second: more than one in 15 s. */
const minBreaks = 5
const minBreaksPerSecond = 1 / 15

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
    if (broken < minBreaks || seconds <= 0 || broken / seconds < minBreaksPerSecond) return
    return `It was cut off or refused ${counted(broken, 'time')} in ${inTime(seconds * 1000)}. Wait longer after each failure, with some chance in it, so that a server that comes back is not met by everybody at once; and find out what ends it.`
  },
}

/** Heartbeats below which a rate says little, and wake-ups a minute from which on heartbeats are too many: one in 10 s. */
const minHeartbeats = 12
const minIdleWakeupsPerMinute = 6

/** Heartbeats that come more often than a connection needs them. */
export const heartbeatsOften: AdviceRule = {
  id: 'heartbeats-often',
  topic: 'heartbeats',
  advise({ stream, cost }) {
    const beats = stream.news.wastedBy.heartbeat ?? 0
    const rate = cost.idleWakeupsPerMinute
    // Proxies close connections that are silent for a minute or so, and most libraries send a heartbeat every 25 s. A heartbeat
    // among other traffic wakes no device, and so only those that come alone count.
    if (beats < minHeartbeats || rate < minIdleWakeupsPerMinute) return
    return `${counted(beats, 'heartbeat')} wake the device ${rate.toFixed(0)} times a minute, when nothing else would. Every 25 s or so keeps a connection through most proxies; a phone's radio never sleeps below 15 s.`
  },
}
