import { setBounded } from '../base/bounded-map.ts'
import type { Milliseconds, Moment } from '../base/units.ts'
import type { Part } from './request-parts.ts'

/**
 * The history of the values of one part of a request. A value that returns after another one names a thing that is requested
 * beside others: the part tells streams apart. Values that never return are counters, cursors, page numbers or ids, and do not.
 */
export interface PartValues {
  /** The value belongs to the stream's key. */
  kept: boolean
  /** Further values do not change `kept`. */
  settled: boolean
  kind: Part['kind']
  last: string
  /** The last value as a number; not a number where it is none. */
  lastNumber: number
  /**
   * The values that are remembered, in the order in which they first came; each with the start of the last request that had it after
   * another value.
   */
  seen: Map<string, Moment>
  /** Values that returned after another one; no more than `minReturned` are kept. */
  returned: Set<string>
  /** How often a request had another value than the one before, and how often that was a value seen earlier. */
  changes: number
  returns: number
  /** Values in a row that were greater, or less, than the value before, as numbers. */
  rising: number
  falling: number
  /** Values in a row that extend or shorten the value before, as text does while it is typed. */
  typed: number
  /** Values in a row that stood in the answer before: the client goes on from there. */
  taken: number
}

/** Most values that are remembered of a part. */
const maxSeenValues = 64
/** Least number of different values that must have returned before their part is kept again. */
const minReturned = 2
/** Least number of different values, none of which has returned, after which a part may be dropped from the key. */
const minUnreturned = 4
/** Least time over which those values came, if they do not count up or down. */
const minUnreturnedTime: Milliseconds = 3000
/**
 * Number of such values that is enough however quickly they came: a page that starts asks for a few things at once that it will ask
 * for again, but not for so many.
 */
const minUnreturnedAtAnyPace = 8
/** Times that values must have returned before their part is kept again; a reader who turns pages back and forth is not two pollers. */
const minReturns = 2
const minReturnsOfPage = 4
/**
 * Least share of returns, from 0 to 1, among the changes without the first one to each value that is remembered: the others went to
 * values that are forgotten by now. A counter of which a few values come again among hundreds names nothing.
 */
const minReturnShare = 0.5
/** Values in a row that extend or shorten the one before from which on a person types them. */
const minTyped = 2

// A part whose name or form shows that it changes is left out of the key from the first request on.
const keptAtFirst: Record<Part['kind'], boolean> = {
  path: true,
  stable: true,
  text: true,
  session: false,
  page: false,
  cursor: false,
  'cache-buster': false,
}

/** The history of a part of which no value has been noted. */
export const createPartValues = (kind: Part['kind']): PartValues => ({
  kept: keptAtFirst[kind],
  settled: kind === 'cursor' || kind === 'cache-buster',
  kind,
  last: '',
  lastNumber: Number.NaN,
  seen: new Map(),
  returned: new Set(),
  changes: 0,
  returns: 0,
  rising: 0,
  falling: 0,
  typed: 0,
  taken: 0,
})

/** Notes whether the next value, which is another, stands in the answer before. To be told before `noteValue`. */
export function noteTaken(values: PartValues, isTaken: boolean): void {
  values.taken = isTaken ? values.taken + 1 : 0
}

/** Notes the value of a request. @param at start of the request @returns whether `kept` has changed */
export function noteValue(values: PartValues, value: string, at: Moment): boolean {
  const { last, seen } = values
  if (value === last && (seen.size > 0 || values.settled)) return false
  if (values.settled) {
    // Whether text is still being typed is asked of a part that is decided on, too.
    // So is whether a cursor, or a time, goes back.
    if (values.kind !== 'text' && values.kind !== 'stable') noteDirection(values, last, value)
    // Nobody asks whether a cursor or a cache-buster, which is settled from the first value on, is typed.
    if (values.changes > 0) noteTyped(values, last, value)
    values.last = value
    return false
  }
  values.last = value
  values.changes++
  if (seen.has(value)) {
    values.returns++
    if (values.returned.size < minReturned) values.returned.add(value)
  }
  setBounded(seen, value, at, maxSeenValues)
  noteDirection(values, last, value)
  noteTyped(values, last, value)
  const kept = decide(values, at)
  if (kept === values.kept) return false
  values.kept = kept
  // A part whose values returned is no counter from then on. Typed text stays out of the key, though a person may type it again.
  if (kept || isTyped(values)) values.settled = true
  return true
}

function noteDirection(values: PartValues, last: string, value: string): void {
  const number = value === '' ? Number.NaN : Number(value)
  const step = number - values.lastNumber
  values.lastNumber = number
  const numeric = Number.isFinite(step)
  const isLess = numeric ? step < 0 : isDate(value) && isDate(last) && value < last
  values.rising = numeric && step > 0 ? values.rising + 1 : 0
  values.falling = isLess ? values.falling + 1 : 0
}

/** A date, a month or a week (ISO 8601). */
const isDate = (value: string) => /^\d{4}-W?\d\d/.test(value)

function noteTyped(values: PartValues, last: string, value: string): void {
  const goesOn = last !== '' && value !== '' && (value.startsWith(last) || last.startsWith(value))
  values.typed = goesOn ? values.typed + 1 : 0
}

/** Values in a row that extend or shorten the one before, of a part whose name does not say that it is text. */
const minTypedOfOther = 3

const isTyped = ({ kind, typed, returns }: PartValues) =>
  (kind === 'text' && typed >= minTyped) || (kind === 'stable' && typed >= minTypedOfOther && returns === 0)

const hasLetters = /\p{L}/u

/** Whether the last value is what a person typed on: it extends or shortens the one before. To be asked after `noteValue`. */
export const isTypedOn = ({ typed, last, changes }: PartValues): boolean =>
  changes > 1 && hasLetters.test(last) && typed > 0

/** Whether a text is words, and no id, number or time: words have no digits, and sentences have spaces and no year. */
const isInWords = (text: string) => !/\d/.test(text) || (/\s/.test(text) && !/\b(19|20)\d\d\b/.test(text))

/** Texts in a row from which on they are different questions, though no name says that the part is a text. */
const minNewTexts = 3
/** The same where a name does. */
const minNewTextsByName = 2

/**
 * Whether the last value is a text in words that no request before had, as where somebody looks one thing up after the other: a poll asks the
 * same question again. To be asked after `noteValue`.
 */
export const isNewText = ({ kind, last, returns, seen }: PartValues): boolean =>
  (kind === 'text' || kind === 'stable') &&
  returns === 0 &&
  seen.size >= (kind === 'text' ? minNewTextsByName : minNewTexts) &&
  hasLetters.test(last) &&
  isInWords(last)

/** Values in a row that must have stood in the answer before, and values in all, from which on a part is a cursor. */
const minTaken = 2
const minTakenValues = 3

/** Whether the part belongs to the key from now on. */
function decide(values: PartValues, at: Moment): boolean {
  const { seen, returns, returned, changes, kind } = values
  if (values.kept) {
    if (isTyped(values)) return false
    if (values.taken >= minTaken && seen.size >= minTakenValues && returns === 0) return false
    if (returns > 0) return true
    if (seen.size < minUnreturned) return true
    const [oldest] = seen.values()
    const counts = values.rising >= minUnreturned - 1 || values.falling >= minUnreturned - 1
    return !(counts || at - oldest! >= minUnreturnedTime || seen.size >= minUnreturnedAtAnyPace)
  }
  const hasReturned = returned.size >= minReturned && returns >= (kind === 'page' ? minReturnsOfPage : minReturns)
  return hasReturned && returns >= minReturnShare * (changes - seen.size)
}
