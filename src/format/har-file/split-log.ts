import type { Bytes } from '../../core/base/units.ts'
import { createMarkReader, type Marks } from './entry-marks.ts'
import { parsedPieces } from './parsed-pieces.ts'
import {
  backslash,
  closeBrace,
  closeBracket,
  colon,
  comma,
  createValueStepper,
  isSpace,
  openBrace,
  openBracket,
  quote,
} from './step-over.ts'

/**
 * A part of a HAR file's log, with its position in the file. `events` is an element of `log._duplex`, and `redaction` one of
 * `log._duplexRedactions` (../har/duplex-member.ts).
 */
export type LogPart =
  | { kind: 'entry' | 'events'; from: Bytes; to: Bytes; values: number; marks: Marks }
  | { kind: 'creator' | 'browser' | 'page' | 'redaction'; value: unknown }

/**
 * Finds the parts of a HAR's log in a file that arrives in pieces, in constant memory. For an entry it gives the position
 * and the few texts needed to sort entries. Reads JSON down to `log.entries[]`, in any order of keys and with any white
 * space; the content of an entry is left to JSON.parse.
 */
export interface LogSplitter {
  /** @returns the parts that are complete with this piece */
  feed(piece: Uint8Array): LogPart[]
  /**
   * Call after the last piece.
   * @returns half a sentence on what is wrong with the file, or undefined
   */
  end(): string | undefined
  /** Entries that are too short to be one, and no parts. */
  tooShort(): number
  /** Whether the file has a `log`: it is a HAR, or was meant to be one. */
  isLog(): boolean
}

/** Lists of the log whose elements are parts. */
const listed = { entries: 'entry', pages: 'page', _duplex: 'events', _duplexRedactions: 'redaction' } as const
type List = keyof typeof listed
type Role = 'root' | 'log' | List | LogPart['kind'] | 'other'

/** Members of the log that are read. */
const members = ['entries', 'pages', '_duplex', '_duplexRedactions', 'creator', 'browser'] as const satisfies Role[]
const isList = (role: Role | undefined): role is List => role !== undefined && Object.hasOwn(listed, role)

type Expected = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end' | 'nothing'

/** Creators and pages are small; a longer value has nothing of use here. */
const maxPartBytes: Bytes = 65_536
/** A redaction tells of a thousand hosts, with names of up to 253 characters (RFC 1035, section 2.3.4). */
const maxRedactionBytes: Bytes = 524_288
/** Bytes. A longer key is none of `members`. */
const maxKeyBytes: Bytes = 64

/** An entry has at least a request with a URL. Millions of shorter ones would fill the memory with places of nothing. */
const shortestEntry: Bytes = 24

