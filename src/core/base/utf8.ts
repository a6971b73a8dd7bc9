import type { Bytes } from './units.ts'

/** Octets of `text` in UTF-8. A lone surrogate counts 3, as the replacement character that encoders write for it does. */
export function utf8Length(text: string): Bytes {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) continue
    if (unit < 0x800) bytes += 1
    else if (unit >= 0xd800 && unit <= 0xdbff && isLow(text.charCodeAt(i + 1))) {
      bytes += 2 // a pair: two units, four octets
      i++
    } else bytes += 2
  }
  return bytes
}

const isLow = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff
