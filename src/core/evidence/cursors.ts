import type { Moment } from '../base/units.ts'
import type { ExchangeSample } from '../stream/parts/samples.ts'

/** How requests that ask for what follows a cursor (`?since=41`) go on from each other. */
export interface CursorCounts {
  /** Requests whose cursor differs from that of the request before. */
  cursorMoves: number
  /** Of those, requests for what is older than the last answer. */
  cursorsBack: number
  /**
   * Requests with a cursor whose updates the server had already sent in an earlier answer: one poller goes on from that answer, a
   * second poller asks for the same updates once more.
   */
  cursorsAskedAgain: number
}

/** @param samples in order of their start */
export function countCursors(samples: readonly ExchangeSample[]): CursorCounts {
  const sentAt = new Map<string, Moment>()
  let cursorMoves = 0
  let cursorsBack = 0
  let cursorsAskedAgain = 0
  for (const [index, { cursor, readsBack, start, end, news }] of samples.entries()) {
    if (cursor === undefined) continue
    if (index > 0 && cursor !== samples[index - 1]!.cursor) {
      cursorMoves++
      // A number that grows goes forward, whatever its name.
      if (readsBack && !(Number(cursor) > Number(samples[index - 1]!.cursor))) cursorsBack++
    }
    const sent = sentAt.get(cursor)
    if (sent !== undefined && sent <= start) cursorsAskedAgain++
    if (news && sent === undefined) sentAt.set(cursor, end)
  }
  return { cursorMoves, cursorsBack, cursorsAskedAgain }
}
