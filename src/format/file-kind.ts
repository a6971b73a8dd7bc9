import { sessionBeginning } from './session/session-file.ts'

/** The kind of a file, found from its first bytes. */
export interface Looked {
  kind: 'session' | 'har' | 'empty' | 'other'
  /** The whole file, including the bytes that were inspected. */
  bytes: AsyncGenerator<Uint8Array>
}

/** The problem with a file of another kind, as half a sentence. */
export const neither = 'it is neither a Duplex session nor a HAR'

/**
 * Bytes inspected for the end of a session's first line. A HAR shows what it is in its first key; any other JSON is taken
 * for a HAR.
 */
const maxInspectedBytes = 65_536

/**
 * Distinguishes a session from a HAR by the file's content.
 * @param bytes decompressed
 */
export async function lookAt(bytes: AsyncIterable<Uint8Array>): Promise<Looked> {
  const iterator = bytes[Symbol.asyncIterator]()
  const seen: Uint8Array[] = []
  const decoder = new TextDecoder()
  let text = ''
  let kind: Looked['kind'] | undefined
  while (kind === undefined) {
    const next = await iterator.next()
    if (!next.done) {
      seen.push(next.value)
      text += decoder.decode(next.value.subarray(0, maxInspectedBytes), { stream: true })
    }
    kind = kindOf(text, next.done === true || text.length >= maxInspectedBytes)
  }
  const all = async function* () {
    yield* seen
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
  }
  return { kind, bytes: all() }
}

/**
 * @param whole no more of the file will be inspected
 * @returns undefined where more of the file is needed
 */
function kindOf(text: string, whole: boolean): Looked['kind'] | undefined {
  const begin = text.trimStart()
  if (begin === '') return whole ? 'empty' : undefined
  if (begin[0] !== '{') return 'other'
  if (/^\{\s*"log"/.test(begin)) return 'har'
  const end = begin.indexOf('\n')
  if (end < 0 && !whole) return undefined
  const line = end < 0 ? begin : begin.slice(0, end)
  try {
    const header = JSON.parse(line) as { format?: unknown } | null
    return header?.format === 'duplex-session' ? 'session' : 'har'
  } catch {
    return sessionBeginning.test(line) ? 'session' : 'har'
  }
}
