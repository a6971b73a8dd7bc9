import { sha256 } from '@noble/hashes/sha2.js'
import { setBounded } from '../../core/base/bounded-map.ts'
import { bitsOf, digitsOfBits, type Form, formOf, lettersOfBits, standIns } from './characters.ts'

/**
 * Gives values other names of the same form: equal values get equal names and different ones different names, for as long as one of these
 * lives. Everything that an analysis asks of a value stays as it was: its length in UTF-8 and UTF-16, its classes of characters, its length in
 * HPACK's Huffman code, and how much it has in common with the value before it.
 */
export interface Pseudonyms {
  /**
   * @param place where the value stands, such as a field of a stream: there, equal ends of two values in a row stay equal
   * @param isChosen a person chose it, so that the name must not tell which characters are of which class
   */
  of(value: string, place: string, isChosen: boolean): string
}

/** Names that are remembered; beyond it the oldest half is forgotten, and a value whose name was made from its place's last one may get another. */
const maxKnown = 200_000
const maxPlaces = 1000
/** Octets of the salt: as many as nobody can guess. */
const saltLength = 32

/**
 * Names that depend on a salt which is thrown away with the function. Each character is replaced by another one, chosen by a hash of the salt
 * and of the characters before it, so that equal beginnings stay equal (as in https://doi.org/10.1016/j.comnet.2004.03.033 for addresses).
 */
export function createPseudonyms(salt = crypto.getRandomValues(new Uint8Array(saltLength))): Pseudonyms {
  let known = new Map<string, string>()
  let older = known
  let taken = new Set<string>()
  let takenOlder = taken
  const last = new Map<string, { value: string; name: string }>()
  const chain = createChain(salt)

  const isFree = (name: string, value: string) => name !== value && !taken.has(name) && !takenOlder.has(name)

  function make(value: string, place: string, isChosen: boolean): string {
    const form = formOf(value)
    if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(value)) return addressName(value, chain)
    if (isChosen) {
      for (let attempt = 0; attempt < maxAttempts; attempt++) {
        const name = shuffled(value, form, chain, attempt)
        if (isFree(name, value)) return name
      }
    }
    const name = replaced(value, form, chain)
    const before = last.get(place)
    const tied = before ? withEndOf(name, value, before, form) : name
    if (isFree(tied, value)) return tied
    return name === value ? letters(value, chain) : name
  }

  return {
    of(value, place, isChosen) {
      let name = known.get(value) ?? older.get(value)
      name ??= make(value, place, isChosen)
      if (!known.has(value)) {
        known.set(value, name)
        taken.add(name)
        if (known.size >= maxKnown / 2) {
          older = known
          takenOlder = taken
          known = new Map()
          taken = new Set()
        }
      }
      setBounded(last, place, { value, name }, maxPlaces)
      return name
    },
  }
}

/** Tries to find a name that no other value has; of so few characters that all are taken, two may become equal. */
const maxAttempts = 16

/** Gives a number for each next character, from a hash of all before it. */
interface Chain {
  start(): void
  /** @returns an integer below 2^32, and takes the character in for the next */
  next(symbol: string): number
}

/** Characters from which on one hash serves several: a value that differs from another one differs before that. */
const singleHashes = 64
const perHash = 8

function createChain(salt: Uint8Array): Chain {
  const message = new Uint8Array(saltLength + 16 + 4 * perHash)
  message.set(salt)
  let state = new Uint8Array(32)
  let count = 0
  let pending = 0
  return {
    start() {
      state = new Uint8Array(32)
      count = 0
      pending = 0
    },
    next(symbol) {
      const point = symbol.codePointAt(0)!
      const at = saltLength + 16 + 4 * pending
      message[at] = point & 255
      message[at + 1] = (point >> 8) & 255
      message[at + 2] = point >> 16
      message[at + 3] = 1
      // The number must not depend on the character itself: only then is the choice a permutation of the alphabet.
      const word = 4 * pending
      const number = state[word]! * 2 ** 24 + state[word + 1]! * 2 ** 16 + state[word + 2]! * 2 ** 8 + state[word + 3]!
      pending++
      if (++count < singleHashes || pending === perHash) {
        message.set(state.subarray(16), saltLength)
        state = sha256(message) as typeof state
        message.fill(0, saltLength)
        pending = 0
      }
      return number
    },
  }
}

/** The character that many steps further in its alphabet, and never itself. */
const turned = (alphabet: readonly string[], symbol: string, number: number): string =>
  alphabet.length < 2
    ? symbol
    : alphabet[(alphabet.indexOf(symbol) + alphabet.length + 1 + (number % (alphabet.length - 1))) % alphabet.length]!

/** Octets of a UUID that tell its version and variant (RFC 9562, 4.1 and 4.2). */
const isUuid = (value: string) => /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i.test(value)
const versionPlaces = new Set([14, 19])

