import { describe, expect, test } from 'vitest'
import { connectionFacts } from '../../panel/present/details/connection-facts.ts'
import { verdictStory } from '../../panel/present/details/verdict-story.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { connection, exchange, hidden, page, session } from '../core/story.ts'
import { oneOf } from './analysed.ts'

const polls = (from: number, to: number, ms: number): CaptureEvent[] =>
  Array.from({ length: Math.ceil((to - from) / ms) }, (_, index) => exchange(from + index * ms)).flat()
const said = (...parts: CaptureEvent[][]) => verdictStory(oneOf(session(page(), ...parts), 'data')).hidden

describe('what went on while the tab was hidden', () => {
  test('is a sentence with its rate, and the rate while it was visible', () => {
    const story = [polls(100, 360_000, 10_000), [hidden(60_000, true), hidden(300_000, false)]]
    expect(said(...story)).toBe(
      'While the tab was hidden, for 4 min in all, 24 requests went on, one every 10 s; while it was visible, one every 10 s.',
    )
  })

  test('names the browser as a cause where it was less', () => {
    const story = [polls(100, 60_000, 1000), [hidden(60_000, true)], polls(60_100, 180_000, 3000)]
    expect(said(...story)).toMatch(
      /40 requests went on, one every 2\.9 s; .* one every (998 ms|1\.0 s)\. Browsers run timers of hidden tabs later, so that the page itself may have changed nothing\.$/,
    )
  })

  test('may be nothing', () => {
    const story = [
      polls(100, 60_000, 1000),
      [hidden(60_000, true), hidden(300_000, false)],
      polls(300_100, 320_000, 1000),
    ]
    expect(said(...story)).toBe('While the tab was hidden, for 4 min in all, there was no request.')
  })

  test('is not mentioned where the tab was never hidden', () => {
    expect(said(polls(100, 60_000, 1000))).toBe('')
  })

  test('is counted in messages of a connection', () => {
    const lines = Array.from({ length: 120 }, (_, index): [number, '<', string] => [200 + index * 500, '<', `${index}`])
    const seen = session(page(), connection('websocket', lines), [hidden(30_000, true)])
    expect(verdictStory(oneOf(seen, 'live')).hidden).toBe(
      'While the tab was hidden, for 30 s in all, 60 messages came or went, 2 a second; while it was visible, 2 a second.',
    )
  })
})

test('the connection tab says what keeps the page from being idle, and what does not', () => {
  const idle = (seen: ReturnType<typeof session>, part: string) =>
    connectionFacts(oneOf(seen, part), seen.lastAt).find(({ title }) => title === 'Idle page')?.facts
  const firefox = page().map((event) =>
    event.type === 'document' ? { ...event, userAgent: 'Gecko/20100101 Firefox/153.0' } : event,
  )
  const socket = connection('websocket', [[200, '<', 'a']])
  expect(idle(session(firefox, socket), 'live')).toEqual([
    ['Network idle', 'Tests that wait for it do not wait for this connection.'],
    [
      'Back/forward cache',
      'While the WebSocket is open, Firefox does not put the page into the back/forward cache: going back loads it anew.',
    ],
  ])
  expect(idle(session(page(), connection('eventsource', [[200, '<', 'a']])), 'live')).toEqual([
    ['Network idle', expect.stringMatching(/^An open EventSource is a request in flight: Puppeteer’s/)],
  ])
  expect(idle(session(page(), polls(100, 60_000, 1000)), 'data')).toBeUndefined()
})
