import type { Bytes, Moment } from '../../../core/base/units.ts'
import type { CloseEvent, ConnectEvent, OpenEvent } from '../../../core/event/connection-events.ts'
import type {
  CaptureEvent,
  FinishEvent,
  NetworkEvent,
  RequestEvent,
  ResponseEvent,
  TimingEvent,
} from '../../../core/event/event.ts'
import type { Decoder } from '../../../core/framing/decoder.ts'
import { type Content, createContent } from './content.ts'
import { createJsonList, type JsonList } from './json-list.ts'

/** An entry in the making: what is known so far of a request or connection, or of what an element loaded. */
export interface Draft {
  doc: string
  /** Undefined of a resource that only its timing tells of. */
  id: number | undefined
  url: string
  method: string
  start: Moment
  /** When it ended; undefined while it has not. */
  over: Moment | undefined
  /** Time of its last event. */
  last: Moment
  request?: RequestEvent
  connect?: ConnectEvent
  open?: OpenEvent
  response?: ResponseEvent
  finish?: FinishEvent
  close?: CloseEvent
  timing?: TimingEvent
  network?: NetworkEvent
  /** Bytes of the body that were read in pieces. */
  read: Bytes
  /** Items of `_webSocketMessages` or `_eventSourceMessages`, as JSON. */
  items: JsonList
  content: Content
  /** What is known of an event stream that comes in pieces. */
  stream?: { decoder: Decoder; texts: InstanceType<typeof TextDecoder> }
  /** The events of `_duplex`, as JSON, and the place of the first of them in the session. */
  stored: JsonList
  first: number
  /** UTF-16 units of the request's body. */
  posted: number
  /** Entries that hold the beginning of it already. */
  parts: number
}

/** The entry of an event with which a request, a connection, or the timing of a resource begins. */
export function createDraft(event: RequestEvent | ConnectEvent | TimingEvent): Draft {
  return {
    doc: event.doc,
    id: event.type === 'timing' ? undefined : event.id,
    url: event.url,
    method:
      event.type === 'request' ? event.method : event.type === 'connect' && isTransport(event) ? 'CONNECT' : 'GET',
    start: event.type === 'timing' ? event.start : event.at,
    over: event.type === 'timing' ? event.end : undefined,
    last: event.at,
    read: 0,
    items: createJsonList(),
    content: createContent(),
    stored: createJsonList(),
    first: Number.POSITIVE_INFINITY,
    posted: 0,
    parts: 0,
  }
}

const isTransport = ({ api }: ConnectEvent) => api === 'webtransport'

/** UTF-16 units and more that the entry takes of memory. */
export const sizeOf = ({ items, stored, content, posted }: Draft): number =>
  items.size + stored.size + content.size + posted

/** Empties an entry that was written before its end, so that the rest becomes a further entry. */
export function goOn(draft: Draft, at: Moment): void {
  draft.start = at
  draft.read = 0
  draft.items = createJsonList()
  draft.content = createContent()
  draft.stored = createJsonList()
  draft.first = Number.POSITIVE_INFINITY
  draft.posted = 0
  draft.parts++
  // The body of the request is in the first entry.
  if (draft.request) {
    const { text: _, data: __, ...request } = draft.request
    draft.request = request
  }
}

/** Notes what an event says of the entry as a whole. */
export function note(draft: Draft, event: CaptureEvent): void {
  switch (event.type) {
    case 'request':
      draft.request = event
      break
    case 'connect':
      draft.connect = event
      break
    case 'open':
      draft.open = event
      break
    case 'response':
      draft.response = event
      break
    case 'chunk':
      draft.read += event.bytes
      break
    case 'finish': {
      // Its payload is kept with the content.
      const { text: _, data: __, ...finish } = event
      draft.finish = finish
      draft.over = event.at
      break
    }
    case 'close':
      draft.close = event
      if (!event.retrying) draft.over = event.at
      break
    case 'timing':
      draft.timing = event
      return
    case 'network':
      draft.network = { ...draft.network, ...event }
      return
  }
  if (event.at > draft.last) draft.last = event.at
}
