import type { Decoded, Decoder } from './decoder.ts'

/**
 * The head of an envelope: a flag, and the length of the message in four octets, big-endian (gRPC over HTTP/2, Length-Prefixed-Message; Connect
 * protocol, Enveloped-Message).
 */
const headLength = 5
/** Flags of the last envelope, which holds the status: gRPC-web's trailers, and the end of a Connect stream. */
const trailerFlag = 0x80
const endFlag = 0x02
const compressedFlag = 0x01
/** Octets of an envelope; a longer one is no envelope, but a body that is framed otherwise. */
const maxEnvelope = 16_000_000

/**
 * Reads gRPC-web and Connect streams, whose text has one unit for each octet. Of a body that is framed otherwise each piece that the page
 * read counts as one message.
 */
export function createEnvelopesDecoder(): Decoder {
  let head = ''
  let missing = 0
  let flag = 0
  let pieces: string[] = []
  let broken = false

  function take(into: Decoded[]) {
    const octets = pieces.join('')
    pieces = []
    if ((flag & (trailerFlag | endFlag)) === 0) into.push(messageOf(octets))
  }

  return {
    feed(text) {
      if (broken) return text === '' ? [] : [{ text }]
      const found: Decoded[] = []
      for (let at = 0; at < text.length; ) {
        if (head.length < headLength) {
          const part = text.slice(at, at + headLength - head.length)
          head += part
          at += part.length
          if (head.length < headLength) break
          flag = head.charCodeAt(0)
          missing = lengthIn(head)
          if ((flag & ~(trailerFlag | endFlag | compressedFlag)) !== 0 || missing > maxEnvelope) {
            broken = true
            return [...found, { text: text.slice(Math.max(0, at - headLength)) }]
          }
        } else {
          const part = text.slice(at, at + missing)
          pieces.push(part)
          missing -= part.length
          at += part.length
        }
        if (missing > 0) continue
        take(found)
        head = ''
      }
      return found
    },
    end: () => [],
  }
}

const lengthIn = (head: string) =>
  ((head.charCodeAt(1) << 24) | (head.charCodeAt(2) << 16) | (head.charCodeAt(3) << 8) | head.charCodeAt(4)) >>> 0

/** A message as text, with the octets that it takes: what is no UTF-8 in it is shown as such. */
function messageOf(octets: string): Decoded {
  const bytes = Uint8Array.from(octets, (unit) => unit.charCodeAt(0))
  return { text: new TextDecoder().decode(bytes), bytes: bytes.length }
}
