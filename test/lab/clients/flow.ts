import { fileURLToPath } from 'node:url'
import { counted, type Figures, messagesOf } from './counted.ts'
import type { Seen } from './door.ts'
import type { ClientPage } from './family.ts'

/** A real client, and what is right of each of its flows. */
export interface LabClient {
  /** Name of its file in `pages`. */
  id: string
  /** The package on npm that sends the requests. */
  package: string
  family: ClientPage['family']
  flows: readonly Flow[]
}

/** Requests of a client that belong together: for the page they are one source of updates, or one way to send. */
export interface Flow {
  /** Where its addresses begin. */
  path: string
  /** Where requests of other methods to the same path are another flow. */
  method?: string
  /** Names the part of the client, in the name of a test. */
  does: string
  technique: string
  /** Flags that Duplex must add; it may add others. */
  flags?: readonly string[]
  /** Of several flows of one path and method: which requests belong to this one. */
  includes?(one: Seen): boolean
  /** What the server counted. */
  count(seen: readonly Seen[]): Figures
  /** In how many streams Duplex may list it: one, where nothing else is said. */
  streams?: number
  /** The client does not read the answers' bodies. */
  unread?: boolean
  /** What Duplex tells wrongly, in one sentence. The test then fails as soon as all is right. */
  known?: string
}

type More = Partial<Flow> & { idle?: (message: string) => boolean; messages?: (one: Seen) => string[] }

const never = () => false

function flow(technique: string, path: string, does: string, { idle, messages, ...more }: More = {}): Flow {
  return { path, does, technique, count: (seen) => counted(seen, idle ?? never, messages ?? messagesOf), ...more }
}

/** Requests for the newest state, whose answers repeat as long as it stays. */
export const polling = (path: string, does: string, more?: More): Flow =>
  flow('polling', path, does, { count: countedPolls, ...more })

export const longPolling = (path: string, does: string, more?: More): Flow => flow('long-polling', path, does, more)

export const events = (path: string, does: string, more?: More): Flow => flow('sse', path, does, more)

export const streaming = (path: string, does: string, more?: More): Flow => flow('http-streaming', path, does, more)

export const socket = (path: string, does: string, more?: More): Flow => flow('websocket', path, does, more)

export const beacons = (path: string, does: string, more?: More): Flow => flow('beacon', path, does, more)

export const http = (path: string, does: string, more?: More): Flow => flow('http', path, does, more)

function countedPolls(seen: readonly Seen[]): Figures {
  const answers = seen.filter(({ answered }) => answered).map(({ answer }) => answer)
  const repeated = answers.filter((answer, index) => answer === answers[index - 1]).length
  return {
    requests: seen.length,
    messagesIn: answers.length,
    messagesOut: seen.filter(({ body }) => body !== '').length,
    updates: answers.length - repeated,
    wasted: repeated,
  }
}

/** Reads an event stream as whole events, with their names. */
export const wholeEvents = ({ answer }: Seen): string[] => answer.split('\n\n').filter((event) => /^data:/m.test(event))

/** Reads a body of lines, each of which is a message. */
export const lines = ({ answer }: Seen): string[] => answer.split('\n').filter((line) => line !== '')

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

/** The page of a client. */
export const pageOf = ({ id, family }: LabClient): ClientPage => ({
  name: id,
  script: fileURLToPath(new URL(`./pages/${id}.ts`, import.meta.url)),
  family,
})
