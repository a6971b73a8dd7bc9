/** UTF-16 units that are written at once: a call of the system for each line would take longer than making it. */
const atOnce = 1 << 18

/** Joins short texts to longer ones, in order. */
export async function* largePieces(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let text = ''
  for await (const next of texts) {
    text += next
    if (text.length < atOnce) continue
    yield text
    text = ''
  }
  if (text !== '') yield text
}
