import type { Bytes, Moment } from '../base/units.ts'
import { hiddenFor } from '../traffic/visibility.ts'
import { countHiddenMessage } from './parts/hidden-traffic.ts'
import type { Stream } from './stream.ts'

/** Notes a message of a connection, or of a response that streams, among those that crossed while the document was hidden, if it did. */
export function noteIfHidden({ document, hidden }: Stream, dir: 'in' | 'out', at: Moment, bytes: Bytes): void {
  const time = hiddenFor(document.visibility, at)
  if (time !== undefined) countHiddenMessage(hidden, dir, bytes, time)
}
