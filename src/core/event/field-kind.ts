import { latestTime } from '../base/units.ts'

/** The kinds of a field's value, each with its own limit; a list is the words that are allowed. */
export type FieldKind = keyof typeof kinds | readonly string[]

/** What a value of a kind must be. Limits are included; no number is below 0. `maxLength` is in UTF-16 units. */
type KindRule =
  | { type: 'string'; maxLength: number }
  | { type: 'number' | 'integer'; maximum: number }
  | { type: 'boolean' }

/**
 * The rule of each kind: the guard below tests by it, and the schema of session files (`npm run schema`) is written from it, with the
 * comments as descriptions.
 *
 * Any clock may have written a file, so that times need not be of our days; but sums of all that a file can hold have to stay finite,
 * and times within what can be written as a date.
 */
export const kinds = {
  /** A name: an id, a method, a state. */
  word: { type: 'string', maxLength: 200 },
  /** A URL. Many servers refuse longer ones; a longer one is mostly a `data:` URL, which is no traffic. */
  url: { type: 'string', maxLength: 8192 },
  /**
   * A text or a payload. The limit is base64 of the longest streamed chunk (1 MiB) with room to spare. The hooks cut payloads, so a
   * longer one did not come from them.
   */
  text: { type: 'string', maxLength: 2_000_000 },
  /** Whether it is so. */
  flag: { type: 'boolean' },
  /** A point in time: milliseconds since the Unix epoch, with fractions, up to the end of the year 9999. */
  time: { type: 'number', maximum: latestTime },
  /** A duration in milliseconds, with fractions, up to a day: no round trip takes longer. */
  duration: { type: 'number', maximum: 86_400_000 },
  /** Frames a second; the limit is beyond any screen. */
  rate: { type: 'number', maximum: 10_000 },
  /** The number that names a request, connection or data channel: nobody counts with it. */
  number: { type: 'integer', maximum: Number.MAX_SAFE_INTEGER },
  /** A count: sums of so many in each of a million events are exact. */
  count: { type: 'integer', maximum: 2 ** 32 },
  /** A count of octets: far more than any request has, and small enough that sums stay exact. */
  size: { type: 'integer', maximum: 2 ** 44 },
  /** An HTTP status: three digits (RFC 9110, 15). */
  status: { type: 'integer', maximum: 999 },
  /** A close code: 16 bits for a WebSocket (RFC 6455, 5.5.1), 32 for a WebTransport session. */
  code: { type: 'integer', maximum: 2 ** 32 - 1 },
} as const satisfies Readonly<Record<string, KindRule>>

/** Whether a value is of a kind and within its limit. */
type Test = (value: unknown) => boolean

const isTextUpTo =
  (length: number): Test =>
  (value) =>
    typeof value === 'string' && value.length <= length

const isNumberUpTo =
  (limit: number): Test =>
  (value) =>
    typeof value === 'number' && value >= 0 && value <= limit

const isWholeUpTo =
  (limit: number): Test =>
  (value) =>
    typeof value === 'number' && value >= 0 && value <= limit && Number.isInteger(value)

/** What tells whether a value is of this kind and within its limit: looked up once, as every event of a file is checked. */
export function testOf(kind: FieldKind): Test {
  if (typeof kind !== 'string') return (value) => typeof value === 'string' && kind.includes(value)
  const rule: KindRule = kinds[kind]
  if (rule.type === 'string') return isTextUpTo(rule.maxLength)
  if (rule.type === 'number') return isNumberUpTo(rule.maximum)
  if (rule.type === 'integer') return isWholeUpTo(rule.maximum)
  return (value) => typeof value === 'boolean'
}
