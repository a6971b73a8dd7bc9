import type { Coding } from './coding.ts'

const escaped = /\\(?:u([\da-fA-F]{4})|([\s\S]))/g
const short: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

/** The inside of a JSON string (RFC 8259, 7). An escaped that is cut off stands for itself. */
export const jsonEscapes: Coding = {
  decode: (written) =>
    written.includes('\\')
      ? written.replace(escaped, (_all, code, symbol) =>
          code === undefined ? (short[symbol] ?? symbol) : String.fromCharCode(Number.parseInt(code, 16)),
        )
      : written,
  encode(written, meant) {
    if (!written.includes('\\')) return meant
    let result = ''
    let at = 0
    let from = 0
    for (const { 0: all, 1: code, 2: symbol, index } of written.matchAll(escaped)) {
      result += meant.slice(from, from + index - at)
      from += index - at
      at = index + all.length
      const unit = meant[from++]!
      if (code === undefined) result += unit === (short[symbol!] ?? symbol) ? all : `\\${symbol}`
      else result += Number.parseInt(code, 16) === unit.charCodeAt(0) ? all : `\\u${hexLike(unit.charCodeAt(0), code)}`
    }
    return result + meant.slice(from)
  },
}

/** Four hexadecimal digits, in capitals where the others were. */
function hexLike(number: number, like: string): string {
  const hex = number.toString(16).padStart(4, '0')
  return /[A-F]/.test(like) ? hex.toUpperCase() : hex
}
