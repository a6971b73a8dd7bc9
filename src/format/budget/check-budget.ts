import type { Analysis, StreamAnalysis } from '../../core/analysis/analysis.ts'
import { type Technique, techniqueLabels } from '../../core/verdict/technique.ts'
import type { Budget, Limits } from './budget.ts'
import { type LimitName, limits, type Unit } from './limits.ts'

/** One limit of a budget, held against what was seen. */
export interface CheckedLimit {
  /** The streams that are limited: `all streams`, a technique, or a pattern of URLs. */
  scope: string
  limit: LimitName | 'forbidden'
  unit: Unit
  allowed: number
  /** Null where no stream has such a figure: then the limit is kept. */
  seen: number | null
  kept: boolean
  /** Ids of the streams that are limited. */
  streams: readonly string[]
}

/** Holds an analysis against a budget. @returns all limits, in the order of the budget */
export function checkBudget({ streams }: Analysis, budget: Budget): CheckedLimit[] {
  const ofTechnique = (technique: Technique) => streams.filter((stream) => stream.technique === technique)
  return [
    ...(budget.forbidden ?? []).map((technique) => forbidden(technique, ofTechnique(technique))),
    ...checked('all streams', streams, budget.totals ?? {}),
    ...Object.entries(budget.techniques ?? {}).flatMap(([technique, own]) =>
      checked(techniqueLabels[technique as Technique], ofTechnique(technique as Technique), own),
    ),
    ...(budget.streams ?? []).flatMap(({ url, limits: own }) =>
      checked(
        url,
        streams.filter((stream) => fitsPattern(stream.url, url)),
        own,
      ),
    ),
  ]
}

function forbidden(technique: Technique, streams: readonly StreamAnalysis[]): CheckedLimit {
  const { length } = streams
  const ids = streams.map(({ id }) => id)
  const scope = techniqueLabels[technique]
  return { scope, limit: 'forbidden', unit: 'number', allowed: 0, seen: length, kept: length === 0, streams: ids }
}

function checked(scope: string, streams: readonly StreamAnalysis[], own: Limits): CheckedLimit[] {
  const ids = streams.map(({ id }) => id)
  return (Object.entries(own) as [LimitName, number][]).map(([limit, allowed]) => {
    const { unit, of } = limits[limit]
    const seen = of(streams)
    return { scope, limit, unit, allowed, seen, kept: seen === null || seen <= allowed, streams: ids }
  })
}

/** Whether a text fits a pattern, in which `*` stands for any text. Takes time linear in the text, whatever the pattern. */
export function fitsPattern(text: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  const last = rest.pop()
  if (last === undefined) return text === first
  if (!text.startsWith(first) || !text.endsWith(last)) return false
  let at = first.length
  for (const part of rest) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at + last.length <= text.length
}
