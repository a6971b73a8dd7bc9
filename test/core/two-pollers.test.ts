import { describe, expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { seeded, waiting } from '../seeded.ts'
import { exchange, page, pressed, session } from './story.ts'

const length = 90_000
const zero = page()[0]!.at

/** A poller from `from` on, each request a little late as those of timers are. */
function poller(random: () => number, period: number, from: number, story = {}, until = length): CaptureEvent[] {
  const events: CaptureEvent[] = []
  for (let at = from, index = 0; at < until; index++) {
    // Equal answer times: where two requests begin at once, they could not be separated otherwise.
    events.push(...exchange(Math.round(at), { body: `{"from":${from},"n":${100 + index}}`.padEnd(30), ...story }))
    at += period + waiting(random, 3)
  }
  return events
}

const inOrder = (...events: CaptureEvent[][]) => session(page(), ...events.flat().sort((a, b) => a.at - b.at))

function figures(seen: ReturnType<typeof session>) {
  const { streams } = analyze(seen, '')
  return streams.map(({ requests, messagesIn, messagesOut, updates, wasted, wastedBy, cost }) => ({
    requests,
    messagesIn,
    messagesOut,
    updates,
    wasted,
    wastedBy,
    up: cost.bytesUp,
    down: cost.bytesDown,
    useful: cost.usefulBytes,
    held: cost.connectionSeconds,
    awake: cost.wakeupsPerMinute,
    late: cost.stalenessMeanMs,
  }))
}

const rowsOf = (seen: ReturnType<typeof session>) =>
  seen.streams.all.map(({ messages: log }) => Array.from(log.at.subarray(0, log.length)))

describe.each([
  ['of two periods', 2000, 3000, 900],
  ['of one period', 5000, 5000, 1700],
  ['of periods that nearly meet', 3000, 5000, 1700],
  ['of which one asks twice as often', 2000, 4000, 1100],
])('two pollers %s', (_name, period, other, from) => {
  test.each([1, 2, 3])('are two streams, each with the figures that it has by itself (seed %d)', (seed) => {
    const random = seeded(seed)
    const [first, second] = [poller(random, period, 300), poller(random, other, from)]
    const [both, ...apart] = [inOrder(first, second), inOrder(first), inOrder(second)]
    expect(figures(both!)).toEqual(apart.flatMap(figures))
    expect(rowsOf(both!)).toEqual(apart.flatMap(rowsOf))
  })
})

test('late reports of the network log go to the poller of their request', () => {
  const random = seeded(4)
  const [first, second] = [poller(random, 2000, 300), poller(random, 3000, 900)]
  const timings = (events: CaptureEvent[], encoded: number): CaptureEvent[] =>
    events.flatMap((event) =>
      event.type === 'request'
        ? {
            type: 'timing',
            at: event.at + 40_000, // two pollers are separated by then
            doc: event.doc,
            url: event.url,
            start: event.at,
            first: event.at + 20,
            end: event.at + 21,
            encoded,
            decoded: 30,
            protocol: 'http/1.1',
          }
        : [],
    )
  const [one, other] = [
    [...first, ...timings(first, 1000)],
    [...second, ...timings(second, 5000)],
  ]
  expect(figures(inOrder(one, other))).toEqual([inOrder(one), inOrder(other)].flatMap(figures))
})

test('a second poller that begins long after the first is a stream from then on, and nothing is counted twice', () => {
  const random = seeded(5)
  const first = poller(random, 1000, 300)
  const second = poller(random, 2500, 70_250)
  const seen = figures(inOrder(first, second))
  expect(seen.length).toBe(2)
  const count = (events: CaptureEvent[]) => events.filter(({ type }) => type === 'request').length
  expect(seen.reduce((sum, { requests }) => sum + requests, 0)).toBe(count(first) + count(second))
  const alone = [inOrder(first), inOrder(second)].flatMap(figures)
  // Wake-ups and staleness of the first poller are not computed anew for the time before.
  for (const [index, one] of seen.entries()) expect({ ...one, awake: 0 }).toEqual({ ...alone[index]!, awake: 0 })
})

/** The number of requests of each stream, and its status. */
const askers = (seen: ReturnType<typeof session>) =>
  analyze(seen, '').streams.map(({ technique, requests, status }) => `${technique} ${requests} ${status}`)
const long = 600_000

describe('two pollers that were separated', () => {
  test('keep their streams when their page has slept', () => {
    for (const [period, other] of [
      [2000, 3000],
      [5000, 5000],
    ] as const) {
      const random = seeded(6)
      const [first, second] = [poller(random, period, 300, {}, long), poller(random, other, 2100, {}, long)]
      const count = (events: CaptureEvent[]) => events.filter(({ type }) => type === 'request').length
      for (const nap of [33_333, 999_111]) {
        const slept = (events: CaptureEvent[]) =>
          events.map((event) => ({ ...event, at: event.at + (event.at > zero + 60_000 ? nap : 0) }))
        // After the nap each poller continues from where it was, so their phases are others.
        const late = slept(second).map((event) => ({ ...event, at: event.at + (event.at > zero + 90_000 ? 300 : 0) }))
        expect(askers(inOrder(slept(first), late))).toEqual([
          `polling ${count(first)} open`,
          `polling ${count(second)} open`,
        ])
      }
    }
  })

  test('are one stream that goes on and one that is closed when either ends', () => {
    for (const ended of [0, 1]) {
      const random = seeded(7)
      const events = [
        poller(random, 5000, 300, {}, ended === 0 ? 60_000 : long),
        poller(random, 7000, 1700, {}, ended === 1 ? 60_000 : long),
      ]
      const requests = events.map((one) => one.filter(({ type }) => type === 'request').length)
      expect(askers(inOrder(...events))).toEqual(
        requests.map((count, index) => `polling ${count} ${index === ended ? 'closed' : 'open'}`),
      )
    }
  })

  test('are one stream again where neither clock fits any more', () => {
    const random = seeded(8)
    const both = [poller(random, 2000, 300, {}, 60_000), poller(random, 3000, 900, {}, 60_000)]
    const [going, gone] = askers(inOrder(...both, poller(random, 1000, 60_400, {}, long)))
    expect(going).toMatch(/^polling 5\d\d open$/)
    expect(gone).toMatch(/^polling 2\d closed$/)
  })
})

test.each<[string, (random: () => number) => CaptureEvent[][]]>([
  ['two that ask at the same moment', (random) => [poller(random, 5000, 300), poller(random, 5000, 310)]],
  [
    'one beside what a person asks for',
    (random) => [
      poller(random, 5000, 300),
      Array.from({ length: 12 }, (_, n) => {
        const at = 1000 + n * 7000 + Math.round(6000 * random())
        return [pressed(at - 5), ...exchange(at)]
      }).flat(),
    ],
  ],
  [
    'one of which some answers are lost',
    (random) => [poller(random, 1000, 300).filter(({ type }) => type !== 'finish' || random() > 0.25)],
  ],
  [
    'one whose page has slept',
    (random) => [
      poller(random, 2000, 300).map((event) => ({ ...event, at: event.at + (event.at > zero + 40_000 ? 999_111 : 0) })),
    ],
  ],
  ['one with a cursor', (random) => [poller(random, 3000, 300, { url: '/feed?since=1' })]],
])('%s stay one stream', (_name, make) => {
  for (const seed of [1, 2, 3]) expect(inOrder(...make(seeded(seed))).streams.all.length).toBe(1)
})

describe('pollers with a cursor', () => {
  /** Answers with the updates after a cursor; an update comes every 1.5 s on average. */
  function serverOf(random: () => number) {
    const updates = [0]
    while (updates.at(-1)! < length) updates.push(updates.at(-1)! + 300 + waiting(random, 1200))
    return (at: number, cursor: number) => {
      const newest = updates.findLastIndex((update) => update <= at)
      const news = updates.slice(cursor + 1, newest + 1).map((update) => ({ update: Math.round(update) }))
      return { newest, news, body: JSON.stringify({ cursor: newest, updates: news }) }
    }
  }

  /** Asks for what follows its last answer; the next gap depends on whether there was any. */
  function cursorPoller(server: ReturnType<typeof serverOf>, from: number, until: number, next: Next): CaptureEvent[] {
    const events: CaptureEvent[] = []
    let cursor = -1
    for (let at = from, gap = 0; at < until; at += gap) {
      const { newest, news, body } = server(at, cursor)
      events.push(...exchange(Math.round(at), { url: `/updates?since=${cursor}`, body }))
      cursor = newest
      gap = next(gap, news.length > 0)
    }
    return events
  }
  type Next = (gap: number, isNews: boolean) => number

  test('are one stream where one poller asks more and less often', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = seeded(seed)
      const gaps: Next = (gap, isNews) => (isNews ? 400 : Math.min(3000, gap * 1.5)) + waiting(random, 12)
      const seen = inOrder(cursorPoller(serverOf(random), 300, 15_000, gaps))
      expect(seen.streams.all, `seed ${seed}`).toHaveLength(1)
    }
  })

  test.each([1, 2, 3])('are two streams where two pollers ask for each update (seed %d)', (seed) => {
    const random = seeded(seed)
    const server = serverOf(random)
    const every =
      (period: number): Next =>
      () =>
        period + waiting(random, 3)
    const seen = inOrder(cursorPoller(server, 300, 60_000, every(2000)), cursorPoller(server, 900, 60_000, every(3000)))
    expect(analyze(seen, '').streams.map(({ requests }) => requests)).toEqual([30, 20])
  })
})
