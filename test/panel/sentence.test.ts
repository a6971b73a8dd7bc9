import { describe, expect, test } from 'vitest'
import { sentence } from '../../panel/present/page/sentence.ts'
import type { Session } from '../../src/core/session/session.ts'
import { closed, connection, every, exchange, heldOneAfterAnother, page, session } from '../core/story.ts'
import { analysedOf, pageUrl } from './analysed.ts'

const told = (of: Session, past = false) => sentence(analysedOf(of), pageUrl, past, of.completeness.dropped)

const unchanged = (url: string) => () => ({ url, body: '{"price":101}' })
const messages = (count: number) =>
  Array.from({ length: count }, (_, index): [number, '<', string] => [200 + index * 300, '<', `{"n":${index}}`])

test('without traffic the sentence says so', () => {
  expect(told(session(page())).uses).toBe('No traffic has been seen yet.')
})

test('lost events are not described as no traffic', () => {
  expect(sentence([], pageUrl, false, 12).uses).toContain('lost')
})

test('ordinary traffic is not called realtime', () => {
  expect(told(session(page(), exchange(100), exchange(9000, { url: '/other' }))).uses).toBe(
    'Only ordinary HTTP so far: nothing polls, streams or stays open.',
  )
})

test('each technique has its verb and its number', () => {
  const { uses } = told(
    session(
      page(),
      every(1000, 20, unchanged('/quotes')),
      every(2000, 10, unchanged('/cart')),
      heldOneAfterAnother([6000, 5000, 7000], { url: '/notify' }),
      connection('websocket', messages(5), 'ws://site.test/chat'),
    ),
  )
  expect(uses).toBe('This page polls 2 endpoints, holds 1 long poll (not certain yet) and talks over 1 WebSocket.')
})

test('closed streams are in the past tense, and counted where some are still open', () => {
  const one = session(page(), connection('websocket', messages(3), 'ws://site.test/a'), closed(5000))
  expect(told(one).uses).toBe('This page talked over 1 WebSocket.')
  const two = session(
    page(),
    connection('websocket', messages(3), 'ws://site.test/a'),
    closed(5000),
    connection('websocket', messages(3), 'ws://site.test/b'),
  )
  expect(told(two).uses).toBe('This page talks over 2 WebSockets (1 no longer open).')
})

describe('the cost of mostly empty polling', () => {
  const quotes = session(
    page(),
    every(1000, 30, (index) => ({ url: '/quotes?a=1', body: `{"price":${Math.floor(index / 5)}}` })),
  )

  test('names overhead, the largest saving and the endpoint without its query', () => {
    expect(told(quotes).costs).toMatch(
      /^About 9\d(\.\d)? % of its realtime bytes are overhead; \/quotes as Server-Sent Events would save about 9\d % of its bytes\.$/,
    )
  })

  test('a saved session is in the past tense', () => {
    expect(told(quotes, true).uses).toBe('This page polled 1 endpoint.')
    expect(told(quotes, true).costs).toMatch(/were overhead; .* would have saved about/)
  })

  test('the button leads to the stream of the saving', () => {
    expect(told(quotes).about).toBe(analysedOf(quotes)[0]!.analysis.id)
  })
})

test('no saving is claimed from an update or two', () => {
  expect(told(session(page(), every(1000, 20, unchanged('/quotes')))).costs).not.toContain('save')
})
