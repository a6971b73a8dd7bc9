import type { Milliseconds, Moment } from '../base/units.ts'
import { timeIn } from '../traffic/visibility.ts'
import type { Stream } from './stream.ts'

/**
 * How long the stream's document was hidden, or left, between two times.
 * @param first the part of each such time that counts, from its beginning
 */
export const unseenTime = (
  { document }: Stream,
  state: 'hidden' | 'away',
  from: Moment,
  to: Moment,
  first?: Milliseconds,
): Milliseconds => timeIn(document.visibility, state, from, to, first)
