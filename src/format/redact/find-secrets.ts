import { contentsOf, type Range, stringEnd } from './quoted-value.ts'
import { type SecretClass, shapes, unfinishedShapes } from './secret-shapes.ts'
import { isParameterSecret, meaningOf } from './sensitive-name.ts'

/** A secret's place in a text, and its kind. */
export interface Secret extends Range {
  kind: SecretClass
  /** A JSON number without quotes. */
  bare?: boolean
}

/** The secrets of a text. */
export interface Found {
  /** In order of place; none lies within another. */
  secrets: Secret[]
  /** Start of a name or container that the end of the text cut off with a secret in it. */
  open: number | undefined
}

/** Bodies consist of lines, quotes and tags; in the query of a URL, every character but `&` and `#` is part of a value. */
export type Grammar = 'body' | 'query'

// Levels of percent-encoding within percent-encoding that are read.
const maxEncodingDepth = 3
// UTF-16 units of the shortest encoded text with a secret: a short name, a separator and a short value.
const minEncodedLength = 6

/**
 * Finds values that give access or name a person, by the names beside them and by their shape. Takes time linear in the
 * text's length.
 * @param depth levels of percent-encoding that were decoded already
 */
export function findSecrets(text: string, grammar: Grammar = 'body', depth = 0): Found {
  const secrets: Secret[] = []
  const opens = [findNamed(text, grammar, secrets)]
  if (grammar === 'body') {
    findHeaders(text, secrets)
    opens.push(findParts(text, secrets), findElements(text, secrets))
  }
  for (const { kind, pattern, isOne } of shapes) {
    pattern.lastIndex = 0
    for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
      if (isOne?.(found[0]) === false)
        pattern.lastIndex = found.index + 1 // another match may begin within this one
      else secrets.push({ kind, from: found.index, to: found.index + found[0].length })
    }
  }
  if (depth < maxEncodingDepth) findEncoded(text, grammar, depth, secrets)
  const merged = merge(secrets)
  const last = merged.at(-1)
  if (last?.to === text.length) opens.push(last.from)
  const open = Math.min(...opens.filter((position) => position !== undefined))
  return { secrets: merged, open: open < text.length ? open : undefined }
}

/** Finds possible beginnings of secrets at the end of a body's piece. */
export function findUnfinished(text: string): Secret[] {
  // A secret this far before the end is found whole.
  const from = Math.max(0, text.length - 1024)
  const end = text.slice(from)
  return unfinishedShapes.flatMap(({ kind, pattern }) => {
    pattern.lastIndex = 0
    const found = pattern.exec(end)
    return found ? [{ kind, from: from + found.index, to: text.length }] : []
  })
}

/** Sorts secrets and joins those that overlap. */
export function merge(secrets: readonly Secret[]): Secret[] {
  const merged: Secret[] = []
  for (const secret of secrets.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
    const last = merged.at(-1)
    if (last && secret.from < last.to) last.to = Math.max(last.to, secret.to)
    else if (secret.to > secret.from) merged.push({ ...secret })
  }
  return merged
}

/**
 * Finds values after a name with `:` or `=`: fields of JSON at any depth of escaping, of GraphQL, attributes, parameters,
 * form entries.
 * @returns the start of a name whose value the end of the text cut off
 */
