import { type Box, createBox } from '../structure.ts'
import { maxDepth, type OctetValue, utf8Text } from './octet-value.ts'

/** Lists, maps and what has a tag: a plain value alone is no document. */
const isBox = (major: number) => major >= 4 && major <= 6

/** The texts of CBOR (RFC 8949), one document or several in a row. @returns undefined where the octets are none, or hold no map and no list */
export function readCbor(octets: Uint8Array): OctetValue[] | undefined {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
  const values: OctetValue[] = []
  let at = 0
  let hasBox = false
  try {
    while (at < octets.length) {
      if (!isBox(octets[at]! >> 5)) return undefined
      read(undefined, undefined, 0, false)
    }
  } catch {
    return undefined
  }
  return hasBox ? values : undefined

  /** The argument of a head (RFC 8949, 3); undefined where the end is marked by a break. */
  function argument(info: number): number | undefined {
    if (info < 24) return info
    if (info === 31) return undefined
    const from = at
    at += 2 ** (info - 24)
    if (info === 24) return view.getUint8(from)
    if (info === 25) return view.getUint16(from)
    if (info === 26) return view.getUint32(from)
    if (info === 27) return Number(view.getBigUint64(from))
    throw new RangeError('reserved')
  }

  function isBreak(): boolean {
    if (view.getUint8(at) !== 0xff) return false
    at++
    return true
  }

  /** @returns the text that was read, if it was one */
  function read(box: Box | undefined, name: string | undefined, depth: number, isName: boolean): string | undefined {
    if (depth > maxDepth) throw new RangeError('too deep')
    const head = view.getUint8(at++)
    const major = head >> 5
    if (head === 0xff) throw new RangeError('a break without a beginning')
    const count = argument(head & 31)
    if (major === 2 || major === 3) return string(count, box, name, depth, isName)
    if (major === 4 || major === 5) {
      hasBox = true
      const inner = createBox(major === 4, name ?? (box?.isList ? box.name : undefined), box)
      for (let n = 0; count === undefined ? !isBreak() : n < count; n++) {
        const field = major === 5 ? read(undefined, undefined, depth + 1, true) : undefined
        if (field !== undefined) inner.names.push(field)
        read(inner, field, depth + 1, false)
      }
    } else if (major === 6) return read(box, name, depth + 1, isName)
    return undefined
  }

  function string(
    count: number | undefined,
    box: Box | undefined,
    name: string | undefined,
    depth: number,
    isName: boolean,
  ): string | undefined {
    if (count === undefined) {
      while (!isBreak()) read(box, name, depth + 1, false)
      return undefined
    }
    const from = at
    at += count
    if (at > octets.length) throw new RangeError('cut off')
    const text = utf8Text(octets.subarray(from, at))
    if (text === undefined) return undefined
    const value: OctetValue = { name: name ?? (box?.isList ? box.name : undefined), box, text, from, to: at, isName }
    values.push(value)
    if (!isName) box?.values.push(value)
    return text
  }
}
