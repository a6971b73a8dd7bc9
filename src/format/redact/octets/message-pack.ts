import { type Box, createBox } from '../structure.ts'
import { maxDepth, type OctetValue, utf8Text } from './octet-value.ts'

/**
 * The texts of MessagePack (https://github.com/msgpack/msgpack/blob/master/spec.md): documents in a row, or messages of SignalR with the length
 * of each before it (https://github.com/dotnet/aspnetcore/blob/main/src/SignalR/docs/specs/HubProtocol.md#messagepack-msgpack-encoding).
 * @returns undefined where the octets are none, or hold no map and no list
 */
export function readMessagePack(octets: Uint8Array): OctetValue[] | undefined {
  const frames = framesOf(octets)
  if (!frames) return readDocuments(octets, 0, octets.length)
  const values: OctetValue[] = []
  for (const [from, to] of frames) {
    const found = readDocuments(octets, from, to)
    if (!found) return readDocuments(octets, 0, octets.length)
    values.push(...found)
  }
  return values
}

/** Where the messages stand, if a varint before each tells its length. */
function framesOf(octets: Uint8Array): [from: number, to: number][] | undefined {
  const frames: [number, number][] = []
  for (let at = 0; at < octets.length; ) {
    let length = 0
    let factor = 1
    for (let more = true; more && at < octets.length && factor <= 2 ** 28; factor *= 128) {
      length += (octets[at]! & 127) * factor
      more = octets[at++]! >= 128
    }
    if (length === 0 || at + length > octets.length) return undefined
    frames.push([at, at + length])
    at += length
  }
  return frames
}

/** The head of a map or a list: a plain value alone is no document. */
const isBox = (head: number) => (head >= 0x80 && head < 0xa0) || (head >= 0xdc && head <= 0xdf)

function readDocuments(octets: Uint8Array, start: number, end: number): OctetValue[] | undefined {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
  const values: OctetValue[] = []
  let at = start
  let hasBox = false
  try {
    while (at < end) {
      if (!isBox(octets[at]!)) return undefined
      read(undefined, undefined, 0, false)
    }
  } catch {
    return undefined
  }
  return hasBox ? values : undefined

  function number(size: 1 | 2 | 4): number {
    const value = size === 1 ? view.getUint8(at) : size === 2 ? view.getUint16(at) : view.getUint32(at)
    at += size
    return value
  }

  function skip(size: number): void {
    at += size
    if (at > end) throw new RangeError('cut off')
  }

  /** @returns the text that was read, if it was one */
  function read(box: Box | undefined, name: string | undefined, depth: number, isName: boolean): string | undefined {
    if (depth > maxDepth) throw new RangeError('too deep')
    const head = number(1)
    if (head < 0x80 || head >= 0xe0 || head === 0xc0 || head === 0xc2 || head === 0xc3) return undefined
    if (head < 0x90) return fields(head & 15, box, name, depth)
    if (head < 0xa0) return elements(head & 15, box, name, depth)
    if (head < 0xc0) return text(head & 31, box, name, isName)
    if (head >= 0xd9 && head <= 0xdb) return text(number([1, 2, 4][head - 0xd9] as 1), box, name, isName)
    if (head >= 0xc4 && head <= 0xc6) return text(number([1, 2, 4][head - 0xc4] as 1), box, name, isName)
    if (head === 0xdc || head === 0xdd) return elements(number(head === 0xdc ? 2 : 4), box, name, depth)
    if (head === 0xde || head === 0xdf) return fields(number(head === 0xde ? 2 : 4), box, name, depth)
    if (head === 0xc1) throw new RangeError('never used')
    // Extensions have a type after their length; numbers have a fixed size.
    const sizes: Readonly<Record<number, number>> = {
      202: 4,
      203: 8,
      204: 1,
      205: 2,
      206: 4,
      207: 8,
      208: 1,
      209: 2,
      210: 4,
      211: 8,
      212: 2,
      213: 3,
      214: 5,
      215: 9,
      216: 17,
    }
    skip(sizes[head] ?? number([1, 2, 4][head - 0xc7] as 1) + 1)
    return undefined
  }

  function text(length: number, box: Box | undefined, name: string | undefined, isName: boolean): string | undefined {
    const from = at
    skip(length)
    const said = utf8Text(octets.subarray(from, at))
    if (said === undefined) return undefined
    const value: OctetValue = {
      name: name ?? (box?.isList ? box.name : undefined),
      box,
      text: said,
      from,
      to: at,
      isName,
    }
    values.push(value)
    if (!isName) box?.values.push(value)
    return said
  }

  function fields(count: number, parent: Box | undefined, name: string | undefined, depth: number): undefined {
    hasBox = true
    const box = createBox(false, name ?? (parent?.isList ? parent.name : undefined), parent)
    for (let n = 0; n < count; n++) {
      const field = read(undefined, undefined, depth + 1, true)
      if (field !== undefined) box.names.push(field)
      read(box, field, depth + 1, false)
    }
  }

  function elements(count: number, parent: Box | undefined, name: string | undefined, depth: number): undefined {
    hasBox = true
    const box = createBox(true, name ?? (parent?.isList ? parent.name : undefined), parent)
    for (let n = 0; n < count; n++) read(box, undefined, depth + 1, false)
  }
}
