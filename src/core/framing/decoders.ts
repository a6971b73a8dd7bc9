import type { Decoder } from './decoder.ts'
import { createEnvelopesDecoder } from './envelopes.ts'
import { createEventStreamDecoder } from './event-stream.ts'
import { createJsonLinesDecoder } from './json-lines.ts'
import { createLengthPrefixedDecoder } from './length-prefixed.ts'
import { createLinesDecoder } from './lines.ts'
import { createPartsDecoder } from './parts.ts'
import { createPiecesDecoder } from './pieces.ts'

/**
 * How a streamed body is framed. The media type says so, except for `lines` and `length-prefixed`: these are known by the library whose
 * address the response has.
 */
export type Framing = 'event-stream' | 'json-lines' | 'lines' | 'length-prefixed' | 'parts' | 'envelopes' | 'unknown'

/** Creates the decoder of a framing. */
export const decoders: Record<Framing, () => Decoder> = {
  'event-stream': createEventStreamDecoder,
  'json-lines': createJsonLinesDecoder,
  lines: createLinesDecoder,
  'length-prefixed': createLengthPrefixedDecoder,
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

/** The media type of a `Content-Type` field without its parameters, in lower case; '' where the field is missing. */
export function mediaType(contentType: string | undefined): string {
  return (contentType ?? '').split(';', 1)[0]!.trim().toLowerCase()
}

// Most pages receive a few content types again and again.
const knownFramings = new Map<string, Framing>()
/** Most content types whose framing is kept; beyond it all are matched anew. */
const maxKnownFramings = 256

/** The framing of a streamed response with this `Content-Type` field; 'unknown' where the media type alone does not say. */
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
