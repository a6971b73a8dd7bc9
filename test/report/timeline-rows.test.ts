import { describe, expect, test } from 'vitest'
import type { MessageRows } from '../../src/core/analysis/stream-facts.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { createSession, type Session, talliesOnly } from '../../src/core/session/session.ts'
import { Row } from '../../src/core/stream/parts/message-log.ts'
import { createTimelineRows } from '../../src/report/timeline-rows.ts'
import { connection, page } from '../core/story.ts'
import { seededStory } from '../golden/seeded-story.ts'

/** What a session of the events keeps for its timeline. */
function keptOf(events: readonly CaptureEvent[], most?: number) {
  const rows = createTimelineRows(most)
  const session = take(createSession(talliesOnly, rows.watch), events)
  rows.finish(session)
  return { session, rows, of: (id: string) => asRows(rows.of(id)) }
}

function take(session: Session, events: readonly CaptureEvent[]): Session {
  for (const event of events) applyEvent(session, event)
  return session
}

const asRows = (log: MessageRows) =>
  Array.from({ length: log.length }, (_, row) => ({
    at: Math.floor(log.at[row]!),
    out: (log.bits[row]! & Row.out) !== 0,
    wasted: (log.bits[row]! & Row.wasted) !== 0,
  }))

/** Messages to a socket, one after another; each `nth` is news, the others are heartbeats. */
const socket = (times: number, every: number) => [
  ...page(),
  ...connection(
    'websocket',
    Array.from({ length: times }, (_, index) => [200 + index * every, '<', `{"n":${index}}`]),
  ),
]

describe('while there is room, the rows are those that the panel keeps', () => {
  test.each(Array.from({ length: 12 }, (_, index) => index + 1))('of seeded story %i', (seed) => {
    const events = seededStory(seed)
    const panel = take(createSession(), events)
    const { of } = keptOf(events)
    const compared = panel.streams.all.filter(({ messages }) => messages.length > 0)
    expect(compared.length).toBeGreaterThan(0)
    for (const { id, messages } of compared) {
      // Within a millisecond one row of each direction is kept.
      const cells = (rows: ReturnType<typeof asRows>) =>
        [...new Set(rows.map(({ at, out }) => `${at} ${out ? 'out' : 'in'}`))].sort()
      expect(cells(of(id)), id).toEqual(cells(asRows(messages)))
    }
  })
})

test('a long session is kept from end to end, in few rows', () => {
  const events = socket(20_000, 7)
  const { session, rows } = keptOf(events, 500)
  const log = rows.of(session.streams.all.find(({ kind }) => kind === 'websocket')!.id)
  expect(log.length).toBeLessThanOrEqual(500)
  expect(log.length).toBeGreaterThan(100)
  const times = Array.from({ length: log.length }, (_, row) => log.at[row]!)
  expect(times[0]! - session.startedAt).toBeLessThan(1000 + rows.cell())
  expect(session.lastAt - times.at(-1)!).toBeLessThanOrEqual(rows.cell())
  const pauses = times.slice(1).map((at, index) => at - times[index]!)
  expect(Math.max(...pauses)).toBeLessThanOrEqual(2 * rows.cell())
})

test('more streams than rows keep a row each', () => {
  const sockets = Array.from({ length: 50 }, (_, index) =>
    connection(
      'websocket',
      [[200 + index, '<', 'x']],
      `ws://site.test/${String.fromCharCode(97 + (index % 26))}/${index}`,
    ),
  ).flat()
  const { session, of } = keptOf(
    [...page(), ...sockets].sort((a, b) => a.at - b.at),
    10,
  )
  const sorts = session.streams.all.filter(({ kind }) => kind === 'websocket').map(({ id }) => of(id).length)
  expect(sorts).toEqual(sorts.map(() => 1))
  expect(sorts.length).toBe(50)
})
