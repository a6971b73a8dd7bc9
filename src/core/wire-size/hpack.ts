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
// Octets beyond ASCII take 19 to 28 bits; header fields hardly ever have any.
const bitsBeyondAscii = 23

const withoutValues = (names: string): HeaderField[] => names.split(' ').map((name) => [name, ''] as const)

/** The static table (RFC 7541, appendix A); the index of a field is one more than its place here. */
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

/** By name: its first index in the static table, its index with each value, and how long those are at most. */
const staticNames = new Map<string, { first: number; values: Map<string, number>; longest: number }>()
for (const [index, [name, value]] of staticTable.entries()) {
  const known = staticNames.get(name) ?? { first: index + 1, values: new Map(), longest: 0 }
  staticNames.set(name, known)
  known.values.set(value, index + 1)
  known.longest = Math.max(known.longest, value.length)
}

/** Size of the dynamic table: the initial value of SETTINGS_HEADER_TABLE_SIZE (RFC 9113, 6.5.2). */
const maxTableSize: Bytes = 4096
/** Size of an entry beside its name and value (RFC 7541, 4.1). */
const entryOverhead: Bytes = 32

/** The dynamic table of one direction of a connection: the fields that the receiver remembers (RFC 7541, 2.3.2). */
export interface HeaderTable {
  /** Newest first. */
  entries: HeaderField[]
  size: Bytes
  /** Entries inserted so far: as long as the number does not change, equal fields take equally many octets. */
  inserts: number
}

/** The dynamic table of a new connection. */
export const createHeaderTable = (): HeaderTable => ({ entries: [], size: 0, inserts: 0 })

/**
 * Whether a field is put into the dynamic table. Chromium's encoder leaves out all pseudo fields but the authority: they change.
 */
const isIndexed = (name: string) => !name.startsWith(':') || name === ':authority'

/**
 * Bytes of a list of header fields compressed by HPACK (RFC 7541). Updates the table as sending the fields does.
 * @param table the fields that were sent before in this direction of the connection
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
  const inStatic = known && value.length <= known.longest ? known.values.get(value) : undefined
  const exact = inStatic ?? (indexed ? tableIndexOf(table, name, value) : 0)
  if (exact > 0) return integerBytes(exact, 7)
  const index = known?.first ?? (indexed ? tableIndexOf(table, name) : 0)
  if (indexed) insertField(table, field)
  return integerBytes(index, indexed ? 6 : 4) + (index === 0 ? textBytes(name) : 0) + textBytes(value)
}

/** The index of a field, or of any field of this name, in the dynamic table; 0 where there is none. */
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

/** Octets of an integer whose first octet has `prefixBits` bits for it (RFC 7541, 5.1). */
function integerBytes(value: number, prefixBits: number): Bytes {
  const maxInPrefix = 2 ** prefixBits - 1
  if (value < maxInPrefix) return 1
  let bytes = 2
  for (let rest = value - maxInPrefix; rest >= 128; rest = Math.floor(rest / 128)) bytes++
  return bytes
}

/** Octets of a string with its length, in Huffman code where that is shorter (RFC 7541, 5.2). */
function textBytes(text: string): Bytes {
  let bits = 0
  for (let at = 0; at < text.length; at++) bits += huffmanBits[text.charCodeAt(at)] ?? bitsBeyondAscii
  const length = Math.min(text.length, Math.ceil(bits / 8))
  return integerBytes(length, 7) + length
}
