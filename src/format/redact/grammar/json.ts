import { isCardNumber } from '../card-number.ts'
import { throughCoding } from '../coding/coding.ts'
import { jsonEscapes } from '../coding/json-escapes.ts'
import type { Conceal, RedactText } from '../leaf.ts'
import { type NameMeaning, nameless } from '../name-meaning.ts'
import { meaningWithin } from '../structure.ts'
import { type JsonValue, readJson } from './json-values.ts'

const harmless: NameMeaning = { ...nameless, isHarmless: true }
/** Digits of the shortest number that is replaced: shorter ones protect nothing. */
const minDigits = 3

/** Redacts a number: its digits without its exponent, so that it stays a number. */
function redactNumber(raw: string, meaning: NameMeaning, conceal: Conceal): string {
  const digits = /^-?\d+(?:\.\d+)?/.exec(raw)?.[0] ?? ''
  if (digits.length < minDigits) return raw
  if (meaning.rule && meaning.isSure && !meaning.counts) return conceal(digits, meaning) + raw.slice(digits.length)
  return !meaning.isHarmless && isCardNumber(digits) ? conceal(raw, { ...nameless, rule: 'card' }) : raw
}

/** Names and values from which on a text that goes on as no JSON does was JSON up to there. */
const minValues = 3

/**
 * Redacts the strings and numbers of a JSON text. Numbers stay numbers, and what else is written stays as it is.
 * @returns the text up to `to`, where the reading ended; undefined where it was no JSON
 */
export function redactJson(
  text: string,
  from: number,
  redact: RedactText,
  conceal: Conceal,
): { text: string | undefined; to: number } {
  const { values, to, isClosed } = readJson(text, from)
  if (!isClosed && to < text.length && values.length < minValues) return { text: undefined, to }
  let result = ''
  let at = from
  for (const value of values) {
    const raw = text.slice(value.from, value.to)
    const changed = redactedValue(value, raw)
    if (changed === raw) continue
    result += text.slice(at, value.from) + changed
    at = value.to
  }
  return { text: result + text.slice(at, to), to }

  function redactedValue(value: JsonValue, raw: string): string {
    if (value.kind === 'name') return throughCoding(jsonEscapes, raw, (name) => redact(name, harmless))
    const meaning = meaningWithin(value)
    if (value.kind === 'string') return throughCoding(jsonEscapes, raw, (meant) => redact(meant, meaning))
    return redactNumber(raw, meaning, conceal)
  }
}
