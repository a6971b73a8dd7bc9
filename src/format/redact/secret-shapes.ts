/** Classes of secrets and personal data; a replacement names its class. */
export type SecretClass = 'secret' | 'token' | 'email' | 'address' | 'card'

/** A pattern for a class, with a check where the pattern alone is not enough. */
export interface Shape {
  kind: SecretClass
  pattern: RegExp
  isOne?(found: string): boolean
}

/**
 * Secrets that are recognised by their shape, wherever they stand. Each pattern is tried at every position of a text of up
 * to a megabyte from a hostile page, so no pattern may scan one stretch of text from many positions: each begins where a
 * run of characters begins, or with fixed text, or is short.
 */
export const shapes: readonly Shape[] = [
  { kind: 'token', pattern: /(?<![\w-])eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*){0,3}/g }, // JWT, JWE
  { kind: 'token', pattern: /\b(?:(?:Bearer|Basic)\s+[\w.~+/=-]{8,}|bearer\s+[\w.~+/=-]{16,})/g },
  { kind: 'token', pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g }, // AWS
  { kind: 'token', pattern: /\b(?:gh[opsur]_|github_pat_)\w{20,}/g },
  { kind: 'token', pattern: /\bxox[abeprs]-[\w-]{10,}/g }, // Slack
  { kind: 'token', pattern: /\b[rs]k_(?:live|test)_\w{10,}/g }, // Stripe
  { kind: 'token', pattern: /\bsk-[\w-]{20,}/g }, // OpenAI and others
  { kind: 'token', pattern: /\bAIza[\w-]{30,}/g }, // Google
  { kind: 'token', pattern: /-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/g }, // PEM
  // Digest and similar schemes have quoted parameters; in a JSON string their quotes are escaped.
  { kind: 'token', pattern: /(?<=authorization:[ \t]{0,4})(?=\S)(?:[^\r\n"\\=]|\\.|="[^"\r\n]*"?|=){1,16384}/gi },
  { kind: 'email', pattern: /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g },
  {
    kind: 'card',
    pattern: /(?<!\w)(?:\d{13,19}|\d{4}([ -])(?:\d{4}\1\d{4}\1\d{1,7}|\d{6}\1\d{4,5}))(?!\w)/g,
    isOne: isCard,
  },
  { kind: 'address', pattern: /\b(?!127\.|0\.0\.)(?:\d{1,3}\.){3}\d{1,3}\b/g },
  {
    kind: 'address',
    pattern: /(?<![\w:.-])(?:[\da-f]{0,4}:){2,7}(?:(?:\d{1,3}\.){3}\d{1,3}|[\da-f]{0,4})(?![\w:])/gi,
    isOne: isIpv6,
  },
]

/** Text at the end of a body's piece that may become one of the shapes with the next piece. */
export const unfinishedShapes: readonly Shape[] = [
  { kind: 'token', pattern: /(?<![\w-])eyJ[\w.-]*$/g },
  { kind: 'token', pattern: /\b(?:[Bb]earer|Basic)\s+[\w.~+/=-]+$/g },
  {
    kind: 'token',
    pattern: /\b(?:AKIA|ASIA|gh[opsur]_|github_pat_|xox[abeprs]-|[rs]k_(?:live|test)_|sk-|AIza)[\w-]*$/g,
  },
  { kind: 'email', pattern: /(?<![\w.+-])[\w.+-]+@[\w.-]*$/g },
  { kind: 'card', pattern: /\b[3-6](?:[ -]?\d){7,}$/g },
]

/** Whether a text is long and generated, as a part of a path may be: a webhook's URL is its password. */
export function isRandom(text: string): boolean {
  if (/^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i.test(text)) return true
  if (/^[\da-f]{16,}$/i.test(text)) return /\d/.test(text) && /[a-f]/i.test(text)
  if (!/^[\w:.~-]{20,}={0,2}$/.test(text) || /\.[a-z]\w{1,4}$/i.test(text)) return false
  // Titles have letters, digits and capitals too, but not within one word.
  const isTitle = text.split(/[^a-z\d]+/i).every((word) => /^(?:[a-z]*|\d*)$/i.test(word))
  return !isTitle && /\d/.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text)
}

/** Luhn's check (ISO/IEC 7812-1): distinguishes card numbers from other long numbers. */
function isCard(text: string): boolean {
  if (/^[12]\d{12}(\d{3})?$/.test(text)) return false // times in ms or µs since 1970
  let sum = 0
  let place = 0
  for (let i = text.length - 1; i >= 0; i--) {
    const digit = text.charCodeAt(i) - 48
    if (digit < 0) continue // a space or hyphen
    const weighed = place++ % 2 === 1 ? digit * 2 : digit
    sum += weighed > 9 ? weighed - 9 : weighed
  }
  return sum % 10 === 0
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
