import { fileURLToPath } from 'node:url'
import { counted, countedPolls, type Figures, messagesOf } from './counted.ts'
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

/** What is said of a flow: all techniques at its path, its flags, in how many streams it is, its figures, and the octets of its messages. */
export type Aspect = 'techniques' | 'flags' | 'streams' | 'figures' | 'octets'

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
  /** No event reports the end of its requests: the client does not read their answers, or never closes its connection. */
  openEnd?: boolean
  /** What Duplex tells wrongly. The test then fails as soon as all is right, so that the mark is removed. */
  known?: { sentence: string; wrong: readonly Aspect[] }
}

/** The mark for what Duplex tells wrongly. @param wrong the rest is told rightly, and must stay so */
export const wrongly = (sentence: string, ...wrong: readonly Aspect[]) => ({ known: { sentence, wrong } })

/** A row of the table. */
export const client = (
  id: string,
  packageName: string,
  family: ClientPage['family'],
  ...flows: readonly Flow[]
): LabClient => ({ id, package: packageName, family, flows })

type More = Partial<Flow> & { idle?: (message: string) => boolean; messages?: (one: Seen) => string[] }

const never = () => false

function flow(technique: string, path: string, does: string, { idle, messages, ...more }: More = {}): Flow {
  return { path, does, technique, count: (seen) => counted(seen, idle ?? never, messages ?? messagesOf), ...more }
}

/** Requests for the newest state, whose answers repeat as long as it stays. */
export const polling = (path: string, does: string, more?: More): Flow =>
  flow('polling', path, does, { count: (seen) => countedPolls(seen), ...more })

export const longPolling = (path: string, does: string, more?: More): Flow => flow('long-polling', path, does, more)

export const events = (path: string, does: string, more?: More): Flow => flow('sse', path, does, more)

export const streaming = (path: string, does: string, more?: More): Flow => flow('http-streaming', path, does, more)

export const socket = (path: string, does: string, more?: More): Flow => flow('websocket', path, does, more)

export const beacons = (path: string, does: string, more?: More): Flow => flow('beacon', path, does, more)

export const http = (path: string, does: string, more?: More): Flow => flow('http', path, does, more)

/** The page of a client. */
export const pageOf = ({ id, family }: LabClient): ClientPage => ({
  name: id,
  script: fileURLToPath(new URL(`./pages/${id}.ts`, import.meta.url)),
  family,
})
