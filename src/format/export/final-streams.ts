import type { Session } from '../../core/session/session.ts'
import type { Watch } from '../../core/stream/watch.ts'

type Exchange = Parameters<NonNullable<Watch['moved']>>[0]

/**
 * The streams that things belong to at the end of a session. While events come, two streams may turn out to be one, and a request may
 * move to another stream. So a session is read once with this watch, and once more to write its rows under the names found.
 */
export interface FinalStreams {
  /** For the first reading. */
  watch: Watch
  /** Called once the first reading is over. */
  finish(session: Session): void
  /**
   * The id at the end of the session.
   * @param id of the stream at the time of the row, in the second reading
   * @param exchange that the row is a part of
   */
  idOf(id: string, exchange?: Exchange): string
}

/**
 * Without any names yet. Memory holds a number for each request that moved after it had a row, which is rare, and a name for each stream
 * that became part of another.
 */
export function createFinalStreams(): FinalStreams {
  const became = new Map<string, string>()
  // Two levels of maps, because a key made of both parts would take three times the memory.
  const movedTo = new Map<string, Map<number, string>>()
  return {
    watch: {
      moved({ doc, id, stream, sent, weight }) {
        const ofDocument = movedTo.get(doc) ?? new Map<number, string>()
        // A request without a body that is not weighed yet has had no row: its rows will tell their stream themselves.
        if (sent === 0 && !weight && !ofDocument.has(id)) return
        movedTo.set(doc, ofDocument.set(id, stream.id))
      },
      letGo: ({ id, mergedInto }) => void (mergedInto && became.set(id, mergedInto.id)),
    },
    finish({ streams }) {
      for (const { id, mergedInto } of streams.all) if (mergedInto) became.set(id, mergedInto.id)
    },
    idOf(id, exchange) {
      let found = (exchange && movedTo.get(exchange.doc)?.get(exchange.id)) ?? id
      for (let next = became.get(found); next !== undefined; next = became.get(found)) found = next
      return found
    },
  }
}
