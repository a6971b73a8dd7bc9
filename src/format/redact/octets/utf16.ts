/** A text in UTF-16, and how to write one of the same length. */
export interface WideText {
  text: string
  encode(text: string): Uint8Array
}

/** Octets of the shortest text that is taken for UTF-16 without a byte order mark. */
const minLength = 8

/** Reads UTF-16 in either order of octets: by its mark (RFC 2781, 3.2), or since every second octet is 0 as in Latin text. */
export function utf16Of(octets: Uint8Array): WideText | undefined {
  if (octets.length < minLength || octets.length % 2 === 1) return undefined
  const zeros = [0, 0]
  for (let at = 0; at < octets.length; at++) if (octets[at] === 0) zeros[at % 2]!++
  const marked = octets[0]! * 256 + octets[1]!
  const half = octets.length / 2
  const isBig = marked === 0xfeff || (zeros[0]! > 0.8 * half && zeros[1] === 0)
  if (!isBig && marked !== 0xfffe && !(zeros[1]! > 0.8 * half && zeros[0] === 0)) return undefined
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
  let text = ''
  for (let at = 0; at < octets.length; at += 2) text += String.fromCharCode(view.getUint16(at, !isBig))
  return {
    text,
    encode(changed) {
      const result = new Uint8Array(2 * changed.length)
      const into = new DataView(result.buffer)
      for (let at = 0; at < changed.length; at++) into.setUint16(2 * at, changed.charCodeAt(at), !isBig)
      return result
    },
  }
}
