import { describe, expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { seeded } from '../seeded.ts'
import { exchange, page, session, streamed } from './story.ts'

type Story = NonNullable<Parameters<typeof exchange>[1]>
const json = JSON.stringify

/** Streams of requests whose pauses are a person's (1.1 to 2.6 s), or a timer's (5 s, to 10 ms). */
function asked(pace: 'person' | 'timer', count: number, story: (n: number) => Story) {
  const random = seeded(count)
  let at = 100
  const events: CaptureEvent[] = []
  for (let n = 0; n < count; n++) {
    events.push(...exchange(Math.round(at), { body: json({ found: n * 7919, of: 'all' }), ...story(n) }))
    at += pace === 'timer' ? 5000 + 10 * random() : 1100 + 1500 * random()
  }
  return analyze(session(page(), events), '').streams
}
const date = (n: number) => new Date(1_777_000_000_000 - n * 86_400_000).toISOString().slice(0, 10)
const post = (url: string, body: unknown): Story => ({ method: 'POST', url, send: json(body) })

describe('somebody who reads or writes at a person’s pace is no poller', () => {
  const reads: Record<string, (n: number) => Story> = {
    'an offset that falls': (n) => ({ url: `/log?offset=${5000 - 50 * n}` }),
    'a date that falls': (n) => ({ url: `/days?date=${date(n)}` }),
    'a day in the path': (n) => ({ url: `/days/${date(n)}` }),
    'an end time in the body that falls': (n) => post('/range', { to: 1_777_000_000_000 - 3_600_000 * n }),
    'a page in the body': (n) => post('/search', { page: n + 1, size: 20 }),
    'a page in the path': (n) => ({ url: `/blog/page/${n + 1}` }),
    'OData’s $skip': (n) => ({ url: `/odata/Items?$skip=${20 * n}` }),
    'things that are each asked for once': (n) => ({ url: `/items/${(n * 7919) % 1000}` }),
    'points that are saved': (n) => ({
      ...post('/points', { player: 3, points: 13 * n }),
      body: json({ id: 900 + n, points: 13 * n }),
    }),
    'a cart that is answered whole': (n) => ({
      ...post('/cart', { sku: 100 + 3 * n }),
      body: json({ items: Array.from({ length: n + 1 }, (_, i) => i) }),
    }),
    'likes of posts': (n) => ({ method: 'POST', url: `/posts/${n * 17 + 3}/like` }),
  }
  test.each(Object.keys(reads))('%s', (name) => {
    for (const { technique } of asked('person', 26, reads[name]!)) expect(technique).toBe('http')
  })
})

describe('a timer polls, whatever each request holds', () => {
  const words = ['calm-fox', 'red-owl', 'shy-elk', 'old-jay', 'wet-bee']
  const polls: Record<string, (n: number) => Story> = {
    'another id in the body': (n) =>
      post('/state', { requestId: `${words[n % 5]}-${(n * 7919).toString(36)}`, want: 'state' }),
    'the time in the body': (n) =>
      post('/state', { at: new Date(1_777_000_000_000 + 5000 * n).toUTCString(), want: 'state' }),
    'a counter in letters': (n) => ({ url: `/poll?__req=${(n + 10).toString(36)}` }),
    'another word': (n) => ({ url: `/poll?tag=${'abcdefghijklmnopqrstuvwxyz'.slice(n % 20, (n % 20) + 4)}` }),
  }
  test.each(Object.keys(polls))('%s', (name) => {
    const [stream, ...more] = asked('timer', 20, (n) => ({
      ...polls[name]!(n),
      body: json({ state: Math.floor(n / 4) }),
    }))
    expect([stream?.technique, stream?.requests, more]).toEqual(['polling', 20, []])
  })
})

describe('a file on a slow line is no stream', () => {
  /** So many bytes each 400 ms, as developer tools slow the network down. */
  const slow = (piece: number, type: string) =>
    streamed(
      type,
      Array.from({ length: 30 }, (_, n): [number, string] => [500 + 400 * n, 'x'.repeat(piece)]),
      12_600,
    )
  test.each([8192, 16_384])('in pieces of %i bytes', (piece) => {
    const { streams } = analyze(session(page(), slow(piece, 'application/json')), '')
    expect(streams.map(({ technique }) => technique)).toEqual(['http'])
  })
  test('of a part of the page is not even listed', () => {
    expect(analyze(session(page(), slow(16_384, 'application/wasm')), '').streams).toEqual([])
  })
})

test('empty lists within what GraphQL answers are empty answers', () => {
  const answer = (n: number) =>
    json({
      data: {
        feed: {
          __typename: 'Feed',
          nodes: n % 4 === 0 ? [{ id: n }] : [],
          pageInfo: { hasNextPage: false, endCursor: null },
        },
      },
    })
  const [stream] = asked('timer', 20, (n) => ({
    ...post('/graphql', { operationName: 'Feed', query: '{ feed }' }),
    body: answer(n),
  }))
  expect([stream?.updates, stream?.wasted]).toEqual([5, 15])
})

test('a person with an empty list of friends is no empty answer', () => {
  const [stream] = asked('timer', 8, (n) => ({ url: '/me', body: json({ user: { name: `Ann ${n}`, friends: [] } }) }))
  expect([stream?.updates, stream?.wasted]).toEqual([8, 0])
})
