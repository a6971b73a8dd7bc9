import { describe, expect, test } from 'vitest'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { seeded } from '../seeded.ts'
import { exchange, heldOneAfterAnother, only, page } from './story.ts'

const seeds = Array.from({ length: 20 }, (_, n) => n + 1)

/** Requests one after another, each with its own story, `pause` ms after the end of the one before. */
function inTurn(pause: number, stories: readonly NonNullable<Parameters<typeof exchange>[1]>[]): CaptureEvent[] {
  let at = 100
  return stories.flatMap((story) => {
    const events = exchange(at, story)
    at += (story.hold ?? 20) + (story.rest ?? 1) + pause
    return events
  })
}
const gaveUp = (hold: number) => ({ hold, outcome: 'abort' as const, body: undefined })

describe('requests that the page breaks off', () => {
  test.each([3000, 10_000, 30_000])(
    'all of them after %i ms, none answered: no firm polling, and the ages are told',
    (age) => {
      const { confidence, because } = only(
        page(),
        ...inTurn(
          4,
          Array.from({ length: 12 }, () => gaveUp(age)),
        ),
      )
      expect(confidence).not.toBe('high')
      expect(because.join(' ')).toMatch(/broke 12 requests off after (3\.0|10|30) s/)
    },
  )

  test.each([3000, 10_000])(
    'at the same %i ms, between holds that were answered: long polling whose page gives up',
    (age) => {
      const stories = Array.from({ length: 16 }, (_, n) => (n % 4 === 0 ? { hold: age * 0.6 + n * 20 } : gaveUp(age)))
      const { technique, because } = only(page(), ...inTurn(4, stories))
      expect(technique).toBe('long-polling')
      expect(because.join(' ')).toContain('The page itself gave up 12 holds')
    },
  )

  test.each(seeds)('at another age each time, as a person does: they are no holds (seed %i)', (seed) => {
    const random = seeded(seed)
    const stories = Array.from({ length: 10 }, () => gaveUp(5000 + 15_000 * random()))
    expect(only(page(), ...inTurn(1500, [{ hold: 400 }, ...stories])).technique).not.toBe('long-polling')
  })
})

describe('statuses of a gateway', () => {
  test.each([502, 503, 504, 524])('%i at one age, on holds that are asked again at once: long polling', (status) => {
    const holds = heldOneAfterAnother([8000, 12_000, 60_000, 9000, 60_000, 11_000, 60_000], {}, 4)
    for (const event of holds) if (event.type === 'response') event.status = 200
    const stories = [8000, 12_000, 60_000, 9000, 60_000, 11_000, 60_000].map((hold) =>
      hold === 60_000 ? { hold, status, body: '' } : { hold },
    )
    const { technique, because } = only(page(), ...inTurn(4, stories))
    expect(technique).toBe('long-polling')
    expect(because.join(' ')).toContain(`A gateway cut 3 holds off after 60 s, with status ${status}.`)
  })

  test.each([502, 504])(
    '%i now and then, where other answers come at once and the page pauses: no long polling',
    (status) => {
      const stories = Array.from({ length: 14 }, (_, n) =>
        n % 3 === 2 ? { hold: 60_000, status, body: '' } : { hold: 50 },
      )
      expect(only(page(), ...inTurn(10_000, stories)).technique).not.toBe('long-polling')
    },
  )
})

test('of two intervals that take turns the mean is told', () => {
  const events: CaptureEvent[] = []
  for (let n = 0, at = 100; n < 21; n++) {
    events.push(...exchange(at))
    at += n % 2 === 0 ? 1800 : 2200
  }
  expect(only(page(), ...events).because[0]).toContain('A request every 2.0 s')
})
