import fc from 'fast-check'
import { expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import type { MessagesEvent } from '../../src/core/event/connection-events.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { eachMessage } from '../../src/core/event/message-columns.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { createSession } from '../../src/core/session/session.ts'
import { withoutPayload } from '../../src/wire/event-size.ts'

const run = (count: number, octets: readonly number[]): MessagesEvent => ({
  type: 'messages',
  at: 1000,
  doc: 'd',
  id: 1,
  dir: 'in',
  count,
  columns: Buffer.from(octets).toString('base64'),
})

function read(event: MessagesEvent) {
  const story: [number, number][] = []
  const count = eachMessage(event, (at, bytes) => story.push([at, bytes]))
  expect(count).toBe(story.length)
  return story
}

/** The columns of messages, written in the simplest way. */
const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))]

test('times are ticks of 10 µs since the message before, sizes are bytes', () => {
  expect(read(run(3, [0, 5, 100, 200, 1, 1, 0]))).toEqual([
    [1000, 5],
    [1001, 200],
    [1001.01, 0],
  ])
})

test('any times and sizes are read as they were written', () => {
  const seed = Date.now()
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(
          fc.nat(2 ** 30),
          fc.maxSafeNat().map((n) => n % 2 ** 40),
        ),
      ),
      (messages) => {
        const story = read(
          run(
            messages.length,
            messages.flatMap(([gap, size]) => [...varint(gap), ...varint(size)]),
          ),
        )
        expect(story.map(([, bytes]) => bytes)).toEqual(messages.map(([, size]) => size))
        let ticks = 0
        for (const [i, [gap]] of messages.entries()) {
          ticks += gap
          expect(story[i]![0]).toBeCloseTo(1000 + ticks / 100, 2)
        }
      },
    ),
    { seed, numRuns: 300, verbose: true },
  )
})

test('columns that are cut or malformed give the messages up to that place', () => {
  const whole = [0, 5, 100, 200, 1]
  for (let cut = 0; cut <= whole.length; cut++)
    expect(read(run(2, whole.slice(0, cut))).length).toBe(cut < 2 ? 0 : cut < 5 ? 1 : 2)
  expect(read(run(1, [255, 255, 255, 255, 255, 255, 255, 255, 1]))).toEqual([])
  expect(read({ ...run(5, []), columns: 'not base64!' })).toEqual([])
})

test('messages without payload make an equal session one by one and as a run', () => {
  const one = (at: number, bytes: number): CaptureEvent => ({
    type: 'message',
    at,
    doc: 'd',
    id: 1,
    dir: 'in',
    bytes,
    cut: true,
  })
  const start: CaptureEvent[] = [
    { type: 'document', at: 900, doc: 'd', url: 'https://a.example/', context: 'page' },
    { type: 'connect', at: 950, doc: 'd', id: 1, api: 'websocket', url: 'wss://a.example/s' },
    { type: 'open', at: 960, doc: 'd', id: 1 },
  ]
  const sessionOf = (events: CaptureEvent[]) => {
    const session = createSession()
    for (const event of [...start, ...events]) applyEvent(session, event)
    // Only the count of changes may differ. References back to the session are left out, as they would be circles.
    const leftOut = ['revision', 'stream', 'document', 'members', 'last', 'byFlow']
    return JSON.stringify(session, (key, value) =>
      leftOut.includes(key) ? undefined : value instanceof Map || value instanceof Set ? [...value] : value,
    )
  }
  expect(sessionOf([run(3, [0, 5, 100, 200, 1, 50, 7])])).toEqual(
    sessionOf([one(1000, 5), one(1001, 200), one(1001.5, 7)]),
  )
})

test('events of an EventSource have the weight that they have without ids', () => {
  const connect: CaptureEvent = { type: 'connect', at: 1, doc: 'd', id: 1, api: 'eventsource', url: 'http://a.test/e' }
  const event = (at: number): CaptureEvent => ({
    type: 'message',
    at,
    doc: 'd',
    id: 1,
    dir: 'in',
    bytes: 5,
    eventId: String(at),
  })
  const whole = [connect, ...[1000, 1001, 1002].map(event)]
  const columns = [connect, event(1000), run(2, [...varint(100), 5, ...varint(100), 5])]
  const [one, other] = [whole, columns].map((story) => {
    const seen = createSession()
    for (const event of story) applyEvent(seen, event)
    return seen.streams.all[0]!
  })
  expect(other!.in.count).toBe(3)
  expect(other!.bytes.down).toBe(one!.bytes.down)
  expect(one!.bytes.down).toBeGreaterThan(3 * 'id: 1000\ndata: 12345\n\n'.length - 1)
})

