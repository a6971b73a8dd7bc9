import type { Moment } from '../../../core/base/units.ts'
import type { MessageEvent, MessagesEvent } from '../../../core/event/connection-events.ts'
import { eachMessage } from '../../../core/event/message-columns.ts'
import { runPayload } from '../../har-file/held-messages.ts'

// The shapes are those of Chrome's own export, which its Network panel reads back (ChromeDevTools/devtools-frontend,
// front_end/models/har: HARFormat.ts, Importer.ts). It skips a message that lacks one of the fields, but for `data` of an event.

/** Seconds since the Unix epoch. */
const seconds = (at: Moment) => at / 1000

const socketItem = (at: Moment, dir: 'in' | 'out', binary: boolean, payload: string) =>
  `{"type":"${dir === 'in' ? 'receive' : 'send'}","time":${seconds(at)},"opcode":${binary ? 2 : 1},"data":${JSON.stringify(payload)}}`

/** An item of `_webSocketMessages`; with an empty payload where that was not seen, since Chrome skips items without one. */
export const socketMessage = ({ at, dir, kind, text, data }: MessageEvent): string =>
  socketItem(at, dir, isBinary(kind, text, data), text ?? data ?? '')

/** The item behind all others that says how a WebSocket failed, in Chrome's words: an opcode of -1. */
export const socketFailure = (at: Moment, reason: string): string =>
  JSON.stringify({ type: 'error', time: seconds(at), opcode: -1, data: reason })

/** An item of `_eventSourceMessages`. */
export function sourceMessage(at: Moment, name: string, id: string, data: string | undefined): string {
  const item = `{"time":${seconds(at)},"eventName":${JSON.stringify(name || 'message')},"eventId":${JSON.stringify(id)}`
  return data === undefined ? `${item}}` : `${item},"data":${JSON.stringify(data)}}`
}

/** Whether an item of this kind gives the payload of the message back as it was: binary as base64, all else as text. */
export const isHeld = ({ text, data }: MessageEvent, binary: boolean): boolean =>
  binary ? data !== undefined && text === undefined : text !== undefined && data === undefined

export const isBinary = (kind: string | undefined, text: unknown, data: unknown): boolean =>
  text === undefined && (data !== undefined || kind === 'binary')

/** The messages of a run, an item each, and whether the run's payload can be put together from them again. */
export function runItems(
  event: MessagesEvent,
  item: (at: Moment, payload: string | undefined) => string,
): { items: string[]; held: boolean } {
  const payloads: (string | undefined)[] = []
  const items: string[] = []
  const read = eachMessage(event, (at, _, payload) => {
    payloads.push(payload)
    items.push(item(at, payload))
  })
  const whole = event.kind === 'binary' ? event.data : event.text
  const held = read === event.count && whole !== undefined && runPayload(event, (index) => payloads[index]) === whole
  return { items, held: held && (event.text === undefined || event.data === undefined) }
}

/** The items of a run of a WebSocket. */
export const socketRun = (event: MessagesEvent) =>
  runItems(event, (at, payload) => {
    const binary = isBinary(event.kind, event.text, event.data)
    return socketItem(at, event.dir, binary, payload ?? '')
  })

/** The items of a run of an EventSource, whose ids are not known. */
export const sourceRun = (event: MessagesEvent) =>
  runItems(event, (at, payload) => sourceMessage(at, event.name ?? '', '', payload))

/** An event as a server would have sent it (HTML standard, 9.2.6). */
export function eventInWireFormat(name: string, id: string | undefined, data: string): string {
  const lines = data.split('\n').map((line) => `data: ${line}\n`)
  const named = name === '' || name === 'message' ? '' : `event: ${name}\n`
  return `${named}${id === undefined ? '' : `id: ${id}\n`}${lines.join('')}\n`
}
