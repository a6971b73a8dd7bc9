import { fromBase64 } from '../../../core/base/base64.ts'
import type { MessageEvent, MessagesEvent } from '../../../core/event/connection-events.ts'
import type { CaptureEvent, ChunkEvent } from '../../../core/event/event.ts'
import { eachMessage } from '../../../core/event/message-columns.ts'
import { framingOf } from '../../../core/framing/decoders.ts'
import { createEventStreamDecoder } from '../../../core/framing/event-stream.ts'
import { addContent, type Part } from './content.ts'
import { type Draft, note } from './draft.ts'
import { addJson } from './json-list.ts'
import {
  eventInWireFormat,
  isBinary,
  isHeld,
  socketFailure,
  socketMessage,
  socketRun,
  sourceMessage,
  sourceRun,
} from './message-items.ts'

/**
 * Adds an event to the entry that it belongs to: its payload to the fields that HAR and Chrome have for it, and the rest to `_duplex`.
 * @param seq its place in the session
 */
export function takeEvent(draft: Draft, seq: number, event: CaptureEvent): void {
  note(draft, event)
  draft.first = Math.min(draft.first, seq)
  const held = hold(draft, event)
  addJson(draft.stored, stored(draft, seq, event, held))
}

function hold(draft: Draft, event: CaptureEvent): Part | undefined {
  switch (event.type) {
    case 'request':
      if (event.text === undefined || event.data !== undefined) return undefined
      draft.posted = event.text.length
      return [0, event.text.length]
    case 'chunk':
      addEvents(draft, event)
      return addContent(draft.content, event)
    case 'finish':
      return draft.content.size === 0 ? addContent(draft.content, event) : undefined
    case 'message':
      return message(draft, event)
    case 'messages':
      return run(draft, event)
    case 'close':
      if (draft.connect?.api === 'websocket' && event.by === 'error')
        addJson(draft.items, socketFailure(event.at, event.reason ?? ''))
      return undefined
    default:
      return undefined
  }
}

function message({ connect, items, content }: Draft, event: MessageEvent): Part | undefined {
  const { at, kind, text, data, name, eventId } = event
  const place = [items.count, items.count + 1] as const
  if (connect?.api === 'websocket') {
    addJson(items, socketMessage(event))
    return isHeld(event, isBinary(kind, text, data)) ? place : undefined
  }
  if (connect?.api !== 'eventsource') return undefined
  if (kind === 'comment') {
    if (text !== undefined) addContent(content, { text: `${text}\n\n` })
    return undefined
  }
  addJson(items, sourceMessage(at, name ?? '', eventId ?? '', text))
  if (text !== undefined) addContent(content, { text: eventInWireFormat(name ?? '', eventId, text) })
  return isHeld(event, false) ? place : undefined
}

function run({ connect, items, content }: Draft, event: MessagesEvent): Part | undefined {
  const api = connect?.api
  if (api !== 'websocket' && api !== 'eventsource') return undefined
  const from = items.count
  const made = api === 'websocket' ? socketRun(event) : sourceRun(event)
  for (const item of made.items) addJson(items, item)
  if (api === 'eventsource')
    eachMessage(event, (_, __, payload) => {
      if (payload !== undefined) addContent(content, { text: eventInWireFormat(event.name ?? '', undefined, payload) })
    })
  return made.held ? [from, items.count] : undefined
}

/** The events of an event stream that the page reads by `fetch` or XMLHttpRequest: Chrome lists them, too. */
function addEvents(draft: Draft, { at, text, data, cut }: ChunkEvent): void {
  if (framingOf(draft.response?.contentType) !== 'event-stream') return
  draft.stream ??= { decoder: createEventStreamDecoder(), texts: new TextDecoder() }
  const piece = text ?? (data === undefined ? '' : draft.stream.texts.decode(fromBase64(data), { stream: true }))
  for (const { text: found, name, eventId, comment } of draft.stream.decoder.feed(piece))
    if (!comment) addJson(draft.items, sourceMessage(at, name ?? '', eventId ?? '', found))
  // What comes behind a piece of which the end is missing is no part of the same event.
  if (cut) delete draft.stream
}

/** The event as `_duplex` has it: see ../../har/duplex-member.ts. Fields without a value are left out of JSON, faster than deleted ones. */
function stored(draft: Draft, seq: number, event: CaptureEvent, held: Part | undefined): string {
  const fields: Record<string, unknown> = { seq, ...event }
  if (isOf(draft, event)) {
    fields['doc'] = undefined
    fields['id'] = undefined
  } else fields['doc'] ??= null
  if (fields['url'] === draft.url) fields['url'] = undefined
  if (fields['method'] === draft.method) fields['method'] = undefined
  if (held) {
    fields['text'] = undefined
    fields['data'] = undefined
    fields['held'] = held
  }
  return JSON.stringify(fields)
}

/** Whether the event names the document and number of the entry: a timing has no number. */
const isOf = ({ doc, id }: Draft, event: CaptureEvent) =>
  'doc' in event && event.doc === doc && (event.type === 'timing' || ('id' in event && event.id === id))
