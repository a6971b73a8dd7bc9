import { describe, expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { seeded } from '../seeded.ts'
import { every, exchange, heldOneAfterAnother, only, page, type StoryPart, session } from './story.ts'

const json = JSON.stringify
const streams = (...parts: StoryPart[]) => analyze(session(...parts), '').streams
/** Requests at these times. */
const at = (times: readonly number[], options: (n: number) => Parameters<typeof exchange>[1]): CaptureEvent[] =>
  times.flatMap((time, n) => exchange(1000 + time, options(n)))
/** Times with gaps of so many ms, by a share more or less. */
function human(seed: number, count: number, gap: number, share: number): number[] {
  const random = seeded(seed)
  let time = 0
  return Array.from({ length: count }, () => {
    time += gap * (1 + share * (2 * random() - 1))
    return time
  })
}
const seeds = Array.from({ length: 20 }, (_, n) => n + 1)

describe('somebody who types is no timer', () => {
  test.each(['q', 'query', 'search', 'term', 'input', 'filter', 'name'])('in the parameter %s', (name) => {
    const text = 'realtime streams'
    const typed = at(
      Array.from(text, (_, n) => n * 180),
      (n) => ({ url: `/suggest?${name}=${encodeURIComponent(text.slice(0, n + 1))}`, body: json([n]) }),
    )
    const found = streams(page(), ...typed)
    const last = found.at(-1)!
    expect([last.technique, last.flags]).toEqual(['http', ['interactive']])
  })
})

test.each(seeds)('short runs with long pauses between are no steady timer (seed %i)', (seed) => {
  const random = seeded(seed)
  let time = 0
  const times = Array.from({ length: 12 }, (_, n) => {
    time += n % 3 === 0 ? 60_000 + 60_000 * random() : 800 + 400 * random()
    return time
  })
  const { technique, confidence, because } = only(page(), ...at(times, () => ({ url: '/poll' })))
  expect(technique === 'http' || confidence === 'provisional', `${technique} ${confidence}`).toBe(true)
  expect(because.join(' ')).not.toContain('steady as a timer')
})

test.each(seeds)('what a person does seven times in a minute is provisional, or no polling (seed %i)', (seed) => {
  const { technique, confidence } = only(page(), ...at(human(seed, 7, 8000, 0.4), () => ({ url: '/poll' })))
  expect(technique === 'http' || confidence === 'provisional', `${technique} ${confidence}`).toBe(true)
})

test('answers that nobody saw are no evidence of a heartbeat', () => {
  const calls = every(2000, 12, () => ({
    method: 'POST',
    url: '/api.Quotes/Get',
    send: '{"room":"a1"}',
    type: 'application/proto',
    body: undefined,
    bytes: 40,
  }))
  expect(only(page(), ...calls)).toMatchObject({ technique: 'polling', unseenBodies: 12 })
})

test('a timer that leaves ticks out while the page is busy is one timer', () => {
  for (const seed of seeds) {
    const random = seeded(seed)
    const times = Array.from({ length: 60 }, (_, n) => n * 2000).filter(() => random() > 0.2)
    const { technique, flags, because } = only(page(), ...at(times, (n) => ({ url: '/poll', body: json([n]) })))
    expect([seed, technique, flags, because[0]]).toEqual([
      seed,
      'polling',
      ['interval'],
      expect.stringContaining('every 2.0 s'),
    ])
  }
})

test('a library’s address that a fallback page answers is not the library', () => {
  const answers = every(3000, 12, (n) => ({
    url: `/socket.io/?EIO=4&transport=polling&t=Ov${n}`,
    type: 'text/html',
    body: '<html>index</html>',
  }))
  expect(only(page(), ...answers).technique).not.toBe('long-polling')
})

test('a parameter named before that goes forward is a poller’s', () => {
  const polls = every(5000, 14, (n) => ({ url: `/bars?before=${1000 + n}&limit=5`, body: json([{ v: n }]) }))
  expect(only(page(), ...polls)).toMatchObject({ technique: 'polling' })
})

test('holds that a gateway and the page cut off are told apart', () => {
  const holds = heldOneAfterAnother([8000, 12_000, 9000, 11_000])
  const last = holds.at(-1)!.at
  const zero = page()[0]!.at
  const cuts = [60_000, 60_000, 60_000].reduce<{ events: CaptureEvent[]; from: number }>(
    ({ events, from }, hold) => ({
      events: [...events, ...exchange(from, { url: '/data', hold, status: 504, body: '' })],
      from: from + hold + 10,
    }),
    { events: [], from: last - zero + 10 },
  )
  const { technique, because } = only(page(), ...holds, ...cuts.events)
  expect(technique).toBe('long-polling')
  expect(because.join(' ')).toContain('A gateway cut 3 holds off after 60 s, with status 504.')
})

test('two sockets of one address, both cut off by the clock, are two streams', () => {
  const zero = page()[0]!.at
  const life = (id: number, from: number): CaptureEvent[] => [
    { type: 'connect', at: zero + from, doc: 'd1', id, api: 'websocket', url: 'wss://site.test/live' },
    { type: 'open', at: zero + from + 40, doc: 'd1', id },
    { type: 'close', at: zero + from + 60_040, doc: 'd1', id, by: 'remote', code: 1006 },
  ]
  const lives = Array.from({ length: 4 }, (_, n) => [...life(10 + n, n * 61_000), ...life(50 + n, 5000 + n * 61_000)])
  const found = streams(page(), ...lives.flat().sort((one, other) => one.at - other.at))
  expect(found.map(({ requests, ended }) => [requests, ended?.lifetimesMs.length])).toEqual([
    [4, 4],
    [4, 4],
  ])
})

test('two feeds of one address are not the same feed', () => {
  const zero = page()[0]!.at
  const feed = (id: number, symbol: string): CaptureEvent[] => [
    { type: 'connect', at: zero + id, doc: 'd1', id, api: 'websocket', url: 'wss://site.test/live' },
    { type: 'open', at: zero + id + 40, doc: 'd1', id },
    ...Array.from({ length: 20 }, (_, n): CaptureEvent => {
      const text = json({ s: symbol, p: 100 + n })
      return { type: 'message', at: zero + 1000 * (n + 1) + id, doc: 'd1', id, dir: 'in', bytes: text.length, text }
    }),
  ]
  const events = [...feed(1, 'AAPL'), ...feed(2, 'MSFT')].sort((one, other) => one.at - other.at)
  for (const { advice } of streams(page(), ...events))
    expect(advice.map(({ id }) => id)).not.toContain('same-feed-again')
})
