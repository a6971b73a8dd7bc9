import type { Coding } from './coding.ts'

const octets = /(?:%[\da-fA-F]{2})+|\+/g

/** Percent-encoding of UTF-8 (RFC 3986, 2.1), and `+` for a space as in forms. What is not valid stands for itself. */
export const percentEncoding: Coding = {
  decode(written) {
    if (!/%[\da-fA-F]{2}|\+/.test(written)) return undefined
    return written.replace(octets, (run) => (run === '+' ? ' ' : (decoded(run) ?? run)))
  },
  encode(written, meant) {
    let result = ''
    let at = 0
    let from = 0
    for (const { 0: run, index } of written.matchAll(octets)) {
      result += meant.slice(from, from + index - at)
      from += index - at
      at = index + run.length
      const was = run === '+' ? ' ' : (decoded(run) ?? run)
      const is = meant.slice(from, from + was.length)
      from += was.length
      result += is === was ? run : was === run ? is : encodedLike(run, was, is)
    }
    return result + meant.slice(from)
  },
}

function decoded(run: string): string | undefined {
  try {
    return decodeURIComponent(run)
  } catch {
    return undefined
  }
}

/** Characters that did not change are written as they were, in capitals or not. */
function encodedLike(run: string, was: string, is: string): string {
  const symbols = [...was]
  const others = [...is]
  let at = 0
  return others
    .map((symbol, index) => {
      const length = 3 * utf8Length(symbols[index] ?? symbol)
      const piece = run.slice(at, at + length)
      at += length
      if (symbol === symbols[index]) return piece
      const hex = [...new TextEncoder().encode(symbol)]
        .map((octet) => `%${octet.toString(16).padStart(2, '0')}`)
        .join('')
      return /[a-f]/.test(piece) ? hex : hex.toUpperCase()
    })
    .join('')
}

function utf8Length(symbol: string): number {
  const point = symbol.codePointAt(0)!
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
}
