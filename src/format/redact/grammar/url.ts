import { throughCoding } from '../coding/coding.ts'
import { percentEncoding } from '../coding/percent.ts'
import type { Conceal, RedactText } from '../leaf.ts'
import { meaningOf, type NameMeaning, nameless } from '../name-meaning.ts'
import { isGenerated, isSecretPart } from '../randomness.ts'

const userinfo: NameMeaning = { ...nameless, rule: 'userinfo', isSure: true }
const path: NameMeaning = { ...nameless, rule: 'path', isSure: true }
const harmless: NameMeaning = { ...nameless, isHarmless: true }

/** A URL with an authority (RFC 3986, 3): scheme, user information, host and port, path, query, fragment. */
const parts = /^([a-z][a-z\d+.-]*:\/\/)(?:([^/?#\\]*)@)?([^/?#\\@]*)([^?#]*)(\?[^#]*)?(#.*)?$/is

/** Redacts a URL. Its host stays: the capture is about it. @returns undefined where the text is none */
export function redactUrl(text: string, redact: RedactText, conceal: Conceal): string | undefined {
  const found = parts.exec(text)
  if (!found) return undefined
  const [, scheme = '', user, host = '', way = '', query = '', fragment = ''] = found
  const hidden = user === undefined ? '' : `${redactUserinfo(user, conceal)}@`
  return (
    scheme +
    hidden +
    host +
    redactPath(way, redact, conceal) +
    redactQuery(query, redact) +
    redactFragment(fragment, redact, conceal)
  )
}

/** A user name alone may be a token, as in URLs of Git. */
const redactUserinfo = (user: string, conceal: Conceal) =>
  user
    .split(':')
    .map((part) => throughCoding(verbatimOrPercent, part, (meant) => (meant === '' ? meant : conceal(meant, userinfo))))
    .join(':')

/** Percent-encoding, where a text without any stands for itself. */
const verbatimOrPercent = {
  decode: (written: string) => percentEncoding.decode(written) ?? written,
  encode: (written: string, meant: string) =>
    percentEncoding.decode(written) === undefined ? meant : percentEncoding.encode(written, meant),
}

/** Redacts a path: matrix parameters (`;jsessionid=…`) by their names, and parts that are secrets by themselves or by the part before. */
export function redactPath(way: string, redact: RedactText, conceal: Conceal): string {
  let before = ''
  return way
    .split('/')
    .map((part) => {
      const [first = '', ...matrix] = part.split(';')
      const meant = percentEncoding.decode(first) ?? first
      // `/reset-password/…`, `/invite/token/…`
      const isNamed = before !== '' && isNamedSecret(before) && isGenerated(meant)
      const hidden =
        isNamed || isSecretPart(meant)
          ? throughCoding(verbatimOrPercent, first, (value) => conceal(value, path))
          : throughCoding(verbatimOrPercent, first, (value) => redact(value, harmless))
      before = first
      return [hidden, ...matrix.map((pair) => redactPair(pair, redact))].join(';')
    })
    .join('/')
}

const isNamedSecret = (part: string) => {
  const { rule, isSure } = meaningOf(part)
  return (
    (rule !== undefined && isSure) ||
    /^(?:invites?|invitations?|reset|verify|confirm|activate|unsubscribe|hooks?|webhooks?|magic)$/i.test(part)
  )
}

/** Redacts the pairs of a query with its `?`, or of a form, by their names. */
export const redactQuery = (query: string, redact: RedactText): string =>
  query.replace(/[^?&]+/g, (pair) => redactPair(pair, redact))

/** Fragments hold pairs, as the answers of OAuth (RFC 6749, 4.2.2), or a way within the page with a query of its own. */
function redactFragment(fragment: string, redact: RedactText, conceal: Conceal): string {
  const query = fragment.indexOf('?')
  if (query >= 0) return fragment.slice(0, query) + redactQuery(fragment.slice(query), redact)
  if (fragment.startsWith('#/')) return `#${redactPath(fragment.slice(1), redact, conceal)}`
  if (fragment.includes('=')) return `#${redactQuery(fragment.slice(1), redact)}`
  return throughCoding(verbatimOrPercent, fragment, (value) => redact(value, nameless))
}

function redactPair(pair: string, redact: RedactText): string {
  const at = pair.indexOf('=')
  const name = at < 0 ? '' : (percentEncoding.decode(pair.slice(0, at)) ?? pair.slice(0, at))
  const known = at < 0 ? nameless : meaningOf(name)
  // In a query, `code`, `state` and `key` are those of OAuth and of services more often than in a body.
  const meaning = known.rule ? { ...known, isLikely: true } : known
  const value = pair.slice(at + 1)
  const shown = at < 0 ? '' : throughCoding(verbatimOrPercent, pair.slice(0, at), (meant) => redact(meant, harmless))
  return shown + (at < 0 ? '' : '=') + throughCoding(verbatimOrPercent, value, (meant) => redact(meant, meaning))
}
