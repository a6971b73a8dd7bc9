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

/** What was replaced, and what was not by choice. */
export interface RedactionReport {
  /** Sum of the different values of all rules and places. */
  values: number
  /** In order of first occurrence. */
  counts: RedactionCount[]
  /** Hosts of the session in order of first occurrence, and how often a value was replaced in the traffic of each. */
  hosts: { host: string; times: number }[]
  /** Rules by which nothing was replaced. */
  keptRules: RuleId[]
  /** Hosts whose traffic stayed as it was. */
  keptHosts: string[]
  /** Hosts whose traffic was left out. */
  droppedHosts: string[]
  /** Events that were left out with them. */
  droppedEvents: number
}

/** Replaces values, and counts them. */
export interface Concealer {
  conceal(value: string, meaning: NameMeaning): string
  /** Where the values come from that are concealed from now on. @param flow one request or connection, or all of one address */
  at(place: RedactionPlace, flow: string): void
  /** Whose traffic follows; undefined for none. */
  of(host: string | undefined): void
  counts(): Pick<RedactionReport, 'values' | 'counts' | 'hosts'>
}

/** Hosts that are counted one by one: of further ones the values count, too. */
const maxHosts = 1000

/** @param keeps rules by which nothing is replaced */
export function createConcealer(keeps: ReadonlySet<RuleId>): Concealer {
  const pseudonyms = createPseudonyms()
  const counts = new Map<string, RedactionCount>()
  const seen = createSeen()
  let place: RedactionPlace = 'other text'
  let flow = ''
  const hosts = new Map<string, number>()
  let host: string | undefined
  return {
    conceal(value, { rule }) {
      if (rule === undefined || keeps.has(rule) || value.trim() === '') return value
      const key = `${rule} ${place}`
      const count = counts.get(key) ?? { rule, place, values: 0, times: 0, first: masked(value) }
      counts.set(key, count)
      count.times++
      if (host !== undefined && hosts.has(host)) hosts.set(host, hosts.get(host)! + 1)
      if (seen.isNew(`${key} ${value}`)) count.values++
      return pseudonyms.of(value, `${flow} ${key}`, isChosenByPerson(rule))
    },
    at(nextPlace, nextFlow) {
      place = nextPlace
      flow = nextFlow
    },
    of(next) {
      host = next
      if (host !== undefined && !hosts.has(host) && hosts.size < maxHosts) hosts.set(host, 0)
    },
    counts: () => ({
      values: [...counts.values()].reduce((sum, { values }) => sum + values, 0),
      counts: [...counts.values()].map((count) => ({ ...count })),
      hosts: [...hosts].map(([name, times]) => ({ host: name, times })),
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
