import type { Milliseconds } from '../base/units.ts'
import type { Session } from '../session/session.ts'
import { networkRoundTrip } from '../traffic/origin.ts'
import { noteNews, wantsRoundTrip } from './parts/replay.ts'
import type { Stream } from './stream.ts'

/**
 * Counts news that came to the page.
 * @param batch updates that it brought at once: they are taken to have come evenly since the answer before
 */
export function addUpdate(session: Session, stream: Stream, at: Milliseconds, batch = 1): void {
  stream.updates++
  const { replay, firstAt, samples } = stream
  if (wantsRoundTrip(replay)) replay.roundTrip = networkRoundTrip(session, stream)
  const since = samples.at(-1)?.end
  // The first answer holds what there was before.
  if (batch === 1 || since === undefined) return noteNews(replay, at, firstAt)
  for (let index = 1; index <= batch; index++)
    noteNews(replay, since + (Math.max(0, at - since) * index) / batch, firstAt)
}
