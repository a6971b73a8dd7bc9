import type { Decoder } from './decoder.ts'
import { createEnvelopesDecoder } from './envelopes.ts'
import { createEventStreamDecoder } from './event-stream.ts'
import { createJsonLinesDecoder } from './json-lines.ts'
import { createLinesDecoder } from './lines.ts'
import { createPartsDecoder } from './parts.ts'
import { createPiecesDecoder } from './pieces.ts'

/** How a streamed body is framed, told by its media type; `lines` by the library that reads it. */
export type Framing = 'event-stream' | 'json-lines' | 'lines' | 'parts' | 'envelopes' | 'unknown'

/** Which decoder reads which framing. */
export const decoders: Record<Framing, () => Decoder> = {
  'event-stream': createEventStreamDecoder,
  'json-lines': createJsonLinesDecoder,
  lines: createLinesDecoder,
  parts: createPartsDecoder,
  envelopes: createEnvelopesDecoder,
  unknown: createPiecesDecoder,
}

const framings: readonly [RegExp, Framing][] = [
  [/^text\/event-stream$/, 'event-stream'],
  [/^application\/(x-)?(ndjson|jsonl|jsonlines|json-lines|json-seq|stream\+json)$/, 'json-lines'],
  [/^application\/[\w.+-]+\+(ndjson|jsonl|json-seq)$/, 'json-lines'],
  [/^multipart\/(mixed|x-mixed-replace)$/, 'parts'],
  [/^application\/(grpc-web|connect\+)/, 'envelopes'],
]

/** The media type without its parameters, in lower case; '' where there is none. */
export function mediaType(contentType: string | undefined): string {
  return (contentType ?? '').split(';', 1)[0]!.trim().toLowerCase()
}

// A page sees few types, again and again.
const knownFramings = new Map<string, Framing>()
const maxKnownFramings = 256

/** How a response of this content type streams, or 'unknown' where the type alone does not say that it does. */
export function framingOf(contentType = ''): Framing {
  let framing = knownFramings.get(contentType)
  if (!framing) {
    const type = mediaType(contentType)
    framing = framings.find(([pattern]) => pattern.test(type))?.[1] ?? 'unknown'
    if (knownFramings.size >= maxKnownFramings) knownFramings.clear()
    knownFramings.set(contentType, framing)
  }
  return framing
}
