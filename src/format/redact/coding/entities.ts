import type { Coding } from './coding.ts'

const entity = /&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|(amp|lt|gt|quot|apos));/g
const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const symbolOf = (
  decimal: string | undefined,
  hex: string | undefined,
  name: string | undefined,
): string | undefined => {
  if (name !== undefined) return named[name]
  const point = decimal === undefined ? Number.parseInt(hex!, 16) : Number(decimal)
  // One UTF-16 unit for each entity keeps the lengths alike; further planes have no letters of names.
  return point > 0 && point < 0xd800 ? String.fromCharCode(point) : undefined
}

/** Text of XML and HTML with character references (https://www.w3.org/TR/xml/#sec-references). */
export const entities: Coding = {
  decode: (written) =>
    written.includes('&')
      ? written.replace(entity, (all, decimal, hex, name) => symbolOf(decimal, hex, name) ?? all)
      : written,
  encode(written, meant) {
    if (!written.includes('&')) return meant
    let result = ''
    let at = 0
    let from = 0
    for (const { 0: all, 1: decimal, 2: hex, 3: name, index } of written.matchAll(entity)) {
      const was = symbolOf(decimal, hex, name)
      if (was === undefined) continue
      result += meant.slice(from, from + index - at)
      from += index - at
      at = index + all.length
      const is = meant[from++]!
      result += is === was || name !== undefined ? all : referenceLike(is.charCodeAt(0), decimal, hex)
    }
    return result + meant.slice(from)
  },
}

/** A reference as long as the other one: further zeros at its beginning say the same. */
function referenceLike(point: number, decimal: string | undefined, hex: string | undefined): string {
  if (decimal === undefined) return `&#x${point.toString(16).padStart(hex!.length, '0')};`
  // A letter beyond 99 where the other one had two digits: a digit takes its place.
  const shown = String(point).length > decimal.length ? 48 + (point % 10) : point
  return `&#${String(shown).padStart(decimal.length, '0')};`
}
