import { fromBase64 } from '../core/decode/base64.ts'
import type { CaptureEvent } from '../core/event.ts'

/** What is looked for; each replacement names its class, and the same secret always gets the same replacement. */
type SecretClass = 'secret' | 'token' | 'email' | 'address' | 'card'

export interface RedactionReport {
  values: number
  byClass: Partial<Record<SecretClass, number>>
}

export interface Redactor {
  redact(event: CaptureEvent): CaptureEvent
  report(): RedactionReport
}

// Names of fields, parameters and form entries whose values give access or name a person.
const sensitiveName =
  'access_?token|id_?token|refresh_?token|[\\w-]*token|auth|authorization|code_?verifier|assertion|client_?secret|' +
  'saml(?:request|response)|pass(?:word|wd|code|phrase)?|pwd|[\\w-]*secret|api_?-?key|[\\w-]*_key|private_?key|sig|signature|' +
  'session(?:_?id)?|sid|jwt|otp|pin|cookie|csrf|xsrf|ssn|credit_?card|x-amz-[\\w-]+|credential|email|e_?mail|phone'
const sensitiveParameter = new RegExp(`^(?:${sensitiveName})$`, 'i')
// In JSON, also inside a JSON string (\"token\":\"…\"), and in a head that was cut in the middle.
const jsonField = new RegExp(`(\\\\*")(${sensitiveName})\\1(\\s*:\\s*)\\1((?:(?!\\1)[^\\n])*)`, 'gi')
const formField = new RegExp(`(^|[&?;\\s])((?:${sensitiveName})=)([^&\\s"';]+)`, 'gi')

// Shapes that give themselves away wherever they stand.
const shapes: readonly [SecretClass, RegExp][] = [
  ['token', /\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g], // JWT
  ['token', /\b(?:Bearer|Basic)\s+[\w.~+/=-]{8,}/g],
  ['token', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g], // AWS
  ['token', /\bgh[opsur]_\w{20,}/g], // GitHub
  ['token', /\bxox[abeprs]-[\w-]{10,}/g], // Slack
  ['token', /\b[rs]k_(?:live|test)_\w{10,}/g], // Stripe
  ['token', /\bAIza[\w-]{30,}/g], // Google
  ['token', /-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/g],
  ['email', /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g],
  ['card', /\b(?:\d[ -]?){13,19}\b/g],
  ['address', /\b(?!127\.|0\.0\.)(?:\d{1,3}\.){3}\d{1,3}\b/g],
]

/**
 * Replaces secrets and personal data in events, so that what is exported can be shared. Lengths stay as they were, so that
 * sizes and verdicts do too; equal secrets stay equal. Binary payloads that are not text are left out whole.
 */
export function createRedactor(): Redactor {
  const known = new Map<string, string>()
  const byClass: RedactionReport['byClass'] = {}
  const decoders = new Map<string, TextDecoderLike>()
  let values = 0

  function conceal(kind: SecretClass, secret: string): string {
    if (secret === '' || secret.startsWith('[redacted:')) return secret
    values++
    byClass[kind] = (byClass[kind] ?? 0) + 1
    let name = known.get(secret)
    if (!name) {
      // No `#`: in a URL it would begin the fragment.
      name = `[redacted:${kind}-${known.size + 1}]`
      known.set(secret, name)
    }
    return name.length <= secret.length ? name + '*'.repeat(secret.length - name.length) : name
  }

  function text(value: string): string {
    let redacted = value.replace(
      jsonField,
      (_all, quote: string, name: string, colon: string, secret: string) =>
        `${quote}${name}${quote}${colon}${quote}${conceal('secret', secret)}`,
    )
    redacted = redacted.replace(
      formField,
      (_all, before: string, name: string, secret: string) => before + name + conceal('secret', secret),
    )
    for (const [kind, shape] of shapes)
      redacted = redacted.replace(shape, (found) => (kind === 'card' && !isCard(found) ? found : conceal(kind, found)))
    return redacted
  }

  function url(value: string): string {
    let parsed: InstanceType<typeof URL>
    try {
      parsed = new URL(value)
    } catch {
      return text(value)
    }
    const query = (part: string) =>
      part.replace(/([?&#])([^=&#]+)=([^&#]*)/g, (all, mark: string, name: string, secret: string) =>
        sensitiveParameter.test(name) ? `${mark}${name}=${conceal('secret', secret)}` : all,
      )
    const user = parsed.username || parsed.password ? value.replace(/\/\/[^@/]*@/, '//') : value
    const from = user.search(/[?#]/)
    const path = from < 0 ? user : user.slice(0, from)
    // Hosts look like addresses and may be; they are what the capture is about and stay.
    const host = /^[\w+.-]+:\/\/[^/]*/.exec(path)?.[0] ?? ''
    return host + text(path.slice(host.length)) + (from < 0 ? '' : text(query(user.slice(from))))
  }

  /** Pieces of one body are decoded as one text, so that a character cut in two stays whole. */
  function textOf(flow: string, data: string): string | undefined {
    let decoder = decoders.get(flow)
    if (!decoder) {
      decoder = new TextDecoder('utf-8', { fatal: true })
      decoders.set(flow, decoder)
    }
    try {
      return decoder.decode(fromBase64(data), { stream: true })
    } catch {
      decoders.delete(flow)
      return undefined
    }
  }

  return {
    redact(event) {
      const fields: Record<string, unknown> = { ...event }
      if (typeof fields['url'] === 'string') fields['url'] = url(fields['url'])
      for (const name of ['text', 'reason', 'eventId', 'label', 'protocols'])
        if (typeof fields[name] === 'string') fields[name] = text(fields[name])
      if (typeof fields['data'] === 'string') {
        const flow = 'id' in event ? `${event.doc}/${event.id}` : ''
        const decoded = event.type === 'chunk' ? textOf(flow, fields['data']) : undefined
        delete fields['data']
        if (decoded === undefined) fields['cut'] = true
        else fields['text'] = text(decoded)
      }
      if (event.type === 'finish') decoders.delete(`${event.doc}/${event.id}`)
      return fields as unknown as CaptureEvent
    },
    report: () => ({ values, byClass }),
  }
}

/** Luhn's check (ISO/IEC 7812-1): tells card numbers from other long numbers. */
function isCard(text: string): boolean {
  const digits = text.replace(/\D/g, '')
  if (digits.length < 13 || /^[12]\d{12}(\d{3})?$/.test(digits)) return false // times in ms or µs since 1970
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    const doubled = i % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
