import type { NameMeaning } from './name-meaning.ts'
import { createPseudonyms } from './pseudonyms.ts'
import { isChosenByPerson, type RuleId } from './rules.ts'

/** Where a value stood, for people. */
export type RedactionPlace =
  | 'URL'
  | 'request body'
  | 'answer'
  | 'message'
  | 'event name or id'
  | 'sub-protocol'
  | 'close reason'
  | 'WebRTC'
  | 'sentence'
  | 'other text'

/** The values that one rule replaced in one kind of place. */
export interface RedactionCount {
  rule: RuleId
  place: RedactionPlace
  /** Different values; those of a session with more than 100,000 are counted again when they come back. */
  values: number
  /** How often they were replaced. */
  times: number
  /** The first of them, all but its ends hidden. */
  first: string
}

/** What was replaced, in order of first occurrence. */
export interface RedactionReport {
  values: number
  counts: RedactionCount[]
}

/** Replaces values, and counts them. */
export interface Concealer {
  conceal(value: string, meaning: NameMeaning): string
  /** Where the values come from that are concealed from now on. @param flow one request or connection, or all of one address */
  at(place: RedactionPlace, flow: string): void
  report(): RedactionReport
}

/** @param keeps rules by which nothing is replaced */
export function createConcealer(keeps: ReadonlySet<RuleId>): Concealer {
  const pseudonyms = createPseudonyms()
  const counts = new Map<string, RedactionCount>()
  const seen = createSeen()
  let place: RedactionPlace = 'other text'
  let flow = ''
  return {
    conceal(value, { rule }) {
      if (rule === undefined || keeps.has(rule) || value.trim() === '') return value
      const key = `${rule} ${place}`
      const count = counts.get(key) ?? { rule, place, values: 0, times: 0, first: masked(value) }
      counts.set(key, count)
      count.times++
      if (seen.isNew(`${key} ${value}`)) count.values++
      return pseudonyms.of(value, `${flow} ${key}`, isChosenByPerson(rule))
    },
    at(nextPlace, nextFlow) {
      place = nextPlace
      flow = nextFlow
    },
    report: () => ({
      values: [...counts.values()].reduce((sum, { values }) => sum + values, 0),
      counts: [...counts.values()].map((count) => ({ ...count })),
    }),
  }
}

/** Values that are remembered as counted. */
const maxSeen = 100_000

function createSeen() {
  let young = new Set<string>()
  let old = young
  return {
    isNew(value: string): boolean {
      const isNew = !young.has(value) && !old.has(value)
      young.add(value)
      if (young.size >= maxSeen) {
        old = young
        young = new Set()
      }
      return isNew
    },
  }
}

/** Characters at both ends of a value that are shown, of one that is long enough to lose them. */
const shownEnds = 2
const minShown = 12

/** A value for somebody to recognise who knows it: its length, and the ends of a long one. */
function masked(value: string): string {
  const symbols = [...value]
  if (symbols.length < minShown) return '•'.repeat(symbols.length)
  const hidden = Math.min(8, symbols.length - 2 * shownEnds)
  return `${symbols.slice(0, shownEnds).join('')}${'•'.repeat(hidden)}${symbols.slice(-shownEnds).join('')} (${symbols.length} characters)`
}
