import type { Watch } from '../../core/stream/watch.ts'
import type { ExportSource } from './export-source.ts'
import { type MessageRow, messageRow } from './message-row.ts'
import { createTimeWindow } from './time-window.ts'
import { unlisted } from './unlisted.ts'

/**
 * The messages, request bodies and answers of all streams together, in order of time. Memory does not grow with the session: a row that
 * was reported later than its neighbours by more than `time-window.ts` holds is out of order. Rows of streams that the analysis does not
 * list are left out, which is told in the end.
 */
export async function* messagesInOrder(source: ExportSource): AsyncGenerator<readonly MessageRow[]> {
  const listed = new Set(source.analysis.streams.map(({ id }) => id))
  const window = createTimeWindow<MessageRow>()
  let leftOut = 0
  const watch: Watch = {
    row({ id }, row, exchange) {
      const stream = source.finalStreams.idOf(id, exchange)
      if (listed.has(stream)) window.add(messageRow(stream, row, exchange))
      else leftOut++
    },
  }
  for await (const _ of source.replay(watch, true)) yield window.due()
  yield window.rest()
  if (leftOut > 0) source.note(unlisted(leftOut, 'messages and answers'))
}
