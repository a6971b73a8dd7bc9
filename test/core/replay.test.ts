import { describe, expect, test } from 'vitest'
import { batchSize } from '../../src/core/content/batch.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { connection, every, only, page } from './story.ts'

const whatIf = (events: CaptureEvent[], technique: string) =>
  only(page(), events).whatIf.find((one) => one.technique === technique)!
/** Polls of a source. @param updates number of updates until the poll of an index */
const polled = (period: number, times: number, news: (index: number) => number) =>
  every(period, times, (index) => ({ body: `{"id":${news(index)},"m":"${'x'.repeat(100)}"}` }))
const pushed = (at: (index: number) => number, times = 20) =>
  connection(
    'eventsource',
    Array.from({ length: times }, (_, index): [number, '<', string] => [at(index), '<', `{"n":${index}}`]),
  )

describe('a poller’s updates by long polling', () => {
  test('are those that polls found, whether or not a poll had an empty answer', () => {
    const all = whatIf(
      polled(2000, 90, (i) => i),
      'long-polling',
    )
    const butOne = whatIf(
      polled(2000, 90, (i) => (i === 50 ? 49 : i)),
      'long-polling',
    )
    expect([all.requests, butOne.requests]).toEqual([91, 90])
  })

  test('have an answer each where their source is regular', () => {
    // One update in 8 s, polled every 5 s for 180 s.
    expect(
      whatIf(
        polled(5000, 36, (i) => Math.floor((i * 5) / 8)),
        'long-polling',
      ).requests,
    ).toBe(23)
  })

  test('have a note that overwritten updates are missing', () => {
    expect(
      whatIf(
        polled(2000, 20, (i) => i >> 1),
        'sse',
      ).because[0],
    ).toMatch(/10 updates that polls found; one that was overwritten .* cannot be seen/)
  })

  test('come one by one where an answer lists several since a cursor', () => {
    let next = 0
    const events = every(2000, 30, (index) => {
      const since = next
      next += index === 0 ? 1 : index % 3
      const items = Array.from({ length: next - since }, (_, item) => `{"id":${since + item}}`)
      return { url: `/news?since=${since}`, body: `[${items}]` }
    })
    expect(Math.abs(whatIf(events, 'long-polling').requests - next)).toBeLessThanOrEqual(2)
  })
})

describe('a batch', () => {
  test.each([
    ['[{"a":1},{"a":2}]', 2],
    ['{"events":[{"a":1}, {"a":2}, {"a":3}],"cursor":7}', 3],
    ['[{"a":1}]', 1],
    ['{"a":[{"b":1},{"b":2}],"c":[1]}', 1],
    ['[1,2,3]', 1],
    ['"},{"', 1],
    ['[{"a":1},{"a"', 1],
  ])('%s is of %d', (text, size) => {
    expect(batchSize(text)).toBe(size)
  })
})

describe('staleness by polling', () => {
  test('is the rest of the period where a source is in step with the poller', () => {
    // The stream begins at 60 ms, one way is 20 ms: each update is there 500 ms after a poll, or 500 ms before one.
    expect(
      whatIf(
        pushed((i) => 60 + 20 + 500 + i * 5000),
        'polling',
      ).stalenessMeanMs,
    ).toBe(4510)
    expect(
      whatIf(
        pushed((i) => 60 + 20 + 4500 + i * 5000),
        'polling',
      ).stalenessMeanMs,
    ).toBe(510)
  })

  test('is half a period where the source is not in step', () => {
    const { stalenessMeanMs } = whatIf(
      pushed((i) => 200 + i * 3100, 50),
      'polling',
    )
    expect(Math.abs(stalenessMeanMs - 2510)).toBeLessThan(100)
  })
})

test('staleness by long polling includes the wait for the next request', () => {
  // Pairs of updates 5 ms apart: the second one misses the answer with the first, and the next request arrives 15 ms after it.
  const pairs = pushed((i) => 1000 + (i >> 1) * 1000 + (i % 2) * 5)
  expect(whatIf(pairs, 'long-polling').stalenessMeanMs).toBe(10 + Math.round(15 / 2))
})
