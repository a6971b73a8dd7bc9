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

/** Counts polls whose answers repeat. @param essence what of an answer would differ if there were news */
export function countedPolls(seen: readonly Seen[], essence = (answer: string) => answer): Figures {
  const answers = seen.filter(({ answered }) => answered).map(({ answer }) => essence(answer))
  const repeated = answers.filter((answer, index) => answer === answers[index - 1]).length
  return {
    requests: seen.length,
    messagesIn: answers.length,
    messagesOut: seen.filter(({ body }) => body !== '').length,
    updates: answers.length - repeated,
    wasted: repeated,
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

/** Reads an event stream as whole events, with their names. */
export const wholeEvents = (seen: Seen): string[] =>
  bodyOf(seen)
    .split('\n\n')
    .filter((event) => /^data:/m.test(event))

/** The text of a body: what was seen of an event stream has its headers before it, and its chunks around it (RFC 9112, 7.1). */
function bodyOf({ answer, pieces }: Seen): string {
  if (!answer.startsWith('HTTP/')) return answer
  const octets = Buffer.concat(pieces)
  const chunks: Buffer[] = []
  for (let at = octets.indexOf('\r\n\r\n') + 4; at < octets.length; ) {
    const start = octets.indexOf('\r\n', at) + 2
    const end = start + Number.parseInt(octets.toString('latin1', at, start), 16)
    chunks.push(octets.subarray(start, end))
    at = end + 2
  }
  return Buffer.concat(chunks).toString()
}

/** Reads a body of lines, each of which is a message. */
export const lines = ({ answer }: Seen): string[] => answer.split('\n').filter((line) => line !== '')

/** Reads the parts of a multipart body without their headers. */
export const parts = ({ answer }: Seen): string[] =>
  [...answer.matchAll(/\r\n\r\n(.*)\r\n--/g)].map(([, part]) => part!)

/** Reads a body of messages that each begin with a flag and four octets of length, except for the last, which ends the stream. */
export function enveloped({ pieces }: Seen): string[] {
  const messages: string[] = []
  const octets = Buffer.concat(pieces)
  for (let at = 0; at + 5 <= octets.length; at += 5 + octets.readUInt32BE(at + 1)) {
    const isData = octets[at]! < 2
    if (isData) messages.push(octets.toString('latin1', at + 5, at + 5 + octets.readUInt32BE(at + 1)))
  }
  return messages
}

/** Reads a body of texts that each have their length before them, on a line of its own. */
export function sized({ answer }: Seen): string[] {
  const messages: string[] = []
  for (let at = 0; at < answer.length; ) {
    const start = answer.indexOf('\n', at) + 1
    const end = start + Number(answer.slice(at, start))
    messages.push(answer.slice(start, end))
    at = end
  }
  return messages
}
