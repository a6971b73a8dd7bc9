import type { Milliseconds } from '../../core/base/units.ts'

/**
 * Which entries have been told of, where both the log as a whole and word of each entry that is over may tell of one. Entries
 * that began within a millisecond may share a key; they are told apart by their number.
 */
export interface ToldEntries {
  /** There is word of an entry that is over. @returns whether it is news */
  heard(key: string, at: Milliseconds): boolean
  /** The log shows an entry, the `nth` of its key, from 1, which ended at `end`. @returns whether it is news */
  shown(key: string, nth: number, end: Milliseconds): boolean
  /** The log is asked for what ended since then: all that is told is remembered. Undefined: it no longer is. */
  keepFrom(since: Milliseconds | undefined): void
}

/** Ms. Word that was under way when nobody listened any more is lost: the log is asked for what ended so long before. */
export const remembers = 1000

export function createToldEntries(): ToldEntries {
  // Of what was shown, word may still come.
  const shown = new Map<string, { count: number; end: Milliseconds }>()
  let heard = new Map<string, number>()
  let heardBefore = new Map<string, number>()
  let begun = 0
  let keeping = true
  return {
    heard(key, at) {
      if (!keeping && at - begun > remembers) {
        heardBefore = heard
        heard = new Map()
        begun = at
      }
      heard.set(key, (heard.get(key) ?? 0) + 1)
      const known = shown.get(key)
      if (!known) return true
      if (known.count === 1) shown.delete(key)
      else known.count--
      return false
    },
    shown(key, nth, end) {
      const known = shown.get(key)
      const count = known?.count ?? 0
      if ((heardBefore.get(key) ?? 0) + (heard.get(key) ?? 0) + count >= nth) return false
      shown.set(key, { count: count + 1, end })
      return true
    },
    keepFrom(since) {
      keeping = since !== undefined
      if (since === undefined) return
      for (const [key, { end }] of shown) if (end < since) shown.delete(key)
    },
  }
}
