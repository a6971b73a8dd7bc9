import { expect, test } from 'vitest'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { createSession } from '../../src/core/session/session.ts'
import { connection, every, exchange, page, session, streamed } from './story.ts'

test('the oldest payloads of all streams go first', () => {
  const events = [
    ...page(),
    ...connection(
      'websocket',
      Array.from({ length: 100 }, (_, n) => [200 + n, '<', 'x'.repeat(100)]),
    ),
    ...Array.from({ length: 20 }, (_, n) =>
      exchange(1000 + n * 50, { url: '/later', body: `${n}`.padStart(100) }),
    ).flat(),
  ]
  const seen = createSession({ rows: true, payloads: 5000 })
  for (const event of events.sort((a, b) => a.at - b.at)) applyEvent(seen, event)
  const kept = seen.streams.all.map(({ messages: log }) => log.payload.filter((one) => one !== undefined).length)
  expect(kept).toEqual([30, 20])
  expect(seen.streams.all[0]!.messages.payload.findIndex((one) => one !== undefined)).toBe(70)
})

test('the text of a body that ended is freed, though its exchange is still known', () => {
  const events = streamed(
    'application/json',
    [100, 110, 120].map((at) => [at, 'x'.repeat(1000)]),
    130,
  )
  const [stream] = session(page(), events).streams.all
  expect(stream!.samples.kept.map(({ contribution: share }) => share.exchange.body)).toMatchObject([
    { bytes: 3000, buffered: [] },
  ])
})

test('requests of a page that was unloaded are freed', () => {
  const events = every(100, 30, (index) => ({ url: `/item?id=${index}`, method: 'POST', send: 'x'.repeat(500) }))
  const gone: CaptureEvent = { type: 'gone', at: events.at(-1)!.at + 1, doc: 'd1' }
  const {
    documents: { byName: documents },
  } = session(page(), events, gone)
  expect(
    [...documents.values()].map(({ keys, exchanges }) => [keys.known.size, keys.paths.size, exchanges.size]),
  ).toEqual([[0, 0, 0]])
})
