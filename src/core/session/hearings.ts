import { setBounded } from '../base/bounded-map.ts'
import type { Moment } from '../base/units.ts'
import type { MessageEvent } from '../event/connection-events.ts'
import type { NetworkEvent } from '../event/event.ts'
import type { Stream } from '../stream/stream.ts'

/** The first event of its type that the hook of an EventSource reported: from there on it reports all of them. */
export interface FirstHeard {
  at: Moment
  /** The beginning of its data; undefined where it was not reported. */
  text: string | undefined
  /** Events of the type that the hook has reported by now. */
  count: number
}

/**
 * What the hook of an EventSource hears: it gets only events of types that the page listens for. The network log has the others, so its
 * reader has to find out which these are, and whose.
 */
export interface Hearing {
  doc: string
  id: number
  stream: Stream
  /** By type; `message` stands for events without one. */
  names: Map<string, FirstHeard>
}

/** The last EventSources that hooks reported, those that are closed among them: the log shows their last events later. */
export interface Hearings {
  /** By `<document>/<number>`. */
  byFlow: Map<string, Hearing>
  byStream: WeakMap<Stream, Hearing>
  /** By the report of the network log that was found to be about one of their requests. */
  byReport: WeakMap<NetworkEvent, Hearing>
}

/** EventSources that are remembered. */
const maxHearings = 1024
/** Types of one EventSource that are remembered; a hook listens for a thousand, see `hook-event-source.ts`. */
const maxNames = 1024
/** UTF-16 units by which an event is recognised. */
export const recognisedBy = 200
/** UTF-16 units of a type that pass the gate between page and bridge. */
const nameLength = 200

export const createHearings = (): Hearings => ({ byFlow: new Map(), byStream: new WeakMap(), byReport: new WeakMap() })

/** The name by which an event's type is kept. */
const keyOf = (name = 'message') => (name === '' ? 'message' : name.slice(0, nameLength))

/** Remembers an EventSource that a hook reports. */
export function addHearing({ byFlow, byStream }: Hearings, { doc, id }: { doc: string; id: number }, stream: Stream) {
  const hearing: Hearing = { doc, id, stream, names: new Map() }
  if (byFlow.size >= maxHearings) makeRoom(byFlow, doc)
  byFlow.set(`${doc}/${id}`, hearing)
  byStream.set(stream, hearing)
}

/** Forgets one that is closed, else one of the same document: a document with very many must not push out those of others. */
function makeRoom(byFlow: Map<string, Hearing>, doc: string): void {
  let oldest: string | undefined
  let ownOldest: string | undefined
  for (const [key, hearing] of byFlow) {
    if (hearing.stream.status !== 'open') return void byFlow.delete(key)
    oldest ??= key
    if (hearing.doc === doc) ownOldest ??= key
  }
  byFlow.delete((ownOldest ?? oldest)!)
}

/** Notes that a report of the network log is about a request of this stream. */
export function noteReport({ byStream, byReport }: Hearings, event: NetworkEvent, stream: Stream): void {
  const hearing = byStream.get(stream)
  if (hearing) byReport.set(event, hearing)
}

/** Notes events of one type that a hook reported, by the first of them. */
export function noteHeard(
  { byStream }: Hearings,
  stream: Stream,
  { at, name, text }: Pick<MessageEvent, 'at' | 'name' | 'text'>,
  count = 1,
): void {
  const names = byStream.get(stream)?.names
  if (!names) return
  const known = names.get(keyOf(name))
  if (known) known.count += count
  else setBounded(names, keyOf(name), { at, text: text?.slice(0, recognisedBy), count }, maxNames)
}

/** The EventSource of a hook by its document and number, open or closed. */
export const hearingOf = ({ byFlow }: Hearings, { doc, id }: { doc: string; id: number }): Hearing | undefined =>
  byFlow.get(`${doc}/${id}`)

/** The first event of this type that the hook of an EventSource reported. */
export const firstHeard = ({ names }: Hearing, name: string): FirstHeard | undefined => names.get(keyOf(name))
