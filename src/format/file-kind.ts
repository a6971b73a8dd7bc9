import { sessionBeginning } from './session/session-file.ts'
import { rtcstatsBeginning } from './webrtc-dump/dump-item.ts'

/** Kinds of files that are read. */
type Known = 'session' | 'har' | 'internals' | 'rtcstats'

/** The kind of a file, found from its first bytes. */
export interface Looked {
  kind: Known | keyof typeof refusals
  /** The whole file, including the bytes that were inspected. */
  bytes: AsyncGenerator<Uint8Array>
}

/** The problem with a file of another kind, as half a sentence. */
export const neither = 'it is neither a Duplex session nor a HAR nor a WebRTC dump'

const instead =
  'record the page with `duplex capture`, or save a HAR in the network panel of the developer tools, and give that'

/** The problem with each kind of file that is not read, as a sentence without a full stop: what it is, and what to do. */
export const refusals = {
  empty: 'the file is empty',
  netlog: `it is a Chrome netlog (chrome://net-export), which holds neither the page nor what its messages said: ${instead}`,
  'cdp-log': `it is a log of the Chrome DevTools Protocol, which is not read: ${instead}`,
  other: neither,
} as const

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
  if (begin.startsWith(rtcstatsBeginning)) return 'rtcstats'
  const end = begin.indexOf('\n')
  const line = end < 0 ? begin : begin.slice(0, end)
  if (begin[0] !== '{' && begin[0] !== '[') {
    if (protocolMessage.test(line)) return 'cdp-log'
    return end < 0 && !whole ? undefined : 'other'
  }
  const marked = kindMarked(begin)
  if (marked) return marked
  if (begin[0] === '[') return whole ? 'other' : undefined
  if (end < 0 && !whole) return undefined
  if (isSessionHeader(line)) return 'session'
  return whole ? 'har' : undefined
}

/** A message of the DevTools protocol, such as `"method":"Network.dataReceived"`; within a text, as ChromeDriver writes it, with backslashes. */
const protocolMessage = /\\?"method\\?"\s*:\s*\\?"[A-Z]\w*\.\w+/
/** Keys that only one kind of file has, in the order in which they would be found. */
const marks =
  /"(?:log|constants|PeerConnections|getUserMedia)"\s*:|\\?"method\\?"\s*:\s*\\?"[A-Z]\w*\.\w+|"format"\s*:\s*"duplex-session"/

function kindMarked(begin: string): Looked['kind'] | undefined {
  const [mark = ''] = marks.exec(begin) ?? []
  if (mark.startsWith('"log"')) return 'har'
  if (mark.startsWith('"constants"')) return 'netlog'
  if (/^"(?:PeerConnections|getUserMedia)"/.test(mark)) return 'internals'
  return protocolMessage.test(mark) ? 'cdp-log' : undefined
}

function isSessionHeader(line: string): boolean {
  try {
    return (JSON.parse(line) as { format?: unknown } | null)?.format === 'duplex-session'
  } catch {
    return sessionBeginning.test(line)
  }
}
