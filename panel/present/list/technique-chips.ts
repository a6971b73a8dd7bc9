import { type Technique, techniqueLabels, techniques } from '../../../src/core/verdict/technique.ts'
import type { Analysed } from '../analysed-streams.ts'
import { shortLabels } from '../words/technique-words.ts'

/** A button that shows one technique only; with its drawing it is the legend as well. */
export interface TechniqueChip {
  technique: Technique
  label: string
  title: string
  count: number
  chosen: boolean
}

/** A chip for each technique that was seen or is chosen, in their usual order. */
export function techniqueChips(streams: readonly Analysed[], chosen: ReadonlySet<Technique>): TechniqueChip[] {
  const counts = new Map<Technique, number>()
  for (const { analysis } of streams) counts.set(analysis.technique, (counts.get(analysis.technique) ?? 0) + 1)
  return techniques.flatMap((technique) => {
    const count = counts.get(technique) ?? 0
    if (count === 0 && !chosen.has(technique)) return []
    return [
      {
        technique,
        label: shortLabels[technique],
        title: `Show only ${techniqueLabels[technique]}`,
        count,
        chosen: chosen.has(technique),
      },
    ]
  })
}

/** What is chosen after a click: only this one, or nothing when it was the only one; with Ctrl it is added or taken away. */
export function toggledChips(
  chosen: ReadonlySet<Technique>,
  technique: Technique,
  together: boolean,
): ReadonlySet<Technique> {
  if (!together) return chosen.size === 1 && chosen.has(technique) ? new Set() : new Set([technique])
  const next = new Set(chosen)
  if (!next.delete(technique)) next.add(technique)
  return next
}
