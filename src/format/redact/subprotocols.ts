import { base64Text } from './coding/base64.ts'
import type { Conceal, RedactText } from './leaf.ts'
import { type NameMeaning, nameless } from './name-meaning.ts'
import { isGenerated, isPlainWord, isRandom } from './randomness.ts'

const token: NameMeaning = { ...nameless, rule: 'token', isSure: true }
/** Words after which the rest of an entry, or the next one, is a secret; Kubernetes names its bearer token so. */
const announces = /^.*?(?:bearer|token|jwt|auth\w*|key|secret|password|ticket|session)(?:\.k8s\.io)?(?:[.:_|~=-]|$)/i
const kubernetes = /^base64url\.bearer\.authorization\.k8s\.io\./i

/**
 * Redacts the subprotocols of a WebSocket. Pages cannot set its headers, so that many put a token among the subprotocols, alone or after a
 * word.
 */
export function redactSubprotocols(list: string, redact: RedactText, conceal: Conceal): string {
  let announced = false
  return list.replace(/[^,\s]+/g, (entry) => {
    const word = kubernetes.exec(entry)?.[0] ?? announces.exec(entry)?.[0]
    const isAfter = announced
    announced = word === entry
    if (isAfter && !announced) return conceal(entry, token)
    const isName = entry
      .slice(word?.length ?? 0)
      .split(/[.:_|~=-]/)
      .every((part) => isPlainWord(part) || /^v?\d+$/.test(part))
    if (word !== undefined && word.length < entry.length && !isName)
      return word + conceal(entry.slice(word.length), token)
    const isSecret = entry.split('.').some((part) => isRandom(part) || (part.length >= 16 && isGenerated(part)))
    return isSecret || isEncoded(entry) ? conceal(entry, token) : redact(entry, { ...nameless, isHarmless: true })
  })
}

/** A text in base64, which no name of a protocol is. */
const isEncoded = (entry: string) => entry.length >= 16 && /[A-Z]/.test(entry) && base64Text.decode(entry) !== undefined
