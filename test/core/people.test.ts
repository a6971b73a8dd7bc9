import { describe, expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import { seeded } from '../seeded.ts'
import { exchange, page, session } from './story.ts'

/**
 * The share of many seeds whose requests are said to be of this technique, with one of these confidences: `next` gives each pause by the
 * usual one.
 */
function said(
  technique: string,
  confidences: readonly string[],
  count: number,
  next: (random: () => number) => number,
): number {
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
    return streams.length === 1 && streams[0]!.technique === technique && confidences.includes(streams[0]!.confidence)
  })
  return found.length / seeds.length
}

const firmly = (count: number, next: (random: () => number) => number) => said('polling', ['high'], count, next)

// People wait at least a while, and now and then much longer: pauses have a long tail.
const person = (random: () => number) => 0.5 - 0.5 * Math.log(1 - random())
// Pauses that vary by 40 %, by their logarithm: a quarter of such series vary no more than a jitter of 50 %.
const evenPerson = (random: () => number) =>
  Math.exp(0.4 * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()))
const jitter = (share: number) => (random: () => number) => 1 + share * (2 * random() - 1)

describe('pauses of people', () => {
  test.each([5, 7, 10, 15])('in %i requests are never firmly a poller’s', (count) => {
    expect(firmly(count, person)).toBeLessThanOrEqual(0.02)
  })
  test('in 40 requests are so by rare luck', () => expect(firmly(40, person)).toBeLessThanOrEqual(0.12))
})

describe('pauses of people that vary little', () => {
  test.each([7, 15, 25, 40, 60])('in %i requests are hardly ever firmly a poller’s', (count) => {
    expect(firmly(count, evenPerson)).toBeLessThanOrEqual(0.08)
  })
})

describe('a poller’s jitter', () => {
  test('of 30 % is firmly one’s after 25 requests', () => {
    expect(firmly(25, jitter(0.3))).toBeGreaterThanOrEqual(0.9)
  })
  test('of 50 % is one’s, if not firmly', () => {
    expect(said('polling', ['medium', 'high'], 25, jitter(0.5))).toBeGreaterThanOrEqual(0.9)
  })
})

test('a person who ticks filters at an even pace is not firmly a poller: no question is asked again', () => {
  const random = seeded(3)
  const requests = Array.from({ length: 26 }, (_, n) => {
    const colours = ['red', 'blue', 'green', 'grey', 'black'].filter((_colour, bit) => (n >> bit) & 1)
    return exchange(100 + n * 1800 + Math.round(700 * random()), {
      url: '/search',
      method: 'POST',
      send: JSON.stringify({ filters: { colours } }),
      body: `{"hits":[{"name":"hit ${n}"}]}`,
    })
  })
  const { streams } = analyze(session(page(), ...requests), '')
  expect(streams).toHaveLength(1)
  expect(['provisional', 'http']).toContain(
    streams[0]!.technique === 'polling' ? streams[0]!.confidence : streams[0]!.technique,
  )
})
