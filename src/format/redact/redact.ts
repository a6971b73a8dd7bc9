import { fromBase64 } from '../../core/base/base64.ts'
import { utf8Length } from '../../core/base/utf8.ts'
import type { CaptureEvent } from '../../core/event/event.ts'
import { withTexts } from '../../core/event/message-columns.ts'
import { findSecrets, findUnfinished, type Grammar, merge, type Secret } from './find-secrets.ts'
import { isRandom, type SecretClass } from './secret-shapes.ts'

/** Counts of the values that were replaced. */
export interface RedactionReport {
  values: number
  byClass: Partial<Record<SecretClass, number>>
}

/** Redacts the events of one capture, in their order. */
export interface Redactor {
  redact(event: CaptureEvent): CaptureEvent
  /** A URL, or any other text, without the secrets in it. */
  url(value: string): string
  text(value: string): string
  report(): RedactionReport
}

// Fields whose values are words of our own vocabulary. Costs are modelled from the length of the user agent, which names no
// person.
const fixedFields = new Set([
  'type',
  'columns',
  'doc',
  'api',
  'method',
  'context',
  'dir',
  'kind',
  'outcome',
  'by',
  'state',
  'initiator',
  'userAgent',
])
/** Text that replaces a secret already. */
const replaced = /^(?:\[redacted:[a-z]+-\d+\]\**|\*+\d*)$/
/**
 * The last 50,000 secrets are certain to be remembered, so that equal ones stay equal; in a capture of days older ones are
 * forgotten.
 */
const maxKnownSecrets = 50_000
// UTF-16 units kept of the line that a body's next piece continues. Of a longer secret the beginning (with its name) and
// the end are kept.
const maxTailLength = 4096
const maxOpenTailLength = 16_384

/** A body that arrives in pieces. */
interface Flow {
  decoder: InstanceType<typeof TextDecoder> | undefined
  /** Unredacted end of the pieces so far. */
  tail: string
}

/**
 * Replaces secrets and personal data in events, so that an export can be shared. Each replacement names its class, and
 * equal secrets get equal replacements. Sizes stay the same in bytes of UTF-8, so that costs and verdicts do too: a
 * replacement is padded with stars, and one that would be longer than the secret is only stars and a number. (Two secrets
 * of one or two characters may thus become equal.) Binary payloads that are not text are left out.
 */
