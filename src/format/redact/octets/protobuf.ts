import { countControls } from '../control-characters.ts'
import { type OctetValue, utf8Text } from './octet-value.ts'

/** Messages within one another that are read. */
const maxMessages = 32

/**
 * The texts of Protocol Buffers (https://protobuf.dev/programming-guides/encoding/), alone or in frames of gRPC-Web: a flag and four octets
 * of length each. Fields have numbers and no names, so that only the form of a value tells.
 * @returns undefined where the octets are none
 */
export function readProtobuf(octets: Uint8Array): OctetValue[] | undefined {
  const frames = framesOf(octets) ?? [[0, octets.length]]
  const values: OctetValue[] = []
  for (const [from, to] of frames) {
    const found = readMessage(octets, from!, to!, 0)
    if (!found) return undefined
    values.push(...found)
  }
  return values
}

function framesOf(octets: Uint8Array): number[][] | undefined {
  const frames: number[][] = []
  for (let at = 0; at < octets.length; ) {
    if (octets.length - at < 5 || ![0, 1, 128].includes(octets[at]!)) return undefined
    const length = octets[at + 1]! * 2 ** 24 + octets[at + 2]! * 2 ** 16 + octets[at + 3]! * 2 ** 8 + octets[at + 4]!
    const from = at + 5
    if (from + length > octets.length) return undefined
    // A frame with the flag 128 holds the trailers, as text.
    if (octets[at] !== 128) frames.push([from, from + length])
    at = from + length
  }
  return frames.length > 0 ? frames : undefined
}

function readMessage(octets: Uint8Array, start: number, end: number, depth: number): OctetValue[] | undefined {
  if (depth > maxMessages || start === end) return undefined
  const values: OctetValue[] = []
  let at = start
  while (at < end) {
    const tag = varint()
    const wire = tag & 7
    if (!(tag >= 8)) return undefined
    if (wire === 0) {
      if (varint() < 0) return undefined
    } else if (wire === 1) at += 8
    else if (wire === 5) at += 4
    else if (wire === 2) {
      const length = varint()
      const from = at
      at += length
      if (length < 0 || at > end) return undefined
      if (length > 0) values.push(...fieldOf(octets, from, at, depth))
    } else return undefined
  }
  return at === end ? values : undefined

  /** -1 where it is cut off. */
  function varint(): number {
    let value = 0
    for (let shift = 0; shift < 10; shift++) {
      if (at >= end) return -1
      const octet = octets[at++]!
      value += (octet & 127) * 2 ** (7 * shift)
      if (octet < 128) return value
    }
    return -1
  }
}

/** A field with a length is a text, a message, or octets. */
function fieldOf(octets: Uint8Array, from: number, to: number, depth: number): OctetValue[] {
  const text = utf8Text(octets.subarray(from, to))
  if (text !== undefined && isText(text)) return [{ name: undefined, box: undefined, text, from, to, isName: false }]
  return readMessage(octets, from, to, depth + 1) ?? []
}

function isText(text: string): boolean {
  const { zeros, others } = countControls(text)
  return zeros + others === 0
}
