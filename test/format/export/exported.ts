import { analyze } from '../../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../../src/core/event/event.ts'
import { applyEvent } from '../../../src/core/session/apply-event.ts'
import { createSession, talliesOnly } from '../../../src/core/session/session.ts'
import { endAllUnread } from '../../../src/core/session/unread.ts'
import type { ExportSource } from '../../../src/format/export/export-source.ts'
import { createFinalStreams } from '../../../src/format/export/final-streams.ts'

/** Events in order of time, as a session has them. */
export const inOrder = (events: readonly CaptureEvent[]): CaptureEvent[] =>
  events
    .map((event, index) => ({ event, index }))
    .sort((a, b) => a.event.at - b.event.at || a.index - b.index)
    .map(({ event }) => event)

/** A session of these events as writers get it, its totals, and what was noted. @param shown the events as they may be written */
export function sourceOf(
  unordered: readonly CaptureEvent[],
  shown: (events: readonly CaptureEvent[]) => readonly CaptureEvent[] = (events) => events,
) {
  const events = inOrder(unordered)
  const written = shown(events)
  const finalStreams = createFinalStreams()
  const session = createSession(talliesOnly, finalStreams.watch)
  for (const event of events) applyEvent(session, event)
  endAllUnread(session)
  finalStreams.finish(session)
  const notes: string[] = []
  const source: ExportSource = {
    analysis: analyze(session, 'Chromium 156'),
    finalStreams,
    async *replay(watch) {
      const again = createSession(talliesOnly, watch)
      for (const [index, event] of written.entries()) {
        applyEvent(again, event)
        if (index % 7 === 0) yield again
      }
      endAllUnread(again)
      yield again
    },
    async *events(wanted = () => true) {
      // What is wanted is asked of the events as they were captured.
      const chosen = shown(events.filter((event) => wanted(event)))
      for (let from = 0; from < chosen.length; from += 7) yield chosen.slice(from, from + 7)
    },
    browser: () => 'Chromium 156',
    isRedacted: () => false,
    redactions: () => [],
    note: (sentence) => notes.push(sentence),
  }
  return { source, session, notes }
}

/** All that a writer writes. */
export async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}
