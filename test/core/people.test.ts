import { describe, expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import { seeded } from '../seeded.ts'
import { exchange, page, session } from './story.ts'

/** What a stream of requests is said to be, firmly, over many seeds: `next` gives each pause by the usual one. */
function firmly(technique: string, count: number, next: (random: () => number) => number): number {
  const seeds = Array.from({ length: 60 }, (_, n) => 7 + n)
  const found = seeds.filter((seed) => {
    const random = seeded(seed)
    const usual = 3000 + 9000 * random()
    let at = 100
    const requests = Array.from({ length: count }, () => {
      const events = exchange(Math.round(at), { hold: 30 })
      at += usual * next(random)
      return events
    })
    const { streams } = analyze(session(page(), ...requests), '')
    return streams.length === 1 && streams[0]!.technique === technique && streams[0]!.confidence === 'high'
  })
  return found.length / seeds.length
}

// People wait at least a while, and now and then much longer: pauses have a long tail.
const person = (random: () => number) => 0.5 - 0.5 * Math.log(1 - random())
const jitter = (share: number) => (random: () => number) => 1 + share * (2 * random() - 1)

describe('pauses of people', () => {
  test.each([5, 7, 10, 15])('in %i requests are never firmly a poller’s', (count) => {
    expect(firmly('polling', count, person)).toBeLessThanOrEqual(0.02)
  })
  test('in 40 requests are so by rare luck', () => expect(firmly('polling', 40, person)).toBeLessThanOrEqual(0.12))
})

describe('a poller’s jitter', () => {
  test.each([0.3, 0.5])('of %f is firmly one’s after 25 requests', (share) => {
    expect(firmly('polling', 25, jitter(share))).toBeGreaterThanOrEqual(0.9)
  })
})
