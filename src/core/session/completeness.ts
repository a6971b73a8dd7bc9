import type { Stream } from '../stream/stream.ts'
import type { Session } from './session.ts'

/** Counts a payload of which only the head, or nothing, was kept. */
export function countCut(session: Session, stream: Stream): void {
  stream.truncated++
  session.truncated++
}
