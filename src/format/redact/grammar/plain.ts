import { type Claims, createClaims } from '../claims.ts'
import { throughCoding } from '../coding/coding.ts'
import { jsonEscapes } from '../coding/json-escapes.ts'
import { percentEncoding } from '../coding/percent.ts'
import type { Conceal, RedactText } from '../leaf.ts'
import { meaningOf, type NameMeaning, nameless } from '../name-meaning.ts'
import { isPlainWord } from '../randomness.ts'
import { shapes } from '../shapes.ts'
import { redactJson } from './json.ts'
import { redactUrl } from './url.ts'

/** Redacts a text that is not of one grammar as a whole: JSON in it, such as the argument of a Socket.IO event, and what is around that. */
export function redactPlain(text: string, meaning: NameMeaning, redact: RedactText, conceal: Conceal): string {
  const start = /[{[]/g
  let result = ''
  let at = 0
  for (let found = start.exec(text); found; found = start.exec(text)) {
    const read = redactJson(text, found.index, redact, conceal)
    // What was read is not read again, so that hostile text takes no more time.
    start.lastIndex = Math.max(read.to, found.index + 1)
    // A bracket in a sentence, in a program or in the name of a field begins no JSON.
    if (read.text === undefined) continue
    result += redactWords(text.slice(at, found.index), meaning, redact, conceal) + read.text
    at = read.to
  }
  return result + redactWords(text.slice(at), meaning, redact, conceal)
}

/** Texts of words and their marks: nothing can be found in them but what follows the name of a scheme. */
const onlyWords = /^[^@:=%\d_"'`/-]*$/
const scheme = /\b(?:bearer|basic)\b/i

/** Redacts a text without JSON: URLs, headers, pairs of names and values, and values known by their form. */
function redactWords(text: string, meaning: NameMeaning, redact: RedactText, conceal: Conceal): string {
  if (text.length < minLength || (onlyWords.test(text) && !scheme.test(text))) return text
  const claims = createClaims(text)
  if (text.includes('-----BEGIN')) claimShapes(text, claims, conceal, (rule) => rule === 'pem')
  if (text.includes('://')) claimUrls(text, claims, redact, conceal)
  if (text.includes(':')) claimHeaders(text, claims, redact)
  if (/[:="'`]|--/.test(text)) claimPairs(text, claims, redact)
  if (text.includes('%')) claimEncoded(text, claims, redact)
  claimShapes(text, claims, conceal, (rule) => rule !== 'card' || !meaning.isHarmless || /[ -]/.test(text))
  return claims.text()
}

/** UTF-16 units of the shortest text in which something can be found: `a@b.co` has six. */
const minLength = 6

function claimUrls(text: string, claims: Claims, redact: RedactText, conceal: Conceal): void {
  for (const { 0: url, index } of text.matchAll(/(?<![a-z\d+.-])[a-z][a-z\d+.-]{1,20}:\/\/[^\s"'<>`\\{}|^]+/gi)) {
    const whole = withoutMarks(url)
    const hidden = redactUrl(whole, redact, conceal)
    // An address as host stands in the middle of a text here, and is no host that the capture is about.
    if (hidden !== undefined)
      claims.take(
        index,
        index + whole.length,
        hidden.replace(hostOf, (_all, before, host) => before + redact(host, nameless)),
      )
  }
}

/** A URL without the marks of the sentence that it stands in. */
function withoutMarks(url: string): string {
  let end = url.length
  while (end > 0 && '.,;:!?)]'.includes(url[end - 1]!)) end--
  return url.slice(0, end)
}

const hostOf = /^([a-z][a-z\d+.-]*:\/\/(?:[^/?#@]*@)?)([^/?#]*)/i

/** Lines of headers, as in frames of STOMP and in requests that are quoted; and those in quotes, as arguments of curl. */
function claimHeaders(text: string, claims: Claims, redact: RedactText): void {
  const header =
    /^[ \t]*(?:-H[ \t]*)?(["']?)([A-Za-z][\w-]{0,60})[ \t]*:[ \t]*([^\r\n\0]+)|(?<=[\s(=,]["'])([A-Za-z][\w-]{0,60}):[ \t]*([^"'\r\n]+)(?=["'])|\b((?:proxy-)?authorization|(?:set-)?cookie):[ \t]*([^\r\n"']*(?:"[^"\r\n]*"[^\r\n"']*)*)/gim
  for (const found of text.matchAll(header)) {
    const name = found[2] ?? found[4] ?? found[6]!
    let value = found[3] ?? found[5] ?? found[7]!
    const from = found.index + found[0].length - value.length
    if (found[1]) value = value.slice(0, endOf(value, found[1]))
    const meaning = meaningOf(name)
    // `secrets:read` is a permission; a line of a STOMP frame stands among others.
    if (isPlainWord(value) && !/[\r\n]/.test(text) && !/:[ \t]/.test(found[0])) continue
    if (meaning.rule || meaning.isVersion) claims.take(from, from + value.length, redact(value, meaning))
  }
}

const endOf = (value: string, quote: string) => {
  const end = value.indexOf(quote)
  return end < 0 ? value.length : end
}

/** Names with values in a text: attributes, arguments of GraphQL, parts of a query, options of a command. */
function claimPairs(text: string, claims: Claims, redact: RedactText): void {
  const pair =
    /(?<![\w.%[\]-])([\w.%[\]-]{1,100})(\\*["'])?([ \t]*(?:=>|->|:=|[:=])[ \t]*|(?<=\([ \t]{0,4}["'][\w-]{1,60}["'])[ \t]*,[ \t]*(?=["'])|[ \t]+(?=["'])|(?<=--[\w-]{1,60})[ \t]+(?=[^\s-]))/g
  const bare = /[^\s&"'<>;,)}\]]*/y
  // Further names may stand within what follows a colon, so that it may be read more than once.
  const bareAfterColon = /[^\s&"'<>;,)}\]]{0,256}/y
  for (let found = pair.exec(text); found; found = pair.exec(text)) {
    const [all, written = '', , separator = ''] = found
    const name = percentEncoding.decode(written) ?? written
    const meaning = meaningOf(name.replace(/^-+/, ''))
    if (!meaning.rule && !meaning.isVersion) continue
    const at = found.index + all.length
    const quote = /(\\*)(["'`])/y
    quote.lastIndex = at
    const quoted = quote.exec(text)
    if (quoted) {
      const from = at + quoted[0].length
      const to = closing(text, from, quoted[1]!.length, quoted[2]!)
      const raw = text.slice(from, to)
      claims.take(
        from,
        to,
        throughCoding(jsonEscapes, raw, (meant) => redact(meant, meaning)),
      )
      pair.lastIndex = Math.max(pair.lastIndex, to)
    } else if (/[=\s]/.test(separator) || /^-?-?\w+$/.test(written)) {
      const unquoted = separator.includes(':') ? bareAfterColon : bare
      unquoted.lastIndex = at
      const value = unquoted.exec(text)?.[0] ?? ''
      // After a colon a sentence may go on: `token: a word of a text`.
      if (separator.includes(':') && !/\d{3}|[\d=_-]\D|[a-z][A-Z]|\D\d/.test(value)) continue
      if (isCode(value, text[at + value.length])) continue
      claims.take(
        at,
        at + value.length,
        throughPercent(value, (meant) => redact(meant, meaning)),
      )
      pair.lastIndex = Math.max(pair.lastIndex, at + value.length)
    }
  }
}

/** Whether what follows a name is an expression of a program: a comparison, a member of something, a call, a variable. */
const isCode = (value: string, next: string | undefined) =>
  next === '(' ||
  (!/\d{3}/.test(value) &&
    /^(?:[=!$({<%&|?*@]|(?:null|undefined|function|async|await|new|typeof|void)\b)|^[a-z_$][\w$]*(?:\.[a-z_$][\w$]*)+$|^[A-Z][a-z]+\[/i.test(
      value,
    ))

const throughPercent = (value: string, change: (meant: string) => string) =>
  percentEncoding.decode(value) === undefined ? change(value) : throughCoding(percentEncoding, value, change)

/** Where a quoted value ends: at the next quote with as many backslashes before it, or at the end of the line. */
function closing(text: string, from: number, escapes: number, quote: string): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\n' || text[at] === '\r') return at
    if (text[at] !== quote) continue
    let backslashes = 0
    while (at - backslashes > from && text[at - backslashes - 1] === '\\') backslashes++
    if (backslashes % (2 * escapes + 2) !== 2 * escapes + 1) return at - (backslashes % (escapes + 1))
  }
  return text.length
}

/** Words with percent-encoding, such as a URL within a query: what they mean is a text of its own. */
function claimEncoded(text: string, claims: Claims, redact: RedactText): void {
  for (const { 0: word, index } of text.matchAll(/(?<![^\s"'<>=&,;])[^\s"'<>=&,;%]{0,2000}%[\da-f]{2}[^\s"'<>=&,;]*/gi))
    if (claims.isFree(index, index + word.length))
      claims.take(
        index,
        index + word.length,
        throughCoding(percentEncoding, word, (meant) => redact(meant, nameless)),
      )
}

function claimShapes(text: string, claims: Claims, conceal: Conceal, isMeant: (rule: string) => boolean): void {
  for (const { rule, pattern, isOne, needs } of shapes) {
    if (!isMeant(rule) || (needs && !needs.test(text))) continue
    pattern.lastIndex = 0
    for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
      const { 0: value, index } = found
      if (isOne && !isOne(value, text.slice(Math.max(0, index - 24), index))) pattern.lastIndex = index + 1
      else if (claims.isFree(index, index + value.length))
        claims.take(index, index + value.length, conceal(value, { ...nameless, rule, isSure: true }))
    }
  }
}
