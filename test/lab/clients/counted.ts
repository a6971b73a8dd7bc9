import type { Seen } from '../../lab/clients/door.ts'

/** The figures of a technique, counted by the server or by Duplex. */
export interface Figures {
  requests: number
  messagesIn: number
  messagesOut: number
  updates: number
  wasted: number
}

/** The messages that a server sent: those of a socket, the events of a stream, or else the whole response. */
export function messagesOf({ socket, answer, answered }: Seen): string[] {
  if (socket) return socket.out
  const events = [...answer.matchAll(/^data: ?(.*?)\r?$/gm)].map(([, data]) => data!)
  if (events.length > 0) return events
  return answered ? [answer] : []
}

/**
 * The figures that the server counted.
 * @param isIdle whether a message carries no news
 */
export function counted(seen: readonly Seen[], isIdle: (message: string) => boolean, read = messagesOf): Figures {
  const received = seen.flatMap(read)
  const idle = received.filter(isIdle).length
  // Messages from the client that keep the connection alive count as waste only on sockets.
  const kept = seen.flatMap(({ socket }) => socket?.in ?? []).filter(isIdle).length
  return {
    requests: seen.length,
    messagesIn: received.length,
    messagesOut: seen.flatMap(({ socket, body }) => socket?.in ?? (body === '' ? [] : [body])).length,
    updates: received.length - idle,
    wasted: idle + kept,
  }
}

/** The figures of event streams whose comments are seen: each is a heartbeat. */
export function withComments(figures: Figures, seen: readonly Seen[]): Figures {
  const comments = seen.reduce((sum, { answer }) => sum + (answer.match(/^:/gm)?.length ?? 0), 0)
  return { ...figures, messagesIn: figures.messagesIn + comments, wasted: figures.wasted + comments }
}

/** What is shown of event streams: their events, and their comments as they stand there. */
export const eventsAndComments = ({ answer }: Seen): string[] =>
  [...answer.matchAll(/^(?:data: (.*?)|(:.*?))\r?$/gm)].map(([, data, comment]) => data ?? comment!)
