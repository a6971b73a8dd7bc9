import { describe, expect, test } from 'vitest'
import { seeded } from '../seeded.ts'
import { every, heldOneAfterAnother, only, page } from './story.ts'

const event = { body: '{"event":"refresh"}' }

describe('equal answers', () => {
  test.each(Array.from({ length: 10 }, (_, n) => n + 1))(
    'to holds that end at any time are events (seed %i)',
    (seed) => {
      const random = seeded(seed)
      const holds = Array.from({ length: 20 }, () => 2000 + 12_000 * random())
      const { technique, updates, because } = only(page(), ...heldOneAfterAnother(holds, event))
      expect(technique).toBe('long-polling')
      // By chance a hold may be as long as the longest, as one is that ends at the cap.
      expect(updates).toBeGreaterThanOrEqual(17)
      expect(because.join(' ')).not.toContain('empty')
    },
  )

  test('to holds that end at the cap are none', () => {
    const holds = Array.from({ length: 12 }, (_, n) => 25_000 + (n % 3) * 20)
    expect(only(page(), ...heldOneAfterAnother(holds, event))).toMatchObject({ updates: 1, wastedBy: { same: 11 } })
  })

  test('to holds that end at the cap, between events of the same words, are none', () => {
    const holds = [4000, 30_000, 7000, 30_010, 30_005, 12_000, 30_000]
    // The first of the longest holds may be an event: nothing shows yet that it ended at the cap.
    expect(only(page(), ...heldOneAfterAnother(holds, event))).toMatchObject({ updates: 4, wastedBy: { same: 3 } })
  })

  test('of a slow server to a timer are none', () => {
    const polls = every(5000, 20, (n) => ({ ...event, hold: 1200 + 300 * (n % 5) }))
    expect(only(page(), ...polls)).toMatchObject({ technique: 'polling', updates: 1, wastedBy: { same: 19 } })
  })

  test.each([1, 2, 3, 4, 5])('of a server that takes one to four seconds for each are none (seed %i)', (seed) => {
    const random = seeded(seed)
    const holds = Array.from({ length: 25 }, () => 1100 + 3000 * random())
    expect(only(page(), ...heldOneAfterAnother(holds, event))).toMatchObject({ updates: 1, wastedBy: { same: 24 } })
  })

  test('of a slow server that is asked again at once are none', () => {
    const holds = Array.from({ length: 20 }, (_, n) => 1200 + 40 * (n % 5))
    expect(only(page(), ...heldOneAfterAnother(holds, event))).toMatchObject({ updates: 1 })
  })
})
