import type { Moment } from '../../core/base/units.ts'

/**
 * Remembers which entries have been reported, because both the whole log and the notice of an entry's end may show it.
 * Entries that began within a millisecond may share a key and are distinguished by their number.
 */
export interface ToldEntries {
  /**
   * The browser gave notice of an entry that has ended.
   * @returns whether the entry is new
   */
  heard(key: string, at: Moment): boolean
  /**
   * The whole log shows an entry: the `nth` of its key, from 1, which ended at `end`.
   * @returns whether the entry is new
   */
  shown(key: string, nth: number, end: Moment): boolean
  /** Everything reported since `since` is remembered, because the whole log will be read for it. Undefined ends this. */
  keepFrom(since: Moment | undefined): void
}

/** In ms. A notice on its way when listening stopped is lost, so the whole log is read from this long before. */
export const remembers = 1000

/** An empty memory of reported entries. */
export function createToldEntries(): ToldEntries {
  // Entries that the whole log has shown; a notice may follow.
  const shown = new Map<string, { count: number; end: Moment }>()
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
