import { describe, expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { merge } from '../../src/core/group/merge.ts'
import { moveExchange } from '../../src/core/stream/move-exchange.ts'
import type { AnswerKind } from '../../src/core/stream/parts/news.ts'
import { createStream, type Stream, type StreamExchange } from '../../src/core/stream/stream.ts'
import type { StreamParts } from '../../src/core/stream/stream-parts.ts'
import { closed, connection, every, exchange, page, session, streamed } from './story.ts'

const partNames = Object.keys({
  messages: 0,
  in: 0,
  out: 0,
  payloadOut: 0,
  bytes: 0,
  news: 0,
  answers: 0,
  requests: 0,
  hidden: 0,
  samples: 0,
  connection: 0,
  conversation: 0,
  wakeUps: 0,
  streamed: 0,
  likeness: 0,
  feedTrace: 0,
  replay: 0,
  deliveries: 0,
  sampleIn: 0,
  sampleOut: 0,
  judgement: 0,
} satisfies Record<keyof StreamParts<StreamExchange>, 0>) as (keyof StreamParts<StreamExchange>)[]

/** A part as plain data, without what refers back to streams. */
const plain = (part: unknown): unknown =>
  JSON.parse(
    JSON.stringify(part, (key, value) => {
      if (['stream', 'exchange', 'verdict', 'mergedInto', 'id', 'question'].includes(key)) return undefined
      if (value instanceof Set || value instanceof Map) return [...value]
      if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array)
      return value === Number.NEGATIVE_INFINITY ? 'never' : value
    }),
  )

/** The parts of a stream as plain data; rows as lists of what stands in them. */
function partsOf(stream: Stream): Record<string, unknown> {
  const { length, at, bytes, bits, code, took, payload } = stream.messages
  const rows = Array.from({ length }, (_, row) => [at[row], bytes[row], bits[row], code[row], took[row], payload[row]])
  return { ...Object.fromEntries(partNames.map((name) => [name, plain(stream[name])])), messages: rows }
}

const fresh = ({ origin, document, channel, firstAt }: Stream): Stream =>
  createStream(
    {
      id: 's99',
      kind: 'exchanges',
      key: 'k',
      url: 'u',
      sampleUrl: 'u',
      method: 'GET',
      context: 'page',
      unhooked: false,
      protocol: undefined,
      operation: '',
      initiator: undefined,
      origin,
      document,
      firstAt,
    },
    channel,
  )

/** A value that is unlike that of a new part, in every field, however deep. */
function filled(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value + 7 : 7
  if (typeof value === 'boolean') return true
  if (typeof value === 'string') return `${value}x`
  if (value === undefined) return 7
  if (value instanceof Map) return new Map([[7, 'x']])
  // Requests in flight, and the last exchanges, are told by their times.
  if (value instanceof Set) return new Set([{ start: 7 }])
  if (Array.isArray(value)) return [{ start: 7, answeredAt: 8, end: 9 }]
  return { count: 7 }
}

/** A stream in which every field of every part has been changed. */
function withEveryPartFilled(from: Stream): Stream {
  const stream = fresh(from)
  for (const name of partNames) {
    if (name === 'messages' || name === 'judgement') continue
    const part = stream[name] as unknown as Record<string, unknown>
    for (const [field, value] of Object.entries(part)) part[field] = filled(value)
  }
  return stream
}

// Of one stream only: the one that goes on awaits its own answer, compares with its own last message, and is judged anew.
const ofOneStreamOnly: Record<string, readonly string[]> = {
  conversation: ['awaitingAnswer', 'heartbeatSent', 'heartbeatReceived', 'eventId', 'attachmentsIn', 'attachmentsOut'],
  likeness: ['last', 'wait'],
  wakeUps: ['lastIdle'],
  replay: ['empty', 'roundTrip'],
  connection: ['adopted', 'unseen', 'subprotocol', 'extensions'],
}

const someStream = () => session(page(), every(1000, 3)).streams.all[0]!

describe('merging a stream with every part filled into a new one', () => {
  const from = withEveryPartFilled(someStream())
  const before = partsOf(from)
  const into = fresh(from)
  merge(into, from)

  test.each(partNames.filter((name) => name !== 'judgement' && name !== 'messages'))('moves all of %s', (name) => {
    const left = ofOneStreamOnly[name] ?? []
    const without = (part: unknown) =>
      Object.fromEntries(Object.entries(part as object).filter(([field]) => !left.includes(field)))
    expect(without(plain(into[name]))).toEqual(without(before[name]))
    expect(without(before[name])).not.toEqual(without(plain(fresh(from)[name])))
  })

  test('leaves nothing in the other', () => {
    const empty = partsOf(fresh(from))
    const { requests, ...rest } = partsOf(from)
    expect(requests).toMatchObject({ count: 0, answered: 0, failed: 0, inFlight: [] })
    expect({ ...rest, requests: empty['requests'] }).toEqual(empty)
  })
})

/** The counts of a stream without news. */
function noNewsCounts(): object {
  const { wastedBy: _, ...counts } = partsOf(fresh(someStream()))['news'] as Record<string, unknown>
  return counts
}

/** Two lists of events one after the other, so that no wake-up of one falls into a wake-up of the other. */
const stories = (first: string, second: string): CaptureEvent[] =>
  Array.from({ length: 12 }, (_, index) => [
    ...exchange(1000 + index * 4000, { url: first, method: 'POST', send: `{"n":${index}}`, body: `{"a":${index}}` }),
    ...exchange(3000 + index * 4000, {
      url: second,
      method: 'POST',
      send: `{"n":${index}}`,
      body: index % 3 === 0 ? '{"updates":[]}' : `{"b":${index}}`,
      status: index === 7 ? 503 : 200,
    }),
  ]).flat()

