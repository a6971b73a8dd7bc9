import { describe, expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { seeded } from '../seeded.ts'
import { exchange, page, session } from './story.ts'

type Story = NonNullable<Parameters<typeof exchange>[1]>

const json = JSON.stringify
const seeds = Array.from({ length: 12 }, (_, n) => n + 1)

/** Verdicts on all streams of requests that come about `gap` ms apart, by a share more or less. */
function verdicts(count: number, { gap = 2000, share = 0.25, seed = 1 }, story: (n: number) => Story) {
  const random = seeded(seed)
  let at = 100
  const events: CaptureEvent[] = []
  for (let n = 0; n < count; n++) {
    events.push(...exchange(Math.round(at), story(n)))
    at += gap * (1 + share * (2 * random() - 1))
  }
  return analyze(session(page(), events), '').streams
}
const labels = (streams: ReturnType<typeof verdicts>) =>
  streams.map(({ technique, flags }) => `${technique} ${flags.join(' ')}`)

// Answers of a list that somebody scrolls through: each page of ten holds the ids, the times and an opaque cursor.
const opaque = (n: number) => `Q${(n * 7919 + 104_729).toString(36)}xZ${n}`
const pageOf = (n: number) =>
  json({
    items: Array.from({ length: 10 }, (_, i) => ({
      id: 90_000 - 10 * n - i,
      at: new Date(1_790_000_000_000 - (10 * n + i) * 60_000).toISOString(),
      text: `post number ${10 * n + i} of the feed`,
    })),
    next: opaque(n),
  })
const lastId = (n: number) => 90_000 - 10 * n - 9
const lastTime = (n: number) => new Date(1_790_000_000_000 - (10 * n + 9) * 60_000).toISOString()

describe('somebody who scrolls through a list is no poller', () => {
  const takes: Record<string, (n: number) => Story> = {
    'until, an id': (n) => ({ url: n === 0 ? '/feed' : `/feed?until=${lastId(n - 1)}` }),
    'lt, an id': (n) => ({ url: n === 0 ? '/feed' : `/feed?lt=${lastId(n - 1)}` }),
    'anchor, a time': (n) => ({ url: n === 0 ? '/feed' : `/feed?anchor=${encodeURIComponent(lastTime(n - 1))}` }),
    'pageToken, opaque': (n) => ({ url: n === 0 ? '/feed' : `/feed?pageToken=${opaque(n - 1)}` }),
    'startAfter, opaque': (n) => ({ url: `/feed?startAfter=${n === 0 ? '' : opaque(n - 1)}` }),
    'after in the variables of GraphQL': (n) => ({
      method: 'POST',
      url: '/graphql',
      send: json({
        operationName: 'Feed',
        query: 'query Feed($after: String) { feed(after: $after) { id } }',
        variables: { first: 10, after: n === 0 ? null : opaque(n - 1) },
      }),
    }),
    'search_after in a search': (n) => ({
      method: 'POST',
      url: '/posts/_search',
      send: json({ size: 10, ...(n > 0 && { from_id: lastId(n - 1) }) }),
    }),
    'a form': (n) => ({ method: 'POST', url: '/more', send: n === 0 ? 'list=a' : `list=a&mark=${opaque(n - 1)}` }),
  }
  test.each(Object.keys(takes).flatMap((name) => seeds.map((seed) => [name, seed] as const)))(
    'with %s (seed %i)',
    (name, seed) => {
      const found = verdicts(14, { seed }, (n) => ({ ...takes[name]!(n), body: pageOf(n) }))
      for (const label of labels(found)) expect(label).toMatch(/^http /)
    },
  )

  test('the end of the list is empty, and changes nothing', () => {
    const found = verdicts(12, { seed: 5 }, (n) => ({
      url: n === 0 ? '/feed' : `/feed?until=${lastId(n - 1)}`,
      body: n < 11 ? pageOf(n) : '{"items":[],"next":null}',
    }))
    for (const label of labels(found)) expect(label).toMatch(/^http /)
  })
})

describe('a poller stays one', () => {
  test.each(seeds)('whose cursor is taken from the answer before, by the clock (seed %i)', (seed) => {
    const found = verdicts(20, { seed, share: 0.03 }, (n) => ({
      url: n === 0 ? '/updates' : `/updates?mark=${opaque(n - 1)}`,
      body: json({ news: [n], mark: opaque(n) }),
    }))
    // The first request has no mark yet, and so another shape.
    const poller = found.at(-1)!
    expect([poller.technique, poller.requests]).toEqual(['polling', 19])
  })

  test.each(seeds)('whose cursor moves with the news, and whose answers are empty between (seed %i)', (seed) => {
    const mark = (n: number) => opaque(Math.floor(n / 3))
    const found = verdicts(30, { seed, share: 0.3 }, (n) => ({
      method: 'POST',
      url: '/updates',
      send: json({ mark: mark(n - 1) }),
      body: n % 3 === 0 ? json({ news: [n], mark: mark(n) }) : '{"news":[]}',
    }))
    expect(labels(found)).toEqual([expect.stringMatching(/^polling /)])
  })

  test('of two things in turn, whose answers name each other', () => {
    const found = verdicts(40, { gap: 1000, share: 0.02 }, (n) => ({
      url: `/quote?symbol=${n % 2 ? 'MSFT' : 'AAPL'}`,
      body: json({ price: n, related: ['MSFT', 'AAPL'] }),
    }))
    expect(labels(found)).toEqual(['polling interval', 'polling interval'])
  })
})

describe('texts that somebody types or looks up are no polls', () => {
  const text = 'realtime streams of updates'
  const typed = (n: number) => text.slice(0, n + 1)
  const words = 'pine oak birch maple cedar willow aspen hazel alder rowan elm beech'.split(' ')
  const asks: Record<string, (value: string) => Story> = {
    'the body of a search, in JSON': (value) => ({ method: 'POST', url: '/search', send: json({ q: value, size: 5 }) }),
    'the variables of GraphQL': (value) => ({
      method: 'POST',
      url: '/graphql',
      send: json({ operationName: 'Find', query: 'query Find($t: String!) { find(t: $t) }', variables: { t: value } }),
    }),
    'a form': (value) => ({ method: 'POST', url: '/search', send: `type=all&text=${encodeURIComponent(value)}` }),
    'a parameter of any name': (value) => ({ url: `/lookup?tree=${encodeURIComponent(value)}` }),
  }
  test.each(Object.keys(asks))('%s, typed', (name) => {
    const found = verdicts(20, { gap: 180, share: 0.2 }, (n) => ({ ...asks[name]!(typed(n)), body: json([n]) }))
    for (const label of labels(found)) expect(label).toMatch(/^http /)
  })
  test.each(Object.keys(asks))('%s, another word each time', (name) => {
    const found = verdicts(12, { share: 0.2 }, (n) => ({ ...asks[name]!(words[n]!), body: json([words[n], n]) }))
    for (const label of labels(found)) expect(label).toMatch(/^http /)
  })
})

describe('what a page writes is no poll', () => {
  test.each(seeds)('comments that are answered with 200, an id and what was sent (seed %i)', (seed) => {
    const words = ['first comment here', 'and a reply to it', 'I agree with that', 'so do I', 'thanks', 'see you soon']
    const found = verdicts(12, { seed, gap: 6000 }, (n) => ({
      method: 'POST',
      url: '/comments',
      send: json({ text: `${words[n % 6]} ${n}` }),
      body: json({ id: 100 + n, text: `${words[n % 6]} ${n}`, ok: true }),
    }))
    for (const label of labels(found)) expect(label).toMatch(/^http /)
  })
  test.each([300, 5000])('a document of %i characters that grows and is saved every 5 s', (length) => {
    const found = verdicts(14, { gap: 5000, share: 0.02 }, (n) => ({
      method: 'POST',
      url: '/save',
      send: json({ doc: 'lorem ipsum '.repeat(Math.ceil(length / 12 + 3 * n)) }),
      body: json({ ok: true, rev: 17 + n }),
    }))
    for (const label of labels(found)) expect(label).toMatch(/^http /)
  })
})
