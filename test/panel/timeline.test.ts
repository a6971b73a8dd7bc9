import { describe, expect, test } from 'vitest'
import { laneRoom, lanes, marks, spanText } from '../../panel/present/page/timeline.ts'
import { appendRow } from '../../src/core/stream/parts/message-log.ts'
import { closed, connection, every, exchange, heldOneAfterAnother, page, session } from '../core/story.ts'
import { analysedOf, oneOf, pageUrl } from './analysed.ts'

const windowOf = (from: number, to: number, width = 1000) => ({ from, to, width })

test('polls are ticks, hollow where they brought no news', () => {
  const seen = session(
    page(),
    every(1000, 6, (index) => ({ body: `{"n":${Math.min(index, 2)}}` })),
  )
  const { facts } = oneOf(seen, 'data')
  const found = marks(facts, windowOf(seen.startedAt, seen.startedAt + 10_000), seen.lastAt)
  expect(found.map(({ kind, wasted }) => [kind, wasted])).toEqual([
    ['tick', false],
    ['tick', false],
    ['tick', false],
    ['tick', true],
    ['tick', true],
    ['tick', true],
  ])
})

test('a held request is a bar with its answer at the end', () => {
  const seen = session(page(), heldOneAfterAnother([4000, 3000]))
  const { facts } = oneOf(seen, 'data')
  const [bar, tick] = marks(facts, windowOf(seen.startedAt, seen.startedAt + 10_000), seen.lastAt)
  expect(bar).toMatchObject({ kind: 'held', from: expect.closeTo(10, 0), to: expect.closeTo(410, 0) })
  expect(tick).toMatchObject({ kind: 'tick', to: expect.closeTo(410, 0) })
})

test('a request that is still held reaches the present', () => {
  const seen = session(page(), exchange(100).slice(0, 1))
  const { facts } = oneOf(seen, 'data')
  const now = seen.startedAt + 5000
  expect(marks(facts, windowOf(seen.startedAt, now), now)).toMatchObject([{ kind: 'held', to: 1000 }])
})

test('an open connection is a line to the present, a closed one ends', () => {
  const open = session(page(), connection('websocket', [[500, '>', 'a']]))
  const now = open.startedAt + 10_000
  expect(marks(open.streams.all[0]!, windowOf(open.startedAt, now), now)).toMatchObject([
    { kind: 'open', to: 1000 },
    { kind: 'tick', out: true },
  ])
  const over = session(page(), connection('websocket', []), closed(5000))
  expect(marks(over.streams.all[0]!, windowOf(over.startedAt, now), now)).toMatchObject([
    { kind: 'was-open', to: expect.closeTo(500, 0) },
  ])
})

test('marks outside the window are not drawn', () => {
  const seen = session(page(), every(1000, 20))
  const found = marks(seen.streams.all[0]!, windowOf(seen.startedAt + 5000, seen.startedAt + 8000, 300), seen.lastAt)
  expect(found).toHaveLength(3)
  expect(found.every(({ from, to }) => from >= 0 && to <= 300)).toBe(true)
})

test('a flood is at most a tick a pixel', () => {
  const seen = session(page(), connection('websocket', []))
  const stream = seen.streams.all[0]!
  for (let index = 0; index < 200_000; index++)
    appendRow(stream.messages, { at: seen.startedAt + index / 20, bytes: 1, bits: 0, payload: 'x' })
  let reads = 0
  stream.messages.at = new Proxy(stream.messages.at, {
    get(times, name) {
      reads++
      return Reflect.get(times, name)
    },
  })
  const found = marks(stream, windowOf(seen.startedAt, seen.startedAt + 10_000), seen.startedAt + 10_000)
  // A few reads for each pixel and the steps of a search, not one read for each message.
  expect(reads).toBeLessThan(40_000)
  const ticks = found.filter(({ kind }) => kind === 'tick')
  expect(ticks.length).toBeLessThanOrEqual(1001)
  expect(ticks.length).toBeGreaterThan(900)
})

describe('lanes', () => {
  const seen = session(
    page(),
    exchange(100, { url: '/about' }),
    ['a', 'b', 'c'].flatMap((name) => connection('websocket', [], `ws://site.test/${name}`)),
  )
  const window = windowOf(seen.startedAt, seen.startedAt + 10_000)

  test('are for realtime streams, as many as there is room for', () => {
    const { lanes: shown, more } = lanes(analysedOf(seen), window, seen.lastAt, pageUrl, 2)
    expect(shown.map(({ name }) => name)).toEqual(['/a', '/b'])
    expect(more).toBe(1)
  })

  test('always hold the selected stream', () => {
    const { lanes: shown } = lanes(analysedOf(seen), window, seen.lastAt, pageUrl, 2, oneOf(seen, '/c').analysis.id)
    expect(shown.map(({ name }) => name)).toEqual(['/a', '/c'])
  })

  test('take little of a low panel', () => {
    expect(laneRoom(300, 16)).toBe(3)
    expect(laneRoom(2000, 16)).toBe(8)
  })
})

test('the scale is in round words', () => {
  expect(spanText(60)).toBe('60 s')
  expect(spanText(450)).toBe('7.5 min')
})
