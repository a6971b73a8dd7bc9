import type { CaptureEvent } from '../../core/event/event.ts'
import { framingOf, mediaType } from '../../core/framing/decoders.ts'
import { createEventStreamDecoder } from '../../core/framing/event-stream.ts'
import type { HarEntry } from '../har/har-entry.ts'
import {
  connectEvents,
  exchangeEvents,
  type Flow,
  frameEvent,
  networkEvent,
  openEvents,
  sourceEvent,
} from '../har/har-events.ts'
import { isLongLoad } from '../har/har-load.ts'
import type { SourceEvent } from '../har/har-messages.ts'
import { messagesOf, pieceEvents } from './body-pieces.ts'
import { onTime } from './message-times.ts'
import { clockDrift, isOpen, isPending, socketEndOf } from './outcome.ts'

/** The capture events of a HAR entry, in order of time, and what the file lacks. */
export interface EntryEvents<Events extends Iterable<CaptureEvent> = CaptureEvent[]> {
  events: Events
  /** A sentence for people, where messages or their times are not in the file. */
  missing?: string
}

const unseenSocket = 'The HAR shows that this socket was opened, but not its messages.'
const unseenStream = 'The HAR shows that this event stream was opened, but not its events.'
const unseenDocument = 'The HAR shows that this document went on loading, but not what came.'
const untimedStream = 'The HAR has the messages of this stream, but not when they came: all are told at its end.'

/** The events of a request and its response, which may be a stream. */
export function requestEvents(entry: HarEntry, flow: Flow): EntryEvents {
  const timed = entry.events !== undefined && entry.events.length > 0
  const messages = timed ? undefined : messagesOf(entry)
  const events = timed ? onTime(entry.events ?? [], entry.first) : undefined
  const all = exchangeEvents({ ...entry, events }, flow)
  if (isPending(entry)) return { events: all.slice(0, 1) }
  const finish = all.pop()!
  if (messages) {
    // The text has been reported as chunks.
    if (finish.type === 'finish') delete finish.text
    all.push(...pieceEvents(messages, entry, flow))
  }
  const long = isLongLoad(entry)
  const streams = (framingOf(entry.contentType) !== 'unknown' || long) && entry.status < 300
  const over = !(streams && isOpen(entry)) && (events?.at(-1)?.at ?? 0) <= entry.end + clockDrift
  const result: EntryEvents = { events: over ? endedBy(all, finish) : inOrder(all) }
  if (messages && (messages.length > 1 || framingOf(entry.contentType) === 'unknown')) result.missing = untimedStream
  else if (!timed && !messages && entry.status === 200 && framingOf(entry.contentType) === 'event-stream')
    result.missing = unseenStream
  else if (long && !messages) result.missing = unseenDocument
  return result
}

/**
 * The events of an EventSource's single attempt to connect.
 * @param flow document and id of the EventSource
 * @param again the attempt is a reconnect of the EventSource with this `flow`
 */
export function sourceEvents(entry: HarEntry, flow: Flow, again: boolean): EntryEvents {
  const timed = entry.events !== undefined && entry.events.length > 0
  const decoded = timed ? [] : decodedText(entry)
  const messages = timed ? onTime(entry.events ?? [], entry.first) : decoded
  const all = again ? openEvents(entry, flow) : connectEvents(entry, flow, false)
  for (const message of messages) all.push(sourceEvent(message, flow))
  const result: EntryEvents = { events: all }
  if (decoded.length > 1) result.missing = untimedStream
  else if (messages.length === 0 && entry.events === undefined && entry.text === undefined && entry.status === 200)
    result.missing = unseenStream
  if (isPending(entry)) return result
  const last = messages.at(-1)?.at ?? entry.end
  // A connection with messages after its end was still open when the log was written.
  const over = !(entry.status === 200 && isOpen(entry)) && last <= entry.end + clockDrift
  all.push(networkEvent(entry, Math.max(last, entry.end), over, flow))
  if (over) result.events = endedBy(all, sourceClose(entry, flow))
  return result
}

/**
 * The events of a WebSocket with its messages. There may be very many messages: each becomes an event only when it is read.
 */
export function socketEvents(entry: HarEntry, flow: Flow): EntryEvents<Iterable<CaptureEvent>> {
  const frames = onTime(entry.frames ?? [], entry.start).sort((a, b) => a.at - b.at)
  const last = frames.at(-1)?.at ?? entry.start
  const end = socketEndOf(entry, last)
  // A socket with messages was open, whatever the status: over HTTP/2 it is 200.
  const status = frames.length > 0 ? 101 : entry.status
  const begin = connectEvents({ ...entry, status, frames: undefined }, flow, false)
  const unseen = entry.frames === undefined && status === 101
  const [connect] = begin
  if (connect?.type === 'connect') {
    if (unseen) connect.unseen = true
    else delete connect.unseen
  }
  function* events(): Generator<CaptureEvent> {
    yield* begin
    for (const frame of frames) yield frameEvent(frame, flow)
    if (begin.length > 1 || !isPending(entry)) yield networkEvent(entry, last, end !== undefined, flow)
    if (end && !unseen) yield { type: 'close', ...end, ...flow }
  }
  return unseen ? { events: events(), missing: unseenSocket } : { events: events() }
}

function decodedText({ text, end }: HarEntry): SourceEvent[] {
  if (text === undefined) return []
  const decoder = createEventStreamDecoder()
  const events = [...decoder.feed(text), ...decoder.end()]
  return events.map(({ text: data, name = '', eventId = '', comment }) => ({
    at: end,
    name,
    id: eventId,
    data,
    ...(comment && { comment }),
  }))
}

function sourceClose({ status, error, end, contentType }: HarEntry, flow: Flow): CaptureEvent {
  // Chrome cancels a request that it has been refused.
  const refused = status !== 200 || framingOf(contentType) !== 'event-stream'
  if (/ABORT|CANCEL/i.test(error) && !(refused && status > 0)) return { type: 'close', at: end, ...flow, by: 'page' }
  // An EventSource reconnects by itself as long as the response is an event stream.
  if (!refused) return { type: 'close', at: end, ...flow, by: 'error', retrying: true }
  const reason = status === 0 ? '' : status === 200 ? `type ${mediaType(contentType) || 'unknown'}` : `status ${status}`
  return { type: 'close', at: end, ...flow, by: 'error', ...(reason !== '' && { reason }) }
}

/** The events in order of time with `end` last: it is moved to the time of the latest event. */
function endedBy(events: readonly CaptureEvent[], end: CaptureEvent): CaptureEvent[] {
  const last = events.reduce((latest, { at }) => Math.max(latest, at), end.at)
  return [...inOrder(events), { ...end, at: last }]
}

const inOrder = (events: readonly CaptureEvent[]): CaptureEvent[] => [...events].sort((a, b) => a.at - b.at)
