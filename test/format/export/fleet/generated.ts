import { type Analysis, analyze } from '../../../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../../../src/core/event/event.ts'
import { applyEvent } from '../../../../src/core/session/apply-event.ts'
import { createSession, talliesOnly } from '../../../../src/core/session/session.ts'
import { endAllUnread } from '../../../../src/core/session/unread.ts'
import { eventLine, headerLine } from '../../../../src/format/session/write.ts'
import { connection, every, heldOneAfterAnother, page, type StoryPart, streamed } from '../../../core/story.ts'
import { seeded } from '../../../seeded.ts'
import { inOrder } from '../exported.ts'

const day = 86_400_000
const timed = ['at', 'start', 'asked', 'first', 'end'] as const

/** Events that happen some milliseconds later. */
export const msLater = (events: readonly CaptureEvent[], ms: number): CaptureEvent[] =>
  events.map((event) => {
    const fields: Record<string, unknown> = { ...event }
    for (const name of timed) if (typeof fields[name] === 'number') fields[name] += ms
    return fields as unknown as CaptureEvent
  })

/** A small session of a page with a few streams, at a time of its own. Equal seeds give equal sessions, but for the numbers of requests. */
export function generatedSession(seed: number): CaptureEvent[] {
  const random = seeded(seed)
  const below = (most: number) => Math.floor(random() * most)
  const news = random()
  const parts: readonly (() => StoryPart)[] = [
    () =>
      every(500 + below(4) * 500, 4 + below(8), (n) => ({
        url: '/quotes',
        body: `{"price":${random() < news ? n : 0}}`,
      })),
    () => every(900, 3 + below(5), (n) => ({ url: `/items?since=${n}`, body: '[]' })),
    () =>
      heldOneAfterAnother(
        Array.from({ length: 4 + below(4) }, () => 800 + below(2000)),
        { url: '/wait', body: `${seed}` },
      ),
    () =>
      streamed(
        'text/event-stream',
        Array.from({ length: 2 + below(6) }, (_, n) => [200 + n * 700, `data: ${n}\n\n`]),
      ),
    () =>
      connection(
        'websocket',
        Array.from({ length: 2 + below(9) }, (_, n) => [150 + n * 400, n % 4 ? '<' : '>', `{"n":${n}}`]),
      ),
    () =>
      connection(
        'eventsource',
        Array.from({ length: 1 + below(4) }, (_, n) => [150 + n * 900, '<', `${n}`]),
      ),
  ]
  const events = [page(), ...parts.filter(() => random() < 0.5).map((part) => part())].flat()
  return msLater(inOrder(events), below(5) * day + seed)
}

/** A session file of these events. */
export const fileOf = (events: readonly CaptureEvent[]): string =>
  headerLine({ browser: 'Chromium 156', redacted: false, createdAt: 1 }) +
  events.map((event) => eventLine(event)).join('')

/** What the core says of these events. */
export function analysisOf(events: readonly CaptureEvent[]): Analysis {
  const session = createSession(talliesOnly)
  for (const event of events) applyEvent(session, event)
  endAllUnread(session)
  return analyze(session, 'Chromium 156')
}