test('two streams that become one are the stream that would have been there from the start', () => {
  const [first, second] = session(page(), stories('/one', '/two')).streams.all as [Stream, Stream]
  merge(first, second)
  const [whole] = session(page(), stories('/one', '/one')).streams.all as [Stream]
  const [merged, expected] = [partsOf(first), partsOf(whole)]
  // The two streams compared their messages, and replayed their updates, each by itself; questions are told by their URLs; and the
  // merged stream is judged anew.
  for (const parts of [merged, expected]) {
    for (const name of ['likeness', 'replay', 'judgement']) delete parts[name]
    delete (parts['answers'] as Record<string, unknown>)['signatures']
  }
  expect(merged).toEqual(expected)
  expect(first.replay.updates).toBe(whole.replay.updates)
})

test('streamed responses and sockets that become one add up', () => {
  const pieces = (from: number): [number, string][] =>
    Array.from({ length: 5 }, (_, index) => [from + index * 900, `{"n":${from + index}}\n`])
  const told = [
    streamed('application/x-ndjson', pieces(1000), 9000, '/a'),
    streamed('application/x-ndjson', pieces(20_000), 29_000, '/b'),
  ]
  const [first, second] = session(page(), ...told).streams.all as [Stream, Stream]
  merge(first, second)
  const [whole] = session(
    page(),
    streamed('application/x-ndjson', pieces(1000), 9000, '/a'),
    streamed('application/x-ndjson', pieces(20_000), 29_000, '/a'),
  ).streams.all as [Stream]
  for (const name of ['streamed', 'in', 'bytes', 'news', 'requests', 'connection', 'messages'] as const)
    expect(partsOf(first)[name], name).toEqual(partsOf(whole)[name])

  const socket = (at: number, url: string) => [
    ...connection('websocket', [[at, '<', 'a'], [at + 600, '>', 'b']], url), // biome-ignore format: one line
    closed(at + 1000),
  ]
  const [one, other] = session(page(), socket(2000, 'ws://site.test/a'), socket(9000, 'ws://site.test/b')).streams
    .all as [Stream, Stream]
  merge(one, other)
  expect(one.connection).toMatchObject({ opens: 2, closes: 2, closeCode: 1000 })
  expect(one.conversation).toMatchObject({ unsolicited: 2 })
})

describe('a finished exchange that is moved to a new stream', () => {
  const stream = someStream()
  const sampleOf = (answer: AnswerKind) => {
    const [sample] = session(page(), exchange(100, { method: 'POST', send: 'x', body: 'abc' })).streams.all[0]!.samples
      .kept
    const counted = { answer, answered: true, failed: true, payloadOut: true, unseenBody: true, emptyList: true }
    return { ...sample!, contribution: { ...sample!.contribution, ...counted, status: 204, truncated: true } }
  }
  const kinds: [AnswerKind, object][] = [
    ['news', { updates: 1, unseenBodies: 1, wasted: 0, acknowledged: 0 }],
    ['acknowledged', { updates: 0, wasted: 0, acknowledged: 1, acknowledgedBare: 1 }],
    ['same', { updates: 0, wasted: 1, wastedBy: { same: 1 } }],
  ]

  test.each(kinds)('is whole there, and gone where it was (%s)', (answer, news) => {
    const [from, to] = [fresh(stream), fresh(stream)]
    const sample = sampleOf(answer)
    moveExchange(from, to, sample)
    expect(to).toMatchObject({
      in: { count: 1, bytes: 3 },
      out: { count: 1, bytes: 1 },
      payloadOut: { count: 1, bytes: 1 },
      news: { ...news, truncated: 1 },
      answers: { emptyLists: 1 },
      requests: { count: 1, answered: 1, failed: 1, lastAt: sample.start },
      connection: { connectedMs: sample.end - sample.start },
      bytes: sample.contribution.exchange.weight!.booked.fromCache ? {} : { headCount: 1 },
    })
    expect(to.bytes.up).toBeGreaterThan(0)
    // Taken out of an empty stream it leaves the opposite behind: together they are nothing.
    merge(to, from)
    const { samples, requests, ...nothing } = partsOf(fresh(stream))
    const { samples: _samples, requests: left, ...rest } = partsOf(to)
    expect(left).toMatchObject({ count: 0, answered: 0, failed: 0 })
    const { wastedBy, ...counts } = rest['news'] as { wastedBy: Record<string, number> }
    expect(Object.values(wastedBy).filter((count) => count !== 0)).toEqual([])
    expect({ ...rest, news: counts, judgement: 0 }).toEqual({ ...nothing, news: noNewsCounts(), judgement: 0 })
  })
})

test('a verdict never names a stream that has become part of another', () => {
  const clock = (from: number, period: number, times: number) =>
    Array.from({ length: times }, (_, index) => exchange(from + index * period, { url: '/items/2' })).flat()
  // Two clocks poll the same item until its id turns out to change; another stream of that key has been there before.
  const told = [
    exchange(50, { url: '/items/1' }),
    clock(300, 2000, 30),
    clock(900, 3000, 20),
    exchange(58_500, { url: '/items/3' }),
    exchange(59_000, { url: '/items/4' }),
  ]
  const seen = session(page(), ...told)
  const { streams } = analyze(seen, '')
  const listed = new Set(streams.map(({ id }) => id))
  const named = streams.flatMap(({ because }) => because.join(' ').match(/\bs\d+\b/g) ?? [])
  expect(seen.streams.all.some(({ mergedInto }) => mergedInto !== undefined)).toBe(true)
  expect(named.length).toBeGreaterThan(0)
  expect(named.filter((id) => !listed.has(id))).toEqual([])
})
