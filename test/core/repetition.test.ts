import { describe, expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { seeded } from '../seeded.ts'
import { connection, exchange, page, type StoryPart, session, streamed } from './story.ts'

const json = JSON.stringify

/** All advice on a feed that is open or polled several times. */
const repetitions = (...parts: StoryPart[]): string[] =>
  analyze(session(page(), ...parts), '').streams.flatMap(({ advice }) =>
    advice.filter(({ id }) => id === 'same-feed-again').map(({ text }) => text),
  )

type Line = [at: number, dir: '<', text: string]
/** Messages of a feed from one time to another, some ms later than in the first copy. */
const feed = (from: number, to: number, late = 0, name = 'PINE'): Line[] => {
  const random = seeded(9)
  const lines: Line[] = []
  for (let at = 0, n = 0; at < to; n++, at += 300 + Math.round(1400 * random()))
    if (at >= from) lines.push([200 + at + late, '<', json({ name, n, price: 100 + n / 7 })])
  return lines
}
const records = (lines: readonly Line[]): [number, string][] => lines.map(([at, , text]) => [at, `data: ${text}\n\n`])

describe.each(['websocket', 'eventsource'] as const)('two connections by %s', (api) => {
  test('that bring the same, of which one was opened later, are one feed', () => {
    const told = repetitions(connection(api, feed(0, 40_000)), connection(api, feed(15_000, 40_000, 4)))
    expect(told).toEqual([expect.stringMatching(/open 2 times.*1 connection too many, [1-9]\d+ B/)])
  })
  test('of two rooms, with messages at the same times, are two', () => {
    expect(repetitions(connection(api, feed(0, 40_000)), connection(api, feed(0, 40_000, 4, 'OAKS')))).toEqual([])
  })
  test('one after the other are two', () => {
    expect(repetitions(connection(api, feed(0, 15_000)), connection(api, feed(16_000, 40_000)))).toEqual([])
  })
})

describe('an event stream that is read by fetch', () => {
  const read = (lines: readonly Line[]) => streamed('text/event-stream', records(lines))
  test.each([2, 3, 4])('%i times at once is told so', (readers) => {
    const copies = Array.from({ length: readers }, (_, copy) => read(feed(0, 60_000, 3 * copy)))
    expect(repetitions(...copies)).toEqual([expect.stringContaining(`reads this feed ${readers} times at once`)])
  })
  test('once is not', () => expect(repetitions(read(feed(0, 60_000)))).toEqual([]))
  test('once, with a message that always says the same, is not', () => {
    const ticks = Array.from({ length: 40 }, (_, n): Line => [200 + 400 * n, '<', '{"state":"ready"}'])
    expect(repetitions(read(ticks))).toEqual([])
  })
})

describe('pollers of one question', () => {
  /** Polls by the clock. */
  const polls = (
    every: number,
    phase: number,
    ask: (n: number) => Parameters<typeof exchange>[1] = () => ({}),
  ): CaptureEvent[] =>
    Array.from({ length: Math.floor(90_000 / every) }, (_, n) => exchange(phase + n * every, ask(n))).flat()

  test('at one pace, side by side, are told with what one of them costs', () => {
    expect(repetitions(polls(5000, 100), polls(5000, 1900))).toEqual([
      expect.stringMatching(/Two parts of the page poll this.*1[78] requests and \d+ B too many/),
    ])
  })
  test('at two paces are told', () => {
    expect(repetitions(polls(2000, 100), polls(3000, 1150))).toEqual([
      expect.stringContaining('every 2.0 s and every 3.0 s'),
    ])
  })
  test('that ask at the same moment are told', () => {
    expect(repetitions(polls(5000, 100), polls(5000, 104), polls(5000, 111))).toEqual([
      expect.stringMatching(/asks the same 3 times every 5\.0 s: 36 requests/),
    ])
  })
  test('of six questions at each tick are not', () => {
    const panels = Array.from({ length: 6 }, (_, panel) =>
      polls(5000, 100 + 3 * panel, (n) => ({
        method: 'POST',
        url: '/query',
        send: json({ panel }),
        body: json({ n, panel }),
      })),
    )
    expect(repetitions(...panels)).toEqual([])
  })
  test('that is one are not', () => expect(repetitions(polls(3000, 100))).toEqual([]))
})
