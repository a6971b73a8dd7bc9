import { describe, expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { seeded } from '../seeded.ts'
import { exchange, only, page, type StoryPart, session } from './story.ts'

const streams = (...parts: StoryPart[]) => analyze(session(...parts), '').streams
const seeds = Array.from({ length: 20 }, (_, n) => n + 1)

/** Requests each of which begins this long after the start of the one before. */
function atIntervals(intervals: readonly number[], hold = () => 20): CaptureEvent[] {
  let at = 100
  return [0, ...intervals].flatMap((interval) => {
    at += interval
    return exchange(at, { hold: hold(), body: `{"n":${at % 3}}` })
  })
}
const times = (count: number, length: () => number) => Array.from({ length: count }, length)

describe('a page that asks in another way from some time on', () => {
  test.each(seeds)('by a clock after long polls: it polls by that clock (seed %i)', (seed) => {
    const random = seeded(seed)
    let at = 100
    const held = times(20, () => 2000 + 14_000 * random()).flatMap((hold) => {
      const events = exchange(at, { hold })
      at += hold + 5
      return events
    })
    const polls = times(40, () => 0).flatMap((_, n) => exchange(at + 3000 * n, { body: `{"n":${n >> 2}}` }))
    const { technique, because } = only(page(), ...held, ...polls)
    expect(technique).toBe('polling')
    expect(because[0]).toMatch(/^A request every 3\.0 s, \d+ times, steady as a timer\.$/)
    expect(because.join(' ')).not.toContain('one piece')
  })

  test.each(seeds)('by long polls after a clock: it long-polls, and only these are counted (seed %i)', (seed) => {
    const random = seeded(seed)
    const polls = times(20, () => 0).flatMap((_, n) => exchange(100 + 3000 * n, { body: `{"n":${n >> 2}}` }))
    let at = 62_000
    const held = times(30, () => 2000 + 9000 * random()).flatMap((hold, n) => {
      const events = exchange(at, { hold, body: `{"event":${n}}` })
      at += hold + 5
      return events
    })
    const { technique, confidence, because } = only(page(), ...polls, ...held)
    expect([technique, confidence]).toEqual(['long-polling', 'high'])
    expect(because[0]).toMatch(/after the last answer, 24 times\.$/)
  })

  test.each(seeds)('by a clock after a burst: the period is that of the clock (seed %i)', (seed) => {
    const random = seeded(seed)
    const { technique, because } = only(
      page(),
      atIntervals([...times(20 + seed, () => 20 + 10 * random()), ...times(40, () => 4980 + 40 * random())]),
    )
    expect(technique).toBe('polling')
    expect(because.join(' ')).toContain('A request every 5.0 s')
  })

  test('twice as often: one poller, and no second one', () => {
    const random = seeded(5)
    const early = times(20, () => 90_000 * (0.95 + 0.1 * random()))
    const late = times(19, () => 30_000 * (0.95 + 0.1 * random()))
    expect(streams(page(), atIntervals([...early, ...late]))).toHaveLength(1)
  })
})

describe('a poller of which the capture lacks some requests', () => {
  test.each(seeds)('after each answer: it is one poller that does not slow down (seed %i)', (seed) => {
    const random = seeded(seed)
    let at = 100
    const events = times(60, () => 20 + 600 * random()).flatMap((hold) => {
      const polled = exchange(at, { hold, body: '{"n":1}' })
      at += hold + 5000 + 10 * random()
      return random() < 0.1 ? [] : polled
    })
    const found = streams(page(), events)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ technique: 'polling', flags: ['chained'] })
  })

  test('beside a few requests by hand: it does not slow down either', () => {
    const byHand = [1, 2, 3, 4].map((n) => exchange(100 + n * 45_000 + 700, { body: `{"by":"hand ${n}"}` }))
    const polls = times(60, () => 0).flatMap((_, n) => exchange(100 + 5000 * n, { body: '{"n":1}' }))
    const events = [...polls, ...byHand.flat()].sort((a, b) => a.at - b.at)
    expect(only(page(), events).flags).not.toContain('adaptive')
  })
})
