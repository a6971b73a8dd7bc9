import { fromBase64, toBase64 } from '../../../core/base/base64.ts'
import { countControls } from '../control-characters.ts'
import type { Coding } from './coding.ts'

/** Characters of the shortest text in base64 that is looked into. */
const minLength = 12

/** Base64 and base64url of a text in UTF-8, whole (RFC 4648, 4 and 5). */
export const base64Text: Coding = {
  decode(written) {
    const octets = octetsOf(written)
    if (!octets) return undefined
    let text: string
    try {
      text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets)
    } catch {
      return undefined
    }
    const { zeros, others } = countControls(text)
    return zeros + others > 0 ? undefined : text
  },
  encode: (written, meant) => base64Like(written, new TextEncoder().encode(meant)),
}

/** @returns the octets of a text that is base64 or base64url, and nothing else */
export function octetsOf(written: string): Uint8Array | undefined {
  // A number would be base64, too.
  if (written.length < minLength || !/^(?!\d+$)[\w+/-]+={0,2}$/.test(written)) return undefined
  const plain = written.replace(/=+$/, '')
  if (plain.length % 4 === 1) return undefined
  const octets = fromBase64(plain.replaceAll('-', '+').replaceAll('_', '/'))
  return octets.length > 0 ? octets : undefined
}

/** Octets in the manner of another text: with its alphabet and padding. */
export function base64Like(written: string, octets: Uint8Array): string {
  let result = toBase64(octets)
  if (/[-_]/.test(written)) result = result.replaceAll('+', '-').replaceAll('/', '_')
  return written.endsWith('=') ? result : result.replace(/=+$/, '')
}