export function createRedactor(): Redactor {
  let known = new Map<string, string>()
  let older = known
  const byClass: RedactionReport['byClass'] = {}
  const flows = new Map<string, Flow>()
  let values = 0
  let names = 0

  function conceal({ kind, bare }: Secret, secret: string): string {
    if (secret === '' || replaced.test(secret)) return secret
    // Redacting a number of two digits protects nothing, and leaves no room for a replacement.
    if (bare && secret.length < 3) return secret
    values++
    byClass[kind] = (byClass[kind] ?? 0) + 1
    const name = known.get(secret) ?? older.get(secret) ?? `${kind}-${++names}`
    known.set(secret, name)
    if (known.size >= maxKnownSecrets) {
      older = known
      known = new Map()
    }
    // A number becomes a string: JSON with a bare replacement could not be parsed.
    if (bare) return `"${filled(name, secret.length - 2)}"`
    return filled(name, utf8Length(secret))
  }

  function conceals(text: string, secrets: readonly Secret[], from = 0): string {
    let result = ''
    let at = from
    for (const secret of secrets) {
      if (secret.to <= from) continue
      if (secret.from < from) {
        // The secret's beginning was replaced with the piece before.
        const rest = text.slice(from, secret.to)
        result += replaced.test(rest) ? rest : '*'.repeat(utf8Length(rest))
      } else result += text.slice(at, secret.from) + conceal(secret, text.slice(secret.from, secret.to))
      at = secret.to
    }
    return result + text.slice(at)
  }

  const redacted = (text: string, grammar?: Grammar) => conceals(text, findSecrets(text, grammar).secrets)

  function url(value: string): string {
    try {
      new URL(value)
    } catch {
      return redacted(value)
    }
    const anonymous = value.replace(/^([\w+.-]+:\/\/)[^/?#\\]*@/, '$1')
    if (anonymous !== value) values++
    const query = anonymous.search(/[?#]/)
    const whole = query < 0 ? anonymous : anonymous.slice(0, query)
    // Hosts may look like addresses; they are kept, since the capture is about them.
    const host = /^[\w+.-]+:\/\/[^/]*/.exec(whole)?.[0] ?? ''
    const path = whole.slice(host.length)
    return host + conceals(path, pathSecrets(path)) + (query < 0 ? '' : redacted(anonymous.slice(query), 'query'))
  }

  /** Redacts a piece of a body: a secret may have begun in the piece before and may end in the next. */
  function piece(flow: Flow, text: string): string {
    const from = flow.tail.length
    const whole = flow.tail + text
    const { secrets, open } = findSecrets(whole)
    flow.tail = tailOf(whole, open)
    return conceals(whole, merge([...secrets, ...findUnfinished(whole)]), from)
  }

  /**
   * Decodes the pieces of a body as one text, so that a character cut in two stays whole; undefined where it is no text.
   */
  function decoded(flow: Flow, data: string): string | undefined {
    flow.decoder ??= new TextDecoder('utf-8', { fatal: true })
    try {
      return flow.decoder.decode(fromBase64(data), { stream: true })
    } catch {
      flow.decoder = undefined
      return undefined
    }
  }

  function chunk(event: Extract<CaptureEvent, { type: 'chunk' }>): CaptureEvent {
    const key = `${event.doc}/${event.id}`
    let flow = flows.get(key)
    if (!flow) {
      flow = { decoder: undefined, tail: '' }
      flows.set(key, flow)
    }
    const { text, data, ...rest } = event
    const read = text ?? (data === undefined ? undefined : decoded(flow, data))
    if (read === undefined) return data === undefined ? rest : { ...rest, cut: true }
    return { ...rest, text: piece(flow, read) }
  }

  /** Forgets bodies that have ended, or whose document has. */
  function forget(event: CaptureEvent): void {
    if (event.type === 'finish') flows.delete(`${event.doc}/${event.id}`)
    else if (event.type === 'gone')
      for (const key of flows.keys()) if (key.startsWith(`${event.doc}/`)) flows.delete(key)
  }

  return {
    redact(event) {
      if (event.type === 'chunk') return chunk(event)
      forget(event)
      const run = event.type === 'messages' && event.text !== undefined
      // Each text of a run is searched alone: a secret does not go on in the next message.
      const fields: Record<string, unknown> = run ? { ...withTexts(event, redacted) } : { ...event }
      for (const [name, value] of Object.entries(fields)) {
        if (typeof value !== 'string' || fixedFields.has(name) || (run && name === 'text')) continue
        if (name === 'data') {
          delete fields['data']
          fields['cut'] = true
        } else if (name === 'url') fields[name] = url(value)
        else if (isSubprotocol(event, name)) fields[name] = conceals(value, subprotocolSecrets(value))
        else fields[name] = redacted(value)
      }
      return fields as unknown as CaptureEvent
    },
    url,
    text: redacted,
    report: () => ({ values, byClass }),
  }
}

/** A replacement of exactly `length` characters. */
function filled(name: string, length: number): string {
  // A `#` would begin the fragment of a URL.
  const full = `[redacted:${name}]`
  if (full.length <= length) return full + '*'.repeat(length - full.length)
  const number = name.slice(name.indexOf('-') + 1)
  return number.length < length ? '*'.repeat(length - number.length) + number : '*'.repeat(length)
}

/** The end of a body's text that the next piece must be searched together with. */
function tailOf(text: string, open: number | undefined): string {
  const line = Math.max(text.lastIndexOf('\n') + 1, text.length - maxTailLength)
  if (open === undefined || open >= line) return text.slice(line)
  if (text.length - open <= maxOpenTailLength) return text.slice(open)
  return text.slice(open, open + 200) + text.slice(-200)
}

function pathSecrets(path: string): Secret[] {
  const secrets = findSecrets(path).secrets
  for (const part of path.matchAll(/[^/]+/g))
    if (isRandom(part[0])) secrets.push({ kind: 'token', from: part.index, to: part.index + part[0].length })
  return merge(secrets)
}

const isSubprotocol = (event: CaptureEvent, name: string) =>
  (event.type === 'connect' && name === 'protocols') || (event.type === 'open' && name === 'protocol')

/** Pages cannot set headers of a WebSocket, so many put a token among the subprotocols, alone or after a word. */
function subprotocolSecrets(list: string): Secret[] {
  const secrets = findSecrets(list).secrets
  let announced = false
  for (const part of list.matchAll(/[^,\s]+/g)) {
    const [entry] = part
    const to = part.index + entry.length
    const word = /^.*?(?:bearer|token|jwt|auth\w*|key|secret|password|ticket|session)(?:[.:_|~-]|$)/i.exec(entry)?.[0]
    const from = word !== undefined && word.length < entry.length ? part.index + word.length : part.index
    if (announced || from > part.index || entry.split('.').some(isRandom)) secrets.push({ kind: 'token', from, to })
    announced = word === entry
  }
  return merge(secrets)
}