function findNamed(text: string, grammar: Grammar, into: Secret[]): number | undefined {
  const named = /(?<![\w.%[\]-])([\w.%[\]-]+)(\\*["'])?\s*([:=])\s*/g
  const bareEnd = grammar === 'query' ? /[&#]/g : /[&\s"<>;\\]/g
  let open: number | undefined
  for (let found = named.exec(text); found; found = named.exec(text)) {
    const [, written, quoted, separator] = found
    const name = written!.includes('%') ? decode(written!) : written!
    const meaning = meaningOf(name)
    const at = named.lastIndex
    const isParameter = separator === '=' && quoted === undefined
    if (!meaning.sensitive && !isParameter) continue
    // In a query, quotes are ordinary characters of a value.
    const [, escapes, quote] = grammar === 'query' && isParameter ? [] : (startsQuoted(text, at) ?? [])
    if (escapes !== undefined && quote) {
      if (!meaning.sensitive) continue
      const from = at + escapes.length + 1
      const to = stringEnd(text, from, escapes.length, quote)
      into.push({ kind: 'secret', from, to })
      if (to === text.length) open = found.index
      named.lastIndex = to
    } else if (isParameter) {
      const from = found.index + found[0].trimEnd().length
      if (!meaning.sensitive && !/^(?:key|code|state|challenge|code_challenge|ticket)$/i.test(name)) continue
      bareEnd.lastIndex = from
      const to = bareEnd.exec(text)?.index ?? text.length
      if (!meaning.sensitive && !isParameterSecret(name, text.slice(from, to))) continue
      into.push({ kind: 'secret', from, to })
      named.lastIndex = Math.max(to, at)
    } else if (quoted !== undefined) {
      if (text[at] === '[' || (text[at] === '{' && !meaning.holdsOthers)) {
        const { strings, numbers, to, unclosed } = contentsOf(text, at)
        for (const range of strings) into.push({ kind: 'secret', ...range })
        if (text[at] === '[' && !meaning.counts)
          for (const range of numbers) into.push({ kind: 'secret', bare: true, ...range })
        if (unclosed) open = found.index
        named.lastIndex = to
      } else if (!meaning.counts) {
        const number = numberAt(text, at)
        if (number > at) into.push({ kind: 'secret', bare: true, from: at, to: number })
      }
    }
  }
  return open
}

function startsQuoted(text: string, at: number): RegExpExecArray | null {
  const quote = /(\\*)(["'])/y
  quote.lastIndex = at
  return quote.exec(text)
}

function numberAt(text: string, at: number): number {
  const number = /-?\d[\d.eE+-]*/y
  number.lastIndex = at
  return number.test(text) ? number.lastIndex : at
}

/** Finds values of header lines, such as those of STOMP frames. */
function findHeaders(text: string, into: Secret[]): void {
  for (const line of text.matchAll(/^[ \t]*([\w-]+)[ \t]*:[ \t]*([^\r\n\0]+)/gm)) {
    if (!meaningOf(line[1]!).sensitive) continue
    const to = line.index + line[0].length
    into.push({ kind: 'secret', from: to - line[2]!.length, to })
  }
}

/** Finds values in the parts of a multipart form. */
function findParts(text: string, into: Secret[]): number | undefined {
  const heads = /^content-disposition:[^\r\n]*\r?\n(?:[^\r\n]+\r?\n){0,4}\r?\n/gim
  for (let head = heads.exec(text); head; head = heads.exec(text)) {
    const name = /\bname="?([^"\r\n;]{1,100})/.exec(head[0])?.[1]
    if (name === undefined || !meaningOf(name).sensitive) continue
    const boundary = text.indexOf('\n--', heads.lastIndex - 1)
    const end = boundary < 0 ? text.length : boundary
    const to = text[end - 1] === '\r' ? end - 1 : end
    into.push({ kind: 'secret', from: heads.lastIndex, to })
    if (boundary < 0) return head.index
    heads.lastIndex = end
  }
  return undefined
}

/** Finds text in elements of XML and HTML. */
function findElements(text: string, into: Secret[]): number | undefined {
  const elements = /<(?:\w+:)?([\w.-]+)(?:\s[^<>]*)?>(?:<!\[CDATA\[([\s\S]*?)(?=\]\]>|$)|([^<]+))/g
  for (const element of text.matchAll(elements)) {
    const content = element[2] ?? element[3]!
    if (!meaningOf(element[1]!).sensitive || content.trim() === '') continue
    const to = element.index + element[0].length
    into.push({ kind: 'secret', from: to - content.length, to })
    if (to === text.length) return element.index
  }
  return undefined
}

/** Finds secrets in percent-encoded values, such as a URL in a parameter. The whole value counts as secret. */
function findEncoded(text: string, grammar: Grammar, depth: number, into: Secret[]): void {
  const encoded =
    grammar === 'query' ? /(?<![^&#])[^&#%+]*[%+][^&#]*/g : /(?<![^&\s"<>;\\])[^&\s"<>;\\%+]*[%+][^&\s"<>;\\]*/g
  // All values are searched as one text, one to a line: there may be hundreds of thousands.
  const values: (Range & { line: number })[] = []
  const lines: string[] = []
  let length = 0
  for (const found of text.matchAll(encoded)) {
    const value = found[0].slice(found[0].indexOf('=') + 1)
    if (value.length < minEncodedLength) continue
    const plain = decode(value)
    if (plain === value) continue
    const to = found.index + found[0].length
    values.push({ from: to - value.length, to, line: length })
    lines.push(plain)
    length += plain.length + 1
  }
  if (lines.length === 0) return
  let at = 0
  for (const secret of findSecrets(lines.join('\n'), 'body', depth + 1).secrets) {
    while (at + 1 < values.length && values[at + 1]!.line <= secret.from) at++
    for (let covered = at; covered < values.length && values[covered]!.line < secret.to; covered++) {
      const { from, to } = values[covered]!
      into.push({ kind: secret.kind, from, to })
      at = covered
    }
  }
}

/** Decodes percent-encoding and `+`, as in forms; invalid sequences stay as they are. */
function decode(text: string): string {
  return text.replace(/\++/g, ' ').replace(/(?:%[\da-f]{2}){1,1000}/gi, (octets) => {
    try {
      return decodeURIComponent(octets)
    } catch {
      return octets
    }
  })
}
