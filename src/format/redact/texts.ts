import { base64Like, base64Text, octetsOf } from './coding/base64.ts'
import { throughCoding } from './coding/coding.ts'
import { entities } from './coding/entities.ts'
import { percentEncoding } from './coding/percent.ts'
import { redactAuthorization, redactCookies } from './grammar/headers.ts'
import { redactMultipart } from './grammar/multipart.ts'
import { redactPlain } from './grammar/plain.ts'
import { isSdp, redactSdp } from './grammar/sdp.ts'
import { redactQuery, redactUrl } from './grammar/url.ts'
import { redactXml } from './grammar/xml.ts'
import type { Conceal, RedactText } from './leaf.ts'
import { type NameMeaning, nameless } from './name-meaning.ts'
import { redactOctets } from './octets/octets.ts'
import { isGenerated, isPlaceholder, isPlainWord, isRandom } from './randomness.ts'

/** Texts within texts that are looked into, such as a URL in a form in JSON: deeper ones would take a hostile file for ever. */
const maxDepth = 12
const random: NameMeaning = { ...nameless, rule: 'random', isSure: true }

/** Makes the function that redacts a text and all that is written in it. @param conceal replaces a value that is a secret */
export function createTextRedactor(conceal: Conceal): RedactText {
  const atDepth = Array.from(
    { length: maxDepth },
    (_, depth): RedactText =>
      (text, meaning) =>
        redact(text, meaning, depth),
  )

  function redact(text: string, meaning: NameMeaning, depth: number): string {
    if (text === '') return text
    const { rule, isSure, isLikely } = meaning
    // Names of coins and currencies.
    if (rule === 'token' && /^[A-Z]{2,6}$/.test(text)) return text
    if (rule && !isPlaceholder(text) && (isSure || isGenerated(text) || (isLikely && !isPlainWord(text))))
      return secret(text, meaning)
    const deeper = atDepth[depth + 1]
    return deeper ? inside(text, meaning, deeper) : text
  }

  function secret(text: string, meaning: NameMeaning): string {
    if (meaning.rule === 'cookie' && text.includes('=')) return redactCookies(text, conceal)
    return meaning.rule === 'token' ? redactAuthorization(text, meaning, conceal) : conceal(text, meaning)
  }

  function inside(text: string, meaning: NameMeaning, deeper: RedactText): string {
    const grammar = ofGrammar(text, deeper)
    if (grammar !== undefined) return grammar
    if (meaning.isVersion && /^v?[\d.]+$/.test(text)) return text
    if (/&(?:quot|#x?[\da-f]{2,4});/i.test(text))
      return throughCoding(entities, text, (meant) => deeper(meant, meaning))
    const isWord = !/\s/.test(text)
    if (isWord) {
      const coded = ofCoding(text, deeper)
      if (coded !== undefined && coded !== text) return coded
      const plain = redactPlain(text, meaning, deeper, conceal)
      if (plain !== text || coded !== undefined || meaning.isHarmless || !isRandom(text)) return plain
      return conceal(text, random)
    }
    return redactPlain(text, meaning, deeper, conceal)
  }

  /** A text that is of one grammar as a whole. */
  function ofGrammar(text: string, deeper: RedactText): string | undefined {
    if (/^\s*</.test(text)) return redactXml(text, deeper)
    if (text.startsWith('--') || text.startsWith('\r\n--')) return redactMultipart(text, deeper)
    if (/^data:[\w/+.;=-]*,/i.test(text)) return dataUrl(text, deeper)
    if (/^[a-z][a-z\d+.-]*:\/\/\S+$/i.test(text)) return redactUrl(text, deeper, conceal)
    if (isForm(text)) return redactQuery(text, deeper)
    return isSdp(text) ? redactSdp(text, deeper, conceal) : undefined
  }

  /** A word that says something else: undefined where it is in no code that can be read. */
  function ofCoding(text: string, deeper: RedactText): string | undefined {
    if (isEncodedWord.test(text)) return throughCoding(percentEncoding, text, (meant) => deeper(meant, nameless))
    if (base64Text.decode(text) !== undefined)
      return throughCoding(base64Text, text, (meant) => deeper(meant, nameless))
    const octets = text.length >= minOctets ? octetsOf(text) : undefined
    const hidden = octets && redactOctets(octets, deeper, conceal)
    return hidden && hidden !== octets ? base64Like(text, hidden) : undefined
  }

  /** RFC 2397. */
  function dataUrl(text: string, deeper: RedactText): string {
    const comma = text.indexOf(',') + 1
    const head = text.slice(0, comma)
    const body = text.slice(comma)
    if (/;base64,$/i.test(head)) return head + (ofCoding(body, deeper) ?? body)
    return head + (ofCoding(body, deeper) ?? deeper(body, nameless))
  }

  return atDepth[0]!
}

/** Characters of the shortest base64 that is looked into for octets with a structure. */
const minOctets = 24

/** A word with percent-encoding in which nothing stands that would be encoded, too: JSON and forms with such words are read as what they are. */
const isEncodedWord = /^(?=[^%]*%[\da-f]{2})[^\s"'<>{}[\]=&]+$/i

/** Pairs of names and values with `&` between them, and no other text (https://url.spec.whatwg.org/#application/x-www-form-urlencoded). */
const isForm = (text: string) =>
  !/^[\w+/-]+={1,2}$/.test(text) &&
  /^\??[^\s=&<>{}"'`:;,]{1,200}=[^\s&<>{}"`]*(?:&[^\s=&<>{}"`]{1,200}(?:=[^\s&<>{}"`]*)?)*&?$/.test(text)
