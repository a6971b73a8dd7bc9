import { isDeflated } from '../../core/base/agreed-protocols.ts'
import { setBounded } from '../../core/base/bounded-map.ts'
import type { MessageEvent, MessagesEvent } from '../../core/event/connection-events.ts'
import type { CaptureEvent } from '../../core/event/event.ts'
import { eachMessage } from '../../core/event/message-columns.ts'
import { addToSample, createPayloadSample } from '../../core/stream/parts/payload-sample.ts'
import { createMessageCompressor, keepsWindow, octetsOfPayload } from '../../core/wire-size/deflate.ts'

/** One direction of a compressed WebSocket, up to the end of the sample that costs are modelled from. */
interface Direction {
  sample: ReturnType<typeof createPayloadSample>
  compress: ReturnType<typeof createMessageCompressor>
  /** A payload was replaced: from here on sizes are told. */
  isChanged: boolean
}

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
      sample: createPayloadSample(),
      compress: createMessageCompressor(keepsWindow(agreed, dir)),
      isChanged: false,
    }
    setBounded(directions, key, known, 2 * maxConnections)
    return known.sample.full ? undefined : known
  }

  /** The replaced message, with its size after compression where one was replaced. */
  function message(direction: Direction, was: MessageEvent, is: MessageEvent): MessageEvent {
    const payload = { text: was.text, data: was.data, compressed: was.compressed }
    if (direction.sample.full || was.cut || (was.text === undefined && was.data === undefined)) {
      addToSample(direction.sample, { text: undefined, data: undefined, compressed: undefined }, was.bytes, was.id)
      return is
    }
    const size = was.compressed ?? direction.compress(octetsOfPayload(payload))
    direction.isChanged ||= was.text !== is.text || was.data !== is.data
    // Of the payload only its size is counted here.
    addToSample(direction.sample, { text: '', data: undefined, compressed: size }, was.bytes, was.id)
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
