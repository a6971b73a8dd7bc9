import { isCardNumber } from './card-number.ts'
import { knownTokens } from './known-tokens.ts'
import type { RuleId } from './rules.ts'

/** A pattern of values that are secrets wherever they stand, with a check where the pattern alone is not enough. */
export interface Shape {
  rule: RuleId
  pattern: RegExp
  /** What a text must have for the pattern to be tried: a quick test that most texts fail. */
  needs?: RegExp
  /** @param before the text that stands before the value */
  isOne?(found: string, before: string): boolean
}

const known = knownTokens.map(({ prefix, rest }) => prefix.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&') + rest).join('|')

/**
 * Values that are recognised by their form. Each pattern is tried at every position of a text of up to a megabyte from a hostile page, so no
 * pattern may scan one stretch of text from many positions: each begins where a run of characters begins, or with fixed text, or is short.
 */
export const shapes: readonly Shape[] = [
  { rule: 'pem', needs: /-----BEGIN/, pattern: /-----BEGIN [A-Z\d ]+-----[\s\S]*?(?:-----END [A-Z\d ]+-----|$)/g },
  // JWT and JWE (RFC 7519, 3; RFC 7516, 3.1).
  { rule: 'jwt', needs: /eyJ/, pattern: /(?<![\w-])eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*){0,3}/g },
  { rule: 'known', needs: /[\w%+/=.:-]{16}/, pattern: new RegExp(`(?<![\\w-])(?:${known})`, 'g') },
  // Schemes of HTTP (RFC 6750, 2.1; RFC 7617, 2).
  {
    rule: 'token',
    needs: /(?:bearer|basic) /i,
    pattern: /(?<=\b(?:Bearer|Basic|bearer|BEARER)[ ]{1,4})[\w.~+/=-]{8,}/g,
    isOne: (found) => /\d|=|[a-z][A-Z]/.test(found) || found.length >= 20,
  },
  {
    rule: 'email',
    needs: /@/,
    pattern: /(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[\w-]{2,24}(?![\w.-]*@)/g,
    isOne: isEmail,
  },
  {
    rule: 'card',
    needs: /\d{4}/,
    pattern: /(?<![\w.-])(?:\d{13,19}|\d{4}([ -])(?:\d{4}\1\d{4}\1\d{1,7}|\d{6}\1\d{4,5}))(?![\w-]|\.\d)/g,
    isOne: isCardNumber,
  },
  { rule: 'address', needs: /\d\.\d/, pattern: /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)/g, isOne: isIpv4 },
  {
    rule: 'address',
    needs: /:[\da-f]{0,4}:/i,
    pattern: /(?<![\w:.-])(?:[\da-f]{0,4}:){2,7}(?:(?:\d{1,3}\.){3}\d{1,3}|[\da-f]{0,4})(?![\w:])/gi,
    isOne: isIpv6,
  },
]

/** Text at the end of a piece that may become one of the shapes with the next piece. */
export const unfinished: readonly Shape[] = [
  { rule: 'jwt', pattern: /(?<![\w-])eyJ[\w.-]{0,4096}$/g },
  { rule: 'token', pattern: /(?<=\b(?:Bearer|Basic|bearer)[ ]{1,4})[\w.~+/=-]{1,4096}$/g },
  {
    rule: 'known',
    pattern: new RegExp(
      `(?<![\\w-])(?:${knownTokens.flatMap(({ prefix }) => (prefix && prefix.length > 3 ? [prefix.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')] : [])).join('|')})[\\w.-]{0,300}$`,
      'g',
    ),
  },
  {
    rule: 'email',
    pattern: /(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{0,255}$/g,
    isOne: (found) => !/@\d/.test(found) && (!/@.*\./.test(found) || isEmail(found)),
  },
]

/** Whether a text with an `@` is an address, and not a version of a package or a file for a screen of many pixels. */
function isEmail(found: string): boolean {
  const [, domain = ''] = found.split('@')
  return (
    !/^\d/.test(domain) &&
    !/\.(?:png|jpe?g|gif|svg|webp|avif|ico|css|m?js|json|html?)$/i.test(domain) &&
    /\.[a-z][a-z\d-]+$/i.test(domain)
  )
}

/** Words after which numbers with dots are a version; so are those after a slash, as in `Chrome/142.0.0.0`. */
const versioned =
  /(?:\bv|ver(?:sion)?|release|build|firmware|driver|revision|rev|sdk|update|[\w)]\/)["']?\s*[:=]?\s*["']?v?$/i

/** Whether numbers with dots are an address (of this machine, or of none, does not count), and not a version or a mask. */
function isIpv4(found: string, before: string): boolean {
  // Versions and sections count in small numbers; addresses that begin so are those of public name servers.
  if (/^\d(?:\.\d{1,2}){3}$/.test(found)) return false
  if (
    /^(?:127\.|0\.0\.0\.0|255\.)/.test(found) ||
    found.split('.').some((part) => Number(part) > 255 || /^0\d/.test(part))
  )
    return false
  return !versioned.test(before)
}

/**
 * An IPv6 address (RFC 4291, 2.2). Times of day and hardware addresses have colons too, but neither eight groups nor a
 * double colon.
 */
function isIpv6(text: string): boolean {
  if (!/\d/.test(text) || /^::1?$/.test(text) || text.split('::').length > 2) return false
  const groups = text.split(':').filter(Boolean).length + (text.includes('.') ? 1 : 0)
  return text.includes('::') ? groups >= 2 && groups < 8 : groups === 8
}