function replaced(value: string, form: Form, chain: Chain): string {
  chain.start()
  chain.next(' ')
  let name = ''
  let isFirst = true
  const kept = isUuid(value) ? versionPlaces : undefined
  const hasMark = form === 'hex' && value.startsWith('0x')
  for (const symbol of value) {
    const number = chain.next(symbol)
    const alphabet =
      kept?.has(name.length) || (hasMark && name.length < 2) ? undefined : standIns(symbol, form, isFirst)
    name += alphabet ? turned(alphabet, symbol, number) : symbol
    isFirst &&= symbol === '-'
  }
  return name
}

/** UTF-16 units that two texts have in common at their beginnings, and at their ends besides those. */
function sharedParts(one: string, other: string): { start: number; end: number } {
  const max = Math.min(one.length, other.length)
  let start = 0
  while (start < max && one[start] === other[start]) start++
  let end = 0
  while (end < max - start && one[one.length - 1 - end] === other[other.length - 1 - end]) end++
  return { start, end }
}

/** A name with as much of the end of the last name at its place as the values have in common. */
function withEndOf(name: string, value: string, before: { value: string; name: string }, form: Form): string {
  if (before.value === value || before.name.length !== before.value.length) return name
  const { start, end: shared } = sharedParts(value, before.value)
  const at = value.length - shared - 1
  const end = shared > 0 ? before.name.slice(-shared) : ''
  const head = name.slice(0, at + 1)
  const opposite = before.name[before.name.length - shared - 1]
  if (at < start || head[at] !== opposite || value[at] === before.value[before.value.length - shared - 1])
    return head + end
  // By chance these two characters became equal, though those of the values are not.
  const others = (standIns(value[at]!, form, at === 0) ?? []).filter((one) => one !== value[at] && one !== opposite)
  return head.slice(0, at) + (others[0] ?? head[at]) + end
}

/** A name of small letters and digits, as many of each and with as many bits, in another order: which character was which is not told. */
function shuffled(value: string, form: Form, chain: Chain, attempt: number): string {
  chain.start()
  chain.next(String.fromCharCode(33 + attempt))
  for (const symbol of value) chain.next(symbol)
  const alphabets = [...value].flatMap((symbol) => (isAlphanumeric(symbol) ? [alphabetOf(symbol)] : []))
  // The first digit of a number stays one with which a number may begin.
  const from = form === 'digits' ? 1 : 0
  for (let at = alphabets.length - 1; at > from; at--) {
    const other = from + (chain.next('.') % (at - from + 1))
    const moved = alphabets[at]!
    alphabets[at] = alphabets[other]!
    alphabets[other] = moved
  }
  let place = 0
  let name = ''
  for (const symbol of value) {
    const number = chain.next('.')
    if (!isAlphanumeric(symbol)) {
      const alphabet = symbol < '\x80' ? undefined : standIns(symbol, form, false)
      name += alphabet ? turned(alphabet, symbol, number) : symbol
      continue
    }
    const alphabet = alphabets[place]!
    const isFirst = form === 'digits' && place === 0
    name += isFirst ? turned(standIns(symbol, form, true)!, symbol, number) : alphabet[number % alphabet.length]!
    place++
  }
  return name
}

const isAlphanumeric = (symbol: string) => /[\da-z]/i.test(symbol)
const alphabetOf = (symbol: string) => (/\d/.test(symbol) ? digitsOfBits : lettersOfBits)[bitsOf(symbol)]!

/** A name of lower-case letters, for values of which nothing else would change, such as `!!!!` or `AAAA`. */
function letters(value: string, chain: Chain): string {
  chain.start()
  chain.next('!')
  return [...value]
    .map((symbol) => {
      const number = chain.next(symbol)
      if (symbol > '~' || symbol <= ' ' || '"\\\''.includes(symbol)) return symbol
      if (/\d/.test(symbol)) return String((Number(symbol) + 1 + (number % 9)) % 10)
      const alphabet = 'abcdefghijklmnopqrstuvwxyz'
      return alphabet[number % alphabet.length]!
    })
    .join('')
}

/** An IPv4 address whose numbers have as many digits, and as many bits, as they had. */
function addressName(value: string, chain: Chain): string {
  chain.start()
  chain.next('.')
  return value
    .split('.')
    .map((part) => {
      const number = chain.next('.')
      for (const digit of part) chain.next(digit)
      return turned(numbersLike(part), part, number)
    })
    .join('.')
}

function numbersLike(part: string): readonly string[] {
  const bits = (text: string) => [...text].reduce((sum, digit) => sum + bitsOf(digit), 0)
  const all = Array.from({ length: 256 }, (_, number) => String(number))
  const alike = all.filter((one) => one.length === part.length && bits(one) === bits(part))
  return alike.includes(part) ? alike : [part]
}
