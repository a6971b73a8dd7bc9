import { describe, expect, test } from 'vitest'
import { seeded } from '../seeded.ts'
import { exchange, only, page } from './story.ts'

const seeds = Array.from({ length: 10 }, (_, n) => n + 1)

/** Requests that each go on from the last answer, after the pauses that `next` gives. */
function readingOn(count: number, next: () => number, random: () => number) {
  let at = 100
  return Array.from({ length: count }, (_, n) => {
    const hold = 40 + 60 * random()
    const events = exchange(at, {
      url: `/live_chat?continuation=token-${n}x`,
      hold,
      body: `{"continuation":"token-${n + 1}x","messages":[{"id":${n},"text":"a message of some length"}]}`,
    })
    at += hold + 1 + next()
    return events
  }).flat()
}

describe('requests that go on from the last answer', () => {
  test.each(seeds)('after pauses that the server names are polls (seed %i)', (seed) => {
    const random = seeded(seed)
    const pause = () => [3000, 4000, 5000, 6000, 8000][Math.floor(5 * random())]! + 8 * random()
    const { technique, because } = only(page(), readingOn(40, pause, random))
    expect(technique).toBe('polling')
    expect(because[0]).toMatch(/^It waits one of 5 lengths after each answer, from 3\.0 s to 8\.0 s/)
  })

  test.each(seeds)('after pauses of a reader are none (seed %i)', (seed) => {
    const random = seeded(seed)
    const pause = () => 1000 - 2000 * Math.log(1 - random())
    expect(only(page(), readingOn(40, pause, random))).toMatchObject({ technique: 'http' })
  })
})
