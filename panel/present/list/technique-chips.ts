import { type Technique, techniqueLabels, techniques } from '../../../src/core/verdict/technique.ts'
import type { Analysed } from '../analysed.ts'
import { shortLabels } from '../words/technique-words.ts'

/** A button that shows only one technique; with its drawing it also serves as the legend. */
export interface TechniqueChip {
  technique: Technique
  label: string
  title: string
  count: number
  chosen: boolean
}

/** A chip for each technique that was seen or is chosen, in the usual order. */
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

/**
 * The chosen techniques after a click on a chip: only this one, or none if it was the only one.
 * @param together Ctrl was pressed: the chip is added or removed instead
 */
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