/** A run whose columns tell lengths of payloads. */
const told = (lengths: readonly (readonly [number, number])[], payloads: Partial<MessagesEvent>): MessagesEvent => ({
  ...run(
    lengths.length,
    lengths.flatMap(([size, kept]) => [0, ...varint(size), ...varint(kept)]),
  ),
  ...payloads,
})

function payloadsOf(event: MessagesEvent) {
  const payloads: (string | undefined)[] = []
  eachMessage(event, (_at, _bytes, payload) => payloads.push(payload))
  return payloads
}

test('texts stand one after the other, by their lengths; one that was left out has none', () => {
  const lengths = [
    [2, 3],
    [5, 0],
    [0, 1],
    [3, 2],
  ] as const
  expect(payloadsOf(told(lengths, { text: 'hi€' }))).toEqual(['hi', undefined, '', '€'])
})

test('each payload in base64 begins at a multiple of three octets, and is base64 of its own', () => {
  const data = Buffer.from([1, 0, 0, 2, 3, 0, 4, 5, 6]).toString('base64')
  const lengths = [
    [1, 2],
    [2, 3],
    [0, 1],
    [3, 4],
  ] as const
  expect(payloadsOf(told(lengths, { data }))).toEqual(['AQ==', 'AgM=', '', 'BAUG'])
})

test('a run without the payloads that it told of still has all of its messages', () => {
  const event = withoutPayload(
    told(
      [
        [2, 3],
        [3, 4],
      ],
      { text: 'hi you' },
    ),
  ) as MessagesEvent
  expect(event).toMatchObject({ count: 2, cut: true })
  expect(payloadsOf(event)).toEqual([undefined, undefined])
})

test('lengths that go beyond the payloads end the run', () => {
  expect(
    payloadsOf(
      told(
        [
          [2, 3],
          [9, 10],
        ],
        { text: 'hi' },
      ),
    ),
  ).toEqual(['hi'])
})

test('messages with payloads make an equal session one by one and as a run', () => {
  const texts = ['{"price":1}', 'ping', '{"price":2}', 'pong', 'é€']
  const start: CaptureEvent[] = [
    { type: 'connect', at: 950, doc: 'd', id: 1, api: 'websocket', url: 'wss://a.example/s' },
    { type: 'open', at: 960, doc: 'd', id: 1 },
  ]
  const one = (text: string): CaptureEvent => ({
    type: 'message',
    at: 1000,
    doc: 'd',
    id: 1,
    dir: 'in',
    bytes: Buffer.byteLength(text),
    text,
  })
  const lengths = texts.map((text) => [Buffer.byteLength(text), text.length + 1] as const)
  const [many, single] = [[told(lengths, { text: texts.join('') })], texts.map(one)].map((events) => {
    const session = createSession()
    for (const event of [...start, ...events]) applyEvent(session, event)
    const { in: received, news, messages } = session.streams.all[0]!
    return { received, news, payloads: messages.payload, completeness: session.completeness, events: session.events }
  })
  expect(many).toEqual(single)
  expect(many!.news.wastedBy).toEqual({ heartbeat: 2 })
})

test('messages whose payload was left out are counted as such, and mark what depends on them', () => {
  const session = createSession()
  const events: CaptureEvent[] = [
    { type: 'connect', at: 950, doc: 'd', id: 1, api: 'websocket', url: 'wss://a.example/s' },
    told(
      [
        [4, 5],
        [4, 0],
        [4, 0],
      ],
      { text: 'ping' },
    ),
  ]
  for (const event of events) applyEvent(session, event)
  const analysis = analyze(session, '')
  expect(analysis.completeness).toMatchObject({ truncated: 2, leftOut: 2 })
  expect(analysis.streams[0]).toMatchObject({ wasted: 1, updates: 2, unseenMessages: 2 })
})
