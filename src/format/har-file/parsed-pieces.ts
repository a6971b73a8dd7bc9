/** The JSON value of octets that came in pieces; undefined where they are none. */
export function parsedPieces(pieces: readonly Uint8Array[]): unknown {
  const decoder = new TextDecoder()
  const text = pieces.map((piece) => decoder.decode(piece, { stream: true })).join('') + decoder.decode()
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
