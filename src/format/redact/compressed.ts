import { isDeflated } from '../../core/base/agreed-protocols.ts'
import { setBounded } from '../../core/base/bounded-map.ts'
import type { MessageEvent, MessagesEvent } from '../../core/event/connection-events.ts'
import type { CaptureEvent } from '../../core/event/event.ts'
import { eachMessage } from '../../core/event/message-columns.ts'
import { createMessageCompressor, keepsWindow } from '../../core/wire-size/message-compressor.ts'

/** One direction of a compressed WebSocket, up to the end of the sample that costs are modelled from. */
interface Direction {
  /** Messages so far, and their bytes: no more is told once the sample is full, or a payload is missing. */
  messages: number
  bytes: number
  isOver: boolean
  compress: ReturnType<typeof createMessageCompressor>
  /** A payload was replaced: from here on sizes are told. */
  isChanged: boolean
}

/** Bytes and messages of a direction whose sizes are told: no fewer than those that a cost is modelled from (`payload-sample.ts` of the core). */
const maxSampledBytes = 65_536
const maxSampledMessages = 1000
/** Connections that are followed. */
const maxConnections = 1000

/**
 * Tells sizes after compression, where payloads were replaced: costs of compressed WebSockets are modelled by compressing the first payloads, and
 * replacements compress differently.
 */
export function createCompressed() {
  const extensions = new Map<string, string>()
  const directions = new Map<string, Direction>()

  function directionOf({ doc, id, dir }: MessageEvent | MessagesEvent): Direction | undefined {
    const agreed = extensions.get(`${doc}/${id}`)
    if (agreed === undefined) return undefined
    const key = `${doc}/${id}/${dir}`
    const known = directions.get(key) ?? {
      messages: 0,
      bytes: 0,
      isOver: false,
      compress: createMessageCompressor(keepsWindow(agreed, dir)),
      isChanged: false,
    }
    setBounded(directions, key, known, 2 * maxConnections)
    return known.isOver ? undefined : known
  }

  /** The replaced message, with its size after compression where one was replaced. */
  function message(direction: Direction, was: MessageEvent, is: MessageEvent): MessageEvent {
    const { text, data, bytes, cut } = was
    direction.isOver ||= cut === true || (text === undefined && data === undefined && bytes > 0)
    if (direction.isOver) return is
    const size = was.compressed ?? direction.compress({ text, data })
    direction.isChanged ||= text !== is.text || data !== is.data
    direction.messages++
    direction.bytes += bytes
    direction.isOver = direction.bytes >= maxSampledBytes || direction.messages >= maxSampledMessages
    return direction.isChanged ? { ...is, compressed: size } : is
  }

  return {
    /** @param event as it was @param hidden with replaced payloads @returns what takes its place */
    told(event: CaptureEvent, hidden: CaptureEvent): readonly CaptureEvent[] {
      if (event.type === 'open' && isDeflated(event.extensions ?? ''))
        setBounded(extensions, `${event.doc}/${event.id}`, event.extensions!, maxConnections)
      if (event.type === 'message' && hidden.type === 'message') {
        const direction = directionOf(event)
        return [direction ? message(direction, event, hidden) : hidden]
      }
      if (event.type === 'messages' && hidden.type === 'messages') {
        const direction = directionOf(event)
        const was = direction && messagesOf(event)
        const are = direction && messagesOf(hidden)
        // A run whose columns are damaged stays one.
        if (!was || !are) return [hidden]
        const told = was.map((one, index) => message(direction, one, are[index]!))
        return direction.isChanged ? told : [hidden]
      }
      return [hidden]
    },
  }
}

/** The messages of a run, one by one; undefined where not all of them can be read. */
function messagesOf(event: MessagesEvent): MessageEvent[] | undefined {
  const { doc, id, dir, kind, name, channel } = event
  const all: MessageEvent[] = []
  const read = eachMessage(event, (at, bytes, payload) => {
    const one: MessageEvent = { type: 'message', at, doc, id, dir, bytes }
    if (kind !== undefined) one.kind = kind
    if (name !== undefined) one.name = name
    if (channel !== undefined) one.channel = channel
    if (payload === undefined) one.cut = true
    else if (event.text === undefined) one.data = payload
    else one.text = payload
    all.push(one)
  })
  return read === event.count ? all : undefined
}
