import type { Bytes } from './units.ts'

/**
 * The length of a text in UTF-8, without encoding it. A lone surrogate counts 3 octets, as many as the replacement character that
 * encoders write in its place.
 */
export function utf8Length(text: string): Bytes {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) continue
    if (unit < 0x800) bytes += 1
    else if (unit >= 0xd800 && unit <= 0xdbff && isLowSurrogate(text.charCodeAt(i + 1))) {
      bytes += 2 // a surrogate pair: two UTF-16 units, four octets
      i++
    } else bytes += 2
  }
  return bytes
}

const isLowSurrogate = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff
