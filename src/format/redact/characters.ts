/**
 * The characters that may stand for one another in a replacement: of one class (digit, lower case, upper case), so that a replacement has
 * the form of its value, and of one length in the Huffman code of RFC 7541, so that a URL with it takes as many octets in HTTP/2.
 */

/** ASCII letters and digits by class and by bits in the Huffman code (RFC 7541, appendix B). */
const alphabets = ['012', '3456789', 'aceiost', 'bdfghlmnpru', 'jkqvwxyz', 'A', 'BCDEFGHIJKLMNOPQRSTUVWY', 'XZ']
/** The same for values that are hexadecimal, and for ULIDs (https://github.com/ulid/spec), whose letters are those of Crockford's base 32. */
const hexAlphabets = ['012', '3456789', 'ace', 'bdf', 'A', 'BCDEF']
const ulidAlphabets = ['012', '3456789', 'A', 'BCDEFGHJKMNPQRSTVWY', 'XZ']
/** First digits: a number must not begin with 0, and times since 1970 begin with 1, 2 or 3. */
const firstDigits = ['0', '12', '3', '456789']

/** Letters beyond ASCII, by their length in UTF-8: of Latin, Greek and Cyrillic, of Hiragana and Han. */
const rangesBeyondAscii: Readonly<Record<number, readonly (readonly [from: number, to: number])[]>> = {
  2: [
    [0xc0, 0xd6],
    [0xd8, 0xf6],
    [0xf8, 0xff],
    [0x3b1, 0x3c9],
    [0x410, 0x44f],
  ],
  3: [
    [0x3041, 0x3096],
    [0x4e00, 0x4eff],
  ],
  4: [[0x20000, 0x200ff]],
}

/** The form of a value, which decides what may stand for its characters. */
export type Form = 'hex' | 'ulid' | 'digits' | 'text'

const bySymbol = (rows: readonly string[]) =>
  new Map(rows.flatMap((row) => [...row].map((symbol) => [symbol, [...row]])))
const tables: Readonly<Record<Form, ReadonlyMap<string, readonly string[]>>> = {
  hex: bySymbol(hexAlphabets),
  ulid: bySymbol(ulidAlphabets),
  digits: bySymbol(alphabets),
  text: bySymbol(alphabets),
}
const first = bySymbol(firstDigits)

/** Bits in the Huffman code of a character that is percent-encoded, in capitals and in small letters. */
const encodedBits = (symbol: string): string => {
  const bits = (text: string) => [...text].reduce((sum, one) => sum + bitsOf(one), 0)
  const hex = encodeURIComponent(symbol).replaceAll('%', '')
  return `${bits(hex)} ${bits(hex.toLowerCase())}`
}

/** Letters by their length in UTF-8 and their bits, made when the first is asked for. */
let beyond: Map<string, string[]> | undefined

function lettersLike(symbol: string): readonly string[] {
  const point = symbol.codePointAt(0)!
  const length = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
  beyond ??= lettersByBits()
  const alike = beyond.get(`${length} ${encodedBits(symbol)}`) ?? []
  // Of a letter that has its bits alone another one takes the place all the same.
  return alike.some((one) => one !== symbol) ? alike : beyond.get(`${length}`)!
}

function lettersByBits(): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const [length, ranges] of Object.entries(rangesBeyondAscii))
    for (const [from, to] of ranges)
      for (let point = from; point <= to; point++) {
        const symbol = String.fromCodePoint(point)
        for (const key of [length, `${length} ${encodedBits(symbol)}`])
          groups.set(key, [...(groups.get(key) ?? []), symbol])
      }
  return groups
}

/**
 * The characters of which one may replace this one, itself among them; undefined where it stays: punctuation and white space are the form
 * of a value.
 * @param isFirst it is the first digit of a number
 */
export function standIns(symbol: string, form: Form, isFirst: boolean): readonly string[] | undefined {
  if (form === 'digits' && isFirst) return first.get(symbol)
  if (symbol < '\x80') return tables[form].get(symbol)
  if (!/[\p{L}\p{N}\p{S}]/u.test(symbol)) return undefined
  return lettersLike(symbol)
}

/** Lower-case letters by bits in the Huffman code, and two capitals for eight bits: for values whose classes must not be told. */
export const lettersOfBits: Readonly<Record<number, string>> = {
  5: 'aceiost',
  6: 'bdfghlmnpru',
  7: 'jkqvwxyz',
  8: 'XZ',
}
export const digitsOfBits: Readonly<Record<number, string>> = { 5: '012', 6: '3456789' }

/** Bits of a letter or digit in the Huffman code. */
export const bitsOf = (symbol: string): number =>
  '012aceiost'.includes(symbol) ? 5 : /[3-9Abdfghlmnpru]/.test(symbol) ? 6 : 'XZ'.includes(symbol) ? 8 : 7

const isHex = (value: string) => /^(?:0x)?(?:[\da-f]{2,}|[\dA-F]{2,})(?:[-:](?:[\da-f]+|[\dA-F]+))*$/i.test(value)

/** The form of a value. */
export function formOf(value: string): Form {
  if (/^-?\d+(?:\.\d+)?$/.test(value)) return 'digits'
  if (/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(value)) return 'ulid'
  return isHex(value) && /\d/.test(value) && value.length >= 8 ? 'hex' : 'text'
}
