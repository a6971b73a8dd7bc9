import type { Bytes } from '../../core/base/units.ts'
import { createMarkReader, type Marks } from './entry-marks.ts'

/** Something that a HAR file's log holds, and where in the file it is. */
export type LogPart =
  | { kind: 'entry'; from: Bytes; to: Bytes; marks: Marks }
  | { kind: 'creator' | 'browser' | 'page'; value: unknown }

/**
 * Finds the parts of a HAR's log in a file that comes in pieces, in constant memory: of entries it tells where they are and the
 * few texts that are needed to put them in order. It reads JSON as far as `log.entries[]`, in any order of keys and with any
 * spaces, and leaves what is within an entry to JSON.parse.
 */
export interface LogSplitter {
  feed(piece: Uint8Array): LogPart[]
  /** After the last piece. @returns what is wrong with the file, as half a sentence, if anything */
  end(): string | undefined
  /** There was a `log`: this is a HAR, or was to be one. */
  isLog(): boolean
}

type Role = 'root' | 'log' | 'entries' | 'pages' | LogPart['kind'] | 'other'
/** What is looked for in the log. */
const members = ['entries', 'pages', 'creator', 'browser'] as const satisfies Role[]

type Expected = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end' | 'nothing'

/** Creators and pages are small; a longer one says nothing that matters here. */
const longestPart: Bytes = 65_536
/** A key of the log that is longer is none that is looked for. */
const longestKey: Bytes = 64

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const colon = 0x3a
const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d

const isSpace = (code: number) => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
/** Letters, digits, sign and point: numbers, `true`, `false` and `null`. */
const isBare = (code: number) =>
  (code >= 0x30 && code <= 0x39) ||
  (code >= 0x61 && code <= 0x7a) ||
  (code >= 0x41 && code <= 0x5a) ||
  code === 0x2d ||
  code === 0x2b ||
  code === 0x2e

export function createLogSplitter(): LogSplitter {
  /** Containers that are read into: root, log, and its lists. */
  const open: Role[] = []
  let expected: Expected = 'value'
  let key: number[] | undefined
  let keyName = ''
  /** The value that is stepped over, if one is. */
  let role: Role | undefined
  let from = 0
  let depth = 0
  let inText = false
  let escaped = false
  let bare = false
  let kept: Uint8Array[] | undefined
  let keptBytes = 0
  let keptFrom = 0
  const marks = createMarkReader()
  let parts: LogPart[] = []
  let offset = 0
  let entries = 0
  let logs = 0
  let lists = 0
  let broken: string | undefined

  function roleOfNext(): Role {
    const top = open.at(-1)
    if (top === undefined) return 'root'
    if (top === 'root') return keyName === 'log' ? 'log' : 'other'
    if (top === 'entries') return 'entry'
    if (top === 'pages') return 'page'
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

  /** A value begins, at this place of the piece. */
  function begin(code: number, at: number): void {
    const next = roleOfNext()
    if (code === openBrace && (next === 'root' || next === 'log')) return enter(next, 'key or end')
    if (code === openBracket && (next === 'entries' || next === 'pages')) return enter(next, 'value or end')
    const nests = code === openBrace || code === openBracket
    if (!nests && code !== quote && !isBare(code)) return break_(offset + at)
    role = next
    from = offset + at
    depth = nests ? 1 : 0
    inText = code === quote
    bare = !nests && !inText
    if (next === 'creator' || next === 'browser' || next === 'page') {
      kept = []
      keptBytes = 0
      keptFrom = at
    }
    if (next === 'entry') marks.begin()
  }
  function keep(piece: Uint8Array, to: number): void {
    if (!kept) return
    keptBytes += to - keptFrom
    if (keptBytes > longestPart) kept = undefined
    else kept.push(piece.slice(keptFrom, to))
  }

  /** The value ends before this place. */
  function finish(piece: Uint8Array, to: number): void {
    keep(piece, to)
    if (role === 'entry') {
      entries++
      parts.push({ kind: 'entry', from, to: offset + to, marks: marks.end() })
    } else if (kept && (role === 'creator' || role === 'browser' || role === 'page'))
      parts.push({ kind: role, value: parsed(kept) })
    role = undefined
    kept = undefined
    expected = open.length === 0 ? 'nothing' : 'comma or end'
  }

  /** Steps over a value. @returns where it ends, or the end of the piece */
  function stepOver(piece: Uint8Array, start: number): number {
    const { length } = piece
    const marking = role === 'entry'
    let at = start
    while (at < length) {
      if (inText) {
        if (escaped) {
          escaped = false
          at++
        }
        let code = 0
        while (at < length) {
          code = piece[at]!
          if (code === quote || code === backslash) break
          at++
        }
        if (at >= length) return at
        at++
        if (code === backslash) {
          escaped = true
          continue
        }
        inText = false
        if (marking && depth <= 2) marks.textEnds(piece, at - 1)
        if (depth === 0) return ended(piece, at)
        continue
      }
      const code = piece[at]!
      if (bare) {
        if (isBare(code)) at++
        else return ended(piece, at)
        continue
      }
      at++
      if (code === quote) {
        inText = true
        if (marking && depth <= 2) marks.textBegins(at, depth)
      } else if (code === openBrace || code === openBracket) {
        depth++
        if (marking && depth === 2) marks.opens()
      } else if (code === closeBrace || code === closeBracket) {
        depth--
        if (depth === 0) return ended(piece, at)
      } else if (marking && depth <= 2) {
        if (code === comma) marks.comma()
        else if (code === colon) marks.colon()
      }
    }
    return at
  }

  function ended(piece: Uint8Array, at: number): number {
    bare = false
    finish(piece, at)
    return at
  }

  function readKey(piece: Uint8Array, start: number): number {
    let at = start
    for (; at < piece.length; at++) {
      const code = piece[at]!
      if (escaped) escaped = false
      else if (code === backslash) escaped = true
      else if (code === quote) {
        keyName = key!.length > longestKey ? '' : String(parsedText(Uint8Array.from(key!)) ?? '')
        key = undefined
        expected = 'colon'
        return at + 1
      }
      if (key!.length <= longestKey) key!.push(code)
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
        const list = open.at(-1) === 'entries' || open.at(-1) === 'pages'
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
          // What begins a nest or a text has been looked at; the first of a bare word is looked at again, which does no harm.
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
    isLog: () => logs > 0,
  }
}

function parsed(pieces: readonly Uint8Array[]): unknown {
  const decoder = new TextDecoder()
  const text = pieces.map((piece) => decoder.decode(piece, { stream: true })).join('') + decoder.decode()
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The text that stands between quotes in JSON. */
function parsedText(raw: Uint8Array): unknown {
  return parsed([Uint8Array.of(quote), raw, Uint8Array.of(quote)])
}
