import { fromBase64, toBase64 } from '../../core/base/base64.ts'
import { setBounded } from '../../core/base/bounded-map.ts'
import type { Concealer } from './concealer.ts'
import { readJson } from './grammar/json-values.ts'
import { mayHoldSecret } from './may-hold-secret.ts'
import { nameless } from './name-meaning.ts'
import { textIn } from './octets/octets.ts'
import { unfinished } from './shapes.ts'

/** A body or conversation that arrives in pieces. */
interface Whole {
  /** Unredacted text that the next piece goes on from. */
  kept: string
  /** Octets at the end of the last piece that begin a character of UTF-8. */
  begun: Uint8Array
}

/** UTF-16 units that are kept: of a longer unfinished text only the end. */
const maxKept = 4096
/** The same of a key in PEM, which is read as one. */
const maxBlock = 65_536
/** Bodies and conversations whose unfinished text is kept. */
const maxWholes = 1000

/**
 * Redacts pieces of texts. Each is searched together with the unfinished text before it, and since a replacement is as long as what it
 * replaces, what belongs to the new piece can be cut out of the result.
 */
export function createPieces(redact: (text: string) => string, concealer: Concealer) {
  const wholes = new Map<string, Whole>()

  const wholeOf = (key: string): Whole => {
    const known = wholes.get(key) ?? { kept: '', begun: new Uint8Array(0) }
    setBounded(wholes, key, known, maxWholes)
    return known
  }

  /** @param isMessage messages are mostly whole: only what cannot be whole goes on in the next */
  function piece(whole: Whole, text: string, isMessage: boolean): string {
    if (whole.kept === '' && (isMessage ? isWholeJson(text) : text.endsWith('\n\n')))
      return mayHoldSecret(text) ? redact(text) : text
    const goesOn = whole.kept !== '' && !(isMessage && /^\s*[{[<]/.test(text))
    const before = goesOn ? whole.kept : ''
    const joined = before + text
    const hidden = withUnfinished(redact(joined), joined)
    whole.kept = joined.slice(restartOf(joined, isMessage))
    return hidden.slice(before.length)
  }

  /** A token at the end may go on: what there is of it is replaced already. */
  function withUnfinished(hidden: string, text: string): string {
    for (const { pattern, rule, isOne } of unfinished) {
      pattern.lastIndex = 0
      const end = text.slice(-maxUnfinished)
      const found = pattern.exec(end)
      const from = found ? text.length - end.length + found.index : -1
      if (found && isOne?.(found[0], '') !== false && hidden.slice(from) === text.slice(from))
        return hidden.slice(0, from) + concealer.conceal(found[0], { ...nameless, rule, isSure: true })
    }
    return hidden
  }

  return {
    text: (key: string, text: string, isMessage: boolean): string => piece(wholeOf(key), text, isMessage),
    /** @param octets redacts what is no text */
    data(key: string, data: string, isMessage: boolean, octets: (data: string) => string): string {
      const whole = wholeOf(key)
      const fresh = fromBase64(data)
      const all = new Uint8Array(whole.begun.length + fresh.length)
      all.set(whole.begun)
      all.set(fresh, whole.begun.length)
      const end = all.length - cutOff(all)
      const text = textIn(all.subarray(0, end))
      if (text === undefined) {
        whole.begun = new Uint8Array(0)
        return octets(data)
      }
      const hidden = new TextEncoder().encode(piece(whole, text, isMessage))
      const skipped = whole.begun.length
      whole.begun = all.slice(end)
      if (hidden.length !== end) return data
      const result = new Uint8Array(fresh.length)
      result.set(hidden.subarray(skipped))
      result.set(whole.begun, Math.max(0, end - skipped))
      return toBase64(result)
    },
    /** Forgets what begins with this key. */
    forget(key: string): void {
      if (!key.endsWith('/')) wholes.delete(key)
      else for (const known of wholes.keys()) if (known.startsWith(key)) wholes.delete(known)
    },
  }
}

/** UTF-16 units at the end in which an unfinished token may begin. */
const maxUnfinished = 4200

/** Whether a message looks like JSON from its beginning to its end, as most do: nothing of it goes on in the next. */
const isWholeJson = (text: string) =>
  (text.startsWith('{') && text.endsWith('}')) || (text.startsWith('[') && text.endsWith(']'))

/** Index from which a text must be read again together with what follows it. */
function restartOf(text: string, isMessage: boolean): number {
  const json = openJson(text)
  const block = text.lastIndexOf('-----BEGIN ')
  if (block >= 0 && block >= text.length - maxBlock && !text.includes('-----END ', block)) return block
  const line = Math.max(text.lastIndexOf('\n') + 1, text.length - maxKept)
  const tag = /^\s*</.test(text) ? text.lastIndexOf('<', text.lastIndexOf('>') - 1) : -1
  const from = Math.min(json ?? text.length, tag >= 0 ? tag : text.length)
  if (from < text.length) return from >= text.length - maxKept ? from : line
  return isMessage ? lastWord(text) : line
}

/** Of a message that is whole, its last word may be the beginning of a token. */
const lastWord = (text: string) =>
  /^\s*[{[<]/.test(text)
    ? text.length
    : (/[\w.+-]{4,256}$/.exec(text.slice(-256))?.index ?? 256) + Math.max(0, text.length - 256)

/** Where JSON begins that the text's end cut off. */
function openJson(text: string): number | undefined {
  const start = /[{[]/g
  for (let found = start.exec(text); found; found = start.exec(text)) {
    const { to, isClosed, open } = readJson(text, found.index)
    if (!isClosed && to === text.length) return text.length - found.index <= maxKept ? found.index : open
    start.lastIndex = Math.max(to, found.index + 1)
  }
  return undefined
}

/** Octets at the end that begin a character of UTF-8 (RFC 3629, 3). */
function cutOff(octets: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, octets.length); back++) {
    const octet = octets[octets.length - back]!
    if (octet < 0x80) return 0
    if (octet >= 0xc0) return back < (octet >= 0xf0 ? 4 : octet >= 0xe0 ? 3 : 2) ? back : 0
  }
  return 0
}
