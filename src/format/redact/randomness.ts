/** UTF-16 units from which on a value may be random: fewer say too little. */
const minRandomLength = 20
/** Hexadecimal digits from which on a value is a key rather than the id of a document, which has 24 in MongoDB. */
const minHexLength = 32
/** Longer values are content, such as an image in base64. */
const maxRandomLength = 512
/** Share of the units that must stand in words where digits, capitals and small letters mix. */
const minMixedShare = 0.6
/** Different characters that a random value of 20 has at least. */
const minDifferent = 10
/** Letters in a row, without a digit, that no word of a language has; and consonants in a row that none has. */
const minLettersOfRandom = 20
const minConsonants = 6

const isUuid = (text: string) => /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i.test(text)

/** https://github.com/ulid/spec */
const isUlid = (text: string) => /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(text)

/** Whether digits and letters, or capitals and small letters, alternate within a word as they do in no name, number or version. */
function isMixed(word: string): boolean {
  if (word.length < 4) return false
  const turns = turnsIn(word)
  // A camelCase name has a capital at the beginning of each part, and a version a few digits at the end.
  const camel = (word.match(/[A-Z][a-z]{2,}/g) ?? []).join('').length
  return turns >= Math.max(3, word.length / 5) && camel < word.length / 2
}

/** How often a text goes from one class of characters to another. */
function turnsIn(text: string): number {
  let turns = 0
  for (let at = 1; at < text.length; at++) if (kindOf(text[at]!) !== kindOf(text[at - 1]!)) turns++
  return turns
}

const kindOf = (unit: string) => (unit >= '0' && unit <= '9' ? 0 : unit >= 'a' && unit <= 'z' ? 1 : 2)

const isUnpronounceable = (word: string) =>
  word.length >= minLettersOfRandom &&
  /^[a-z]+$/i.test(word) &&
  new RegExp(`[bcdfghjklmnpqrstvwxz]{${minConsonants}}`, 'i').test(word)

/** Keys in base64 or base64url, such as the secret keys of AWS: all classes of characters, and nothing that could be a word. */
const isBase64Key = (value: string) =>
  /^(?:[a-z\d+/]{32,}|[a-z\d_-]{20,})={0,2}$/i.test(value) &&
  /\d/.test(value) &&
  /[A-Z]/.test(value) &&
  /[a-z]/.test(value) &&
  !/[a-z]{5}/.test(value) &&
  turnsIn(value) >= value.length / 4

/**
 * Whether a value is random: long for its alphabet, and without words, numbers or dates in it. Names of files, versions, UUIDs and ids of
 * documents are not.
 */
export function isRandom(value: string): boolean {
  if (value.length < minRandomLength || value.length > maxRandomLength || isUuid(value) || isUlid(value)) return false
  // Addresses of Ethereum are public.
  if (!/^[\w:.~+/=|-]+$/.test(value) || /^0x[\da-f]{40}$/i.test(value)) return false
  if (/^[\da-f]+$/i.test(value)) return value.length >= minHexLength && /\d/.test(value) && /[a-f]/i.test(value)
  if (/\.[a-z][a-z\d]{0,4}$/i.test(value) || /^(?:\.{0,2}\/|[a-z\d]+[:/]{2})/i.test(value)) return false
  if (isBase64Key(value)) return true
  const words = value.split(/[^a-z\d]+/i)
  const random = words.filter((word) => isMixed(word) || isUnpronounceable(word)).join('')
  if (random.length < minMixedShare * value.length || random.length < minRandomLength * minMixedShare) return false
  return new Set(random).size >= Math.min(minDifferent, random.length / 2)
}

/** Letters of a part of a path that may be a secret. */
const minSecretPartLength = 20

/** Whether a part of a path is a secret, as in the address of a webhook: a UUID, a key in hexadecimal, or a long random value. */
export const isSecretPart = (part: string): boolean =>
  isUuid(part) || (part.length >= minSecretPartLength && isRandom(part))

/** UTF-16 units of a value that may be a secret where its name may mean one, but need not: `code`, `state`, `key`. */
const minGeneratedLength = 8

/** Whether a program made the value: no word, no short number, and nothing a person would write. Less sure than `isRandom`. */
export function isGenerated(value: string): boolean {
  if (value.length < minGeneratedLength || /\s/.test(value)) return false
  if (isRandom(value) || isUuid(value)) return true
  if (/^[\da-f]+$/i.test(value)) return value.length >= 16 || (/\d/.test(value) && /[a-f]/i.test(value))
  if (/\.[a-z][a-z\d]{0,4}$/i.test(value)) return false
  const words = value.split(/[^a-z\d]+/i).filter(Boolean)
  return words.some(
    (word) => isMixed(word) || isUnpronounceable(word) || (/\d/.test(word) && /[a-z]\d+[a-z]/i.test(word)),
  )
}

/** Whether a value under the name of a secret is none: nothing, a flag, a placeholder, or what replaced a secret already. */
export const isPlaceholder = (value: string): boolean =>
  /^\s*(?:true|false|null|undefined|none|nil|yes|no|on|off|0|1|n\/a|include|omit|same-origin|required|optional|string|number|boolean|bearer|basic|digest|negotiate|ntlm|redacted|hidden|masked|secret|password|token|[*•.xX_-]+)?\s*$/i.test(
    value,
  ) || /^(?:\$?\{\{?[^{}]*\}?\}|<[\w -]+>|%[\w-]+%|\[(?:redacted|filtered|hidden|masked)[^\]]*\]\**)$/i.test(value)

/** Letters of the longest plain word. */
const maxWordLength = 15

/** Whether a value is a word, or words in one, such as `active` or `in_progress`, or a number such as `404`. */
export const isPlainWord = (value: string): boolean =>
  value.length <= maxWordLength && /^(?:[a-z]+(?:[ _-][a-z]+)*|\d{1,3})$/i.test(value)
