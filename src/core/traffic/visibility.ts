import type { Milliseconds, Moment } from '../base/units.ts'

/** Whether a person can see a document. One that is `away` was left: it may wait in the back/forward cache, where it does nothing. */
export type VisibilityState = 'visible' | Unseen

type Unseen = 'hidden' | 'away'

/** A time that is over in which nobody could see the document. */
interface Spell {
  state: Unseen
  from: Moment
  to: Moment
}

/** When a document was hidden, by its own clock. One of which nobody says so counts as visible. */
export interface Visibility {
  state: VisibilityState
  /** Since when it is in this state. */
  since: Moment
  /** Spells that are over, in order of time, the last few; and how long the ones before them were, all together. */
  over: Spell[]
  forgotten: Record<Unseen, Milliseconds>
}

/** Spells that are remembered of a document: a person who changes tabs twice a minute makes them in two hours. */
const maxSpells = 256

export const createVisibility = (): Visibility => ({
  state: 'visible',
  since: Number.NEGATIVE_INFINITY,
  over: [],
  forgotten: { hidden: 0, away: 0 },
})

/** Notes the state of the document from this time on. */
export function noteVisibility(visibility: Visibility, state: VisibilityState, at: Moment): void {
  const { state: before, since: from, over, forgotten } = visibility
  if (state === before) return
  if (before !== 'visible' && at > from) over.push({ state: before, from, to: at })
  if (over.length > maxSpells) {
    const { state: gone, from: start, to } = over.shift()!
    forgotten[gone] += to - start
  }
  visibility.state = state
  visibility.since = Math.max(from, at)
}

/**
 * How long the document had been hidden at this time, without a break; undefined where it was not. Hooks report in batches, so that the
 * time may be before the last change of the state.
 */
export function hiddenFor({ state, since, over }: Visibility, at: Moment): Milliseconds | undefined {
  if (at >= since) return state === 'hidden' ? at - since : undefined
  for (let place = over.length - 1; place >= 0; place--) {
    const spell = over[place]!
    if (at >= spell.to) return undefined
    if (at >= spell.from) return spell.state === 'hidden' ? at - spell.from : undefined
  }
  return undefined
}

/**
 * How long the document was in a state between two times. Where `from` is before all spells that are remembered, the forgotten ones
 * count, too.
 * @param first the part of each spell that counts, from its beginning
 */
export function timeIn(
  { state, since, over, forgotten }: Visibility,
  wanted: Unseen,
  from: Moment,
  to: Moment,
  first: Milliseconds = Number.POSITIVE_INFINITY,
): Milliseconds {
  const within = (begin: Moment, end: Moment) => Math.max(0, Math.min(to, end, begin + first) - Math.max(from, begin))
  let sum = state === wanted ? within(since, to) : 0
  for (const spell of over) if (spell.state === wanted) sum += within(spell.from, spell.to)
  const [earliest] = over
  // The forgotten ones are taken to be short, as so many of them are.
  return earliest && from < earliest.from ? sum + forgotten[wanted] : sum
}
