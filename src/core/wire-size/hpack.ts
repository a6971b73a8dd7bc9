import type { Bytes } from '../base/units.ts'

/** A header field: its name in lower case, and its value. */
export type HeaderField = readonly [name: string, value: string]

/** Bits of each octet in the Huffman code of RFC 7541, appendix B. */
// biome-ignore format: a table
const huffmanBits = [
  13,23,28,28,28,28,28,28,28,24,30,28,28,30,28,28,28,28,28,28,28,28,30,28,28,28,28,28,28,28,28,28,
  6,10,10,12,13,6,8,11,10,10,8,11,8,6,6,6,5,5,5,6,6,6,6,6,6,6,7,8,15,6,12,10,
  13,6,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,8,7,8,13,19,13,14,6,
  15,5,6,5,6,5,6,6,6,5,7,7,6,6,6,5,6,7,6,5,5,6,7,7,7,7,7,15,11,14,13,28,
]
// Beyond ASCII codes are of 19 to 28 bits; header fields hardly ever have such octets.
const bitsBeyond = 23

const withoutValues = (names: string): HeaderField[] => names.split(' ').map((name) => [name, ''] as const)

/** RFC 7541, appendix A. */
const staticTable: readonly HeaderField[] = [
  [':authority', ''],
  [':method', 'GET'],
  [':method', 'POST'],
  [':path', '/'],
  [':path', '/index.html'],
  [':scheme', 'http'],
  [':scheme', 'https'],
  ...['200', '204', '206', '304', '400', '404', '500'].map((status): HeaderField => [':status', status]),
  ['accept-charset', ''],
  ['accept-encoding', 'gzip, deflate'],
  ...withoutValues(
    'accept-language accept-ranges accept access-control-allow-origin age allow authorization cache-control content-disposition content-encoding content-language content-length content-location content-range content-type cookie date etag expect expires from host if-match if-modified-since if-none-match if-range if-unmodified-since last-modified link location max-forwards proxy-authenticate proxy-authorization range referer refresh retry-after server set-cookie strict-transport-security transfer-encoding user-agent vary via www-authenticate',
  ),
]

/** Where a name stands in the static table first, and where it stands with each value. */
const staticNames = new Map<string, { first: number; values: Map<string, number> }>()
for (const [index, [name, value]] of staticTable.entries()) {
  const known = staticNames.get(name) ?? { first: index + 1, values: new Map() }
  staticNames.set(name, known)
  known.values.set(value, index + 1)
}

/** SETTINGS_HEADER_TABLE_SIZE as it is at first (RFC 9113, 6.5.2), and what an entry takes beside its text (RFC 7541, 4.1). */
const maxTableSize: Bytes = 4096
const entryOverhead: Bytes = 32

/** What one end of a connection has sent, and the other remembers. */
export interface HeaderTable {
  /** Newest first. */
  entries: HeaderField[]
  size: Bytes
  /** Entries put in so far: while it stays the same, the same fields take the same octets. */
  inserts: number
}

export const createHeaderTable = (): HeaderTable => ({ entries: [], size: 0, inserts: 0 })

/** Chromium's encoder leaves out what changes with each request: all pseudo fields but the authority. */
const isIndexed = (name: string) => !name.startsWith(':') || name === ':authority'

/**
 * Bytes of a list of header fields as HPACK (RFC 7541) packs them after what was sent before. Changes the table as sending them
 * would.
 */
export function packedBytes(table: HeaderTable, fields: readonly HeaderField[]): Bytes {
  let bytes = 0
  for (const field of fields) bytes += fieldBytes(table, field)
  return bytes
}

function fieldBytes(table: HeaderTable, field: HeaderField): Bytes {
  const [name, value] = field
  const known = staticNames.get(name)
  const indexed = isIndexed(name)
  const exact = known?.values.get(value) ?? (indexed ? tableIndexOf(table, name, value) : 0)
  if (exact > 0) return integerBytes(exact, 7)
  const index = known?.first ?? (indexed ? tableIndexOf(table, name) : 0)
  if (indexed) insertField(table, field)
  return integerBytes(index, indexed ? 6 : 4) + (index === 0 ? textBytes(name) : 0) + textBytes(value)
}

/** Where a field, or any of this name, stands in the dynamic table; 0 where it does not. */
function tableIndexOf({ entries }: HeaderTable, name: string, value?: string): number {
  const at = entries.findIndex((entry) => entry[0] === name && (value === undefined || entry[1] === value))
  return at < 0 ? 0 : staticTable.length + 1 + at
}

function insertField(table: HeaderTable, field: HeaderField): void {
  const size = sizeOf(field)
  while (table.entries.length > 0 && table.size + size > maxTableSize) table.size -= sizeOf(table.entries.pop()!)
  if (size > maxTableSize) return
  table.entries.unshift(field)
  table.inserts++
  table.size += size
}

const sizeOf = ([name, value]: HeaderField) => name.length + value.length + entryOverhead

/** A number with a prefix of so many bits (RFC 7541, 5.1). */
function integerBytes(value: number, prefix: number): Bytes {
  const most = 2 ** prefix - 1
  if (value < most) return 1
  let bytes = 2
  for (let rest = value - most; rest >= 128; rest = Math.floor(rest / 128)) bytes++
  return bytes
}

/** A text with its length, as Huffman code where that is shorter (RFC 7541, 5.2). */
function textBytes(text: string): Bytes {
  let bits = 0
  for (let at = 0; at < text.length; at++) bits += huffmanBits[text.charCodeAt(at)] ?? bitsBeyond
  const length = Math.min(text.length, Math.ceil(bits / 8))
  return integerBytes(length, 7) + length
}
