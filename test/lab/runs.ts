import type { LabCounters } from './counters.ts'
import { createFeed } from './feed.ts'
import { createRun, type Run } from './run.ts'
import type { LabTechniqueId } from './techniques.ts'

export interface Runs {
  /** The run that a request is part of; the first request starts it. */
  of(technique: LabTechniqueId, query: URLSearchParams): Run
  /** Forgets every run; open connections continue. */
  forget(): void
}

/**
 * Runs by technique and by the `feed` parameter of their requests; `seed` and `mean` (milliseconds) select another feed.
 */
export function createRuns(counters: LabCounters, seed: number, meanMs: number): Runs {
  const runs = new Map<string, Run>()

  return {
    of(technique, query) {
      // Requests without `feed`, such as those made by hand, share a run.
      const key = `${technique} ${query.get('feed') ?? ''}`
      const known = runs.get(key)
      if (known) return known
      const feed = createFeed(number(query.get('seed'), seed), number(query.get('mean'), meanMs))
      const run = createRun(feed, counters[technique])
      runs.set(key, run)
      return run
    },
    forget: () => runs.clear(),
  }
}

function number(text: string | null, otherwise: number): number {
  const value = Number(text)
  return text === null || text === '' || !Number.isFinite(value) ? otherwise : value
}
