import type { StreamAnalysis } from '../../../src/core/analysis/analysis.ts'
import type { Seen } from './door.ts'

/** The figures of one technique, by either side. */
export interface Figures {
  requests: number
  messagesIn: number
  messagesOut: number
  updates: number
  wasted: number
}

/** What came down: a socket's messages, the events of a stream, or else each whole answer. */
export function messagesOf({ socket, answer, answered }: Seen): string[] {
  if (socket) return socket.out
  const events = [...answer.matchAll(/^data: (.*?)\r?$/gm)].map(([, data]) => data!)
  if (events.length > 0) return events
  return answered ? [answer] : []
}

/**
 * What the server counted.
 * @param isIdle a message that says nothing new
 */
export function counted(seen: readonly Seen[], isIdle: (message: string) => boolean, read = messagesOf): Figures {
  const received = seen.flatMap(read)
  const idle = received.filter(isIdle).length
  // Only of sockets is it wasted what the client says to keep them alive.
  const kept = seen.flatMap(({ socket }) => socket?.in ?? []).filter(isIdle).length
  return {
    requests: seen.length,
    messagesIn: received.length,
    messagesOut: seen.flatMap(({ socket, body }) => socket?.in ?? (body === '' ? [] : [body])).length,
    updates: received.length - idle,
    wasted: idle + kept,
  }
}

/** Technique and flags. */
export const labelOf = ({ technique, flags }: StreamAnalysis) => [technique, ...flags].join(' ')

/** Each once, by the alphabet. */
export const labelsOf = (streams: readonly StreamAnalysis[]) => [...new Set(streams.map(labelOf))].sort()

/** What Duplex counted, in all streams of one label. */
export function figures(streams: readonly StreamAnalysis[], label: string): Figures {
  const sum: Figures = { requests: 0, messagesIn: 0, messagesOut: 0, updates: 0, wasted: 0 }
  for (const stream of streams)
    if (labelOf(stream) === label) for (const key of Object.keys(sum) as (keyof Figures)[]) sum[key] += stream[key]
  return sum
}