/** A splitter for one file. @param shortest bytes of an entry that is a part */
export function createLogSplitter(shortest = shortestEntry): LogSplitter {
  /** Containers that are read into: root, log, and the log's lists. */
  const open: Role[] = []
  let expected: Expected = 'value'
  let key: number[] | undefined
  let keyName = ''
  /** Role of the value that is being stepped over, if any. */
  let role: Role | undefined
  let from = 0
  let escaped = false
  const value = createValueStepper()
  let kept: Uint8Array[] | undefined
  let keptBytes = 0
  let keptFrom = 0
  const marks = createMarkReader()
  let parts: LogPart[] = []
  let offset = 0
  let entries = 0
  let tooShort = 0
  let logs = 0
  let lists = 0
  let broken: string | undefined

  function roleOfNext(): Role {
    const top = open.at(-1)
    if (top === undefined) return 'root'
    if (top === 'root') return keyName === 'log' ? 'log' : 'other'
    if (isList(top)) return listed[top]
    return members.find((name) => name === keyName) ?? 'other'
  }

  function break_(at: Bytes): void {
    const where = entries === 0 ? '' : ` after entry ${entries}`
    broken ??=
      expected === 'nothing' ? `something follows the log (octet ${at})` : `it is no JSON${where} (octet ${at})`
  }

  function enter(into: Role, then: Expected): void {
    open.push(into)
    if (into === 'log') logs++
    if (into === 'entries') lists++
    expected = then
  }

  function leave(): void {
    open.pop()
    expected = open.length === 0 ? 'nothing' : 'comma or end'
  }

  /** Starts a value whose first byte is `code`, at index `at` of the piece. */
  function begin(code: number, at: number): void {
    const next = roleOfNext()
    if (code === openBrace && (next === 'root' || next === 'log')) return enter(next, 'key or end')
    if (code === openBracket && isList(next)) return enter(next, 'value or end')
    if (!value.begin(code, isPlaced(next) ? marks : undefined)) return break_(offset + at)
    role = next
    from = offset + at
    if (isKept(next)) {
      kept = []
      keptBytes = 0
      keptFrom = at
    }
    if (isPlaced(next)) marks.begin()
  }

  function keep(piece: Uint8Array, to: number): void {
    if (!kept) return
    keptBytes += to - keptFrom
    if (keptBytes > (role === 'redaction' ? maxRedactionBytes : maxPartBytes)) kept = undefined
    else kept.push(piece.slice(keptFrom, to))
  }

  /** Ends the value before index `to` of the piece. */
  function finish(piece: Uint8Array, to: number): void {
    keep(piece, to)
    if (isPlaced(role)) {
      if (role === 'entry') entries++
      if (offset + to - from < shortest) tooShort++
      else parts.push({ kind: role, from, to: offset + to, values: value.commas() + 1, marks: marks.end() })
    } else if (kept && isKept(role)) parts.push({ kind: role, value: parsedPieces(kept) })
    role = undefined
    kept = undefined
    expected = open.length === 0 ? 'nothing' : 'comma or end'
  }

  function stepOver(piece: Uint8Array, start: number): number {
    const to = value.step(piece, start)
    if (to === undefined) return piece.length
    finish(piece, to)
    return to
  }

  function readKey(piece: Uint8Array, start: number): number {
    let at = start
    for (; at < piece.length; at++) {
      const code = piece[at]!
      if (escaped) escaped = false
      else if (code === backslash) escaped = true
      else if (code === quote) {
        keyName = key!.length > maxKeyBytes ? '' : String(parsedText(Uint8Array.from(key!)) ?? '')
        key = undefined
        expected = 'colon'
        return at + 1
      }
      if (key!.length <= maxKeyBytes) key!.push(code)
    }
    return at
  }

  function step(code: number, at: number): void {
    switch (expected) {
      case 'value or end':
        if (code === closeBracket) return leave()
        return begin(code, at)
      case 'value':
        return begin(code, at)
      case 'key or end':
      case 'key':
        if (code === closeBrace && expected === 'key or end') return leave()
        if (code !== quote) return break_(offset + at)
        key = []
        return
      case 'colon':
        if (code !== colon) return break_(offset + at)
        expected = 'value'
        return
      case 'comma or end': {
        const list = isList(open.at(-1))
        if (code === comma) expected = list ? 'value' : 'key'
        else if (code === (list ? closeBracket : closeBrace)) leave()
        else break_(offset + at)
        return
      }
      case 'nothing':
        return break_(offset + at)
    }
  }

  const byteOrderMark = [0xef, 0xbb, 0xbf]

  return {
    feed(piece) {
      parts = []
      let at = 0
      keptFrom = 0
      marks.piece()
      while (at < piece.length && broken === undefined) {
        const code = piece[at]!
        if (offset + at < 3 && code === byteOrderMark[offset + at]) at++
        else if (key) at = readKey(piece, at)
        else if (role !== undefined) at = stepOver(piece, at)
        else if (isSpace(code)) at++
        else {
          step(code, at)
          // `begin` has read the first byte of a container or string. The first byte of a bare word is skipped here, which
          // does no harm.
          at++
        }
      }
      keep(piece, piece.length)
      marks.keep(piece)
      offset += piece.length
      return parts
    },
    end() {
      if (broken !== undefined || expected === 'nothing')
        return broken ?? (lists === 0 ? 'its log has no entries' : undefined)
      if (role === 'entry') return `the file ends in the middle of entry ${entries + 1}`
      return 'the file ends before its log does'
    },
    tooShort: () => tooShort,
    isLog: () => logs > 0,
  }
}

/** Whether a part is told with its position, or with its value. */
const isPlaced = (role: Role | undefined) => role === 'entry' || role === 'events'
const isKept = (role: Role | undefined) =>
  role === 'creator' || role === 'browser' || role === 'page' || role === 'redaction'

/** The value of a JSON string from the bytes between its quotes. */
function parsedText(raw: Uint8Array): unknown {
  return parsedPieces([Uint8Array.of(quote), raw, Uint8Array.of(quote)])
}
