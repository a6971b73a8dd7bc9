import { techniqueLabels } from '../../core/verdict/technique.ts'
import type { Difference, Figures, Side } from './diff-analyses.ts'

/** Change of a figure, as a share, below which two sessions are alike: no two runs of a page are equal. */
const minChange = 0.05
/** The same of a share of answers or bytes, in itself. */
const minShareChange = 0.02

const rates: readonly [keyof Figures, string, (value: number) => string][] = [
  ['requestsPerHour', 'requests/h', (value) => `${Math.round(value)}`],
  ['updatesPerHour', 'updates/h', (value) => `${Math.round(value)}`],
  ['bytesPerHour', 'bytes/h', (value) => `${Math.round(value)}`],
  ['stalenessMeanMs', 'late by', (value) => `${Math.round(value)} ms`],
]
const shares: readonly [keyof Figures, string][] = [
  ['wastedShare', 'wasted'],
  ['overheadShare', 'overhead'],
]

/** A comparison for people: a line for each method and URL whose technique or figures differ, and one for all that do not. */
export function diffTable(differences: readonly Difference[], totals: { before: Side; after: Side }): string {
  const told = differences.map((one) => ({ one, words: changeWords(one) }))
  const changed = told.filter(({ words }) => words !== '')
  const alike = told.length - changed.length
  return [
    ...changed.map(({ one: { method, url }, words }) => `${method} ${url}: ${words}`),
    ...(alike > 0 ? [`${alike} more ${alike === 1 ? 'is' : 'are'} as before`] : []),
    `all streams: ${figureWords(totals.before.figures, totals.after.figures) || 'as before'}`,
  ].join('\n')
}

function changeWords({ before, after }: Difference): string {
  if (!before) return `new, ${techniqueWords(after!)}`
  if (!after) return `gone, was ${techniqueWords(before)}`
  const [old, young] = [techniqueWords(before), techniqueWords(after)]
  const figures = figureWords(before.figures, after.figures)
  return [old === young ? '' : `${old} → ${young}`, figures].filter((words) => words !== '').join('; ')
}

const techniqueWords = ({ techniques, streams }: Side) =>
  techniques.map((technique) => techniqueLabels[technique]).join(' and ') + (streams > 1 ? ` (${streams} streams)` : '')

function figureWords(before: Figures, after: Figures): string {
  const words: string[] = []
  for (const [name, label, inWords] of rates) {
    const [old, young] = [before[name], after[name]]
    if (old === null || young === null || Math.abs(young - old) <= minChange * old) continue
    const change = old === 0 ? '' : ` (${young > old ? '+' : '−'}${Math.round((Math.abs(young - old) / old) * 100)} %)`
    words.push(`${label} ${inWords(old)} → ${inWords(young)}${change}`)
  }
  for (const [name, label] of shares) {
    const [old, young] = [before[name], after[name]]
    if (old === null || young === null || Math.abs(young - old) <= minShareChange) continue
    words.push(`${label} ${Math.round(old * 100)} % → ${Math.round(young * 100)} %`)
  }
  return words.join(', ')
}
