import { expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import { seeded } from '../seeded.ts'
import { exchange, page, type StoryPart, session } from './story.ts'

const seeds = Array.from({ length: 20 }, (_, n) => n + 1)
const streams = (...parts: StoryPart[]) => analyze(session(...parts), '').streams
const symbols = ['PINE', 'OAK', 'ELM', 'ASH', 'FIR']

test.each([2, 3, 4, 5])(
  '%i things that are asked for in turn are as many streams, each with all of its requests',
  (many) => {
    const rounds = 8
    const asked = Array.from({ length: many * rounds }, (_, n) =>
      exchange(100 + (5000 / many) * n, { url: `/quote?symbol=${symbols[n % many]}`, body: `{"n":${n}}` }),
    )
    const found = streams(page(), ...asked)
    expect(found).toHaveLength(many)
    for (const [n, one] of found.entries()) {
      expect(one).toMatchObject({ technique: 'polling', requests: rounds, messagesIn: rounds, updates: rounds })
      expect(one.url).toBe(`http://site.test/quote?symbol=${symbols[n]}`)
      expect(one.because[0]).toContain('A request every 5.0 s')
    }
  },
)

test('a request that is in flight while its stream is divided is answered in its own', () => {
  const urls = [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3].map((n) => `/quote?symbol=${symbols[n]}`)
  const asked = urls.map((url, n) => exchange(100 + 1250 * n, { url, hold: 3000, body: `{"n":${n}}` }))
  const found = streams(page(), ...asked)
  expect(found.map(({ requests, messagesIn }) => [requests, messagesIn])).toEqual([
    [3, 3],
    [3, 3],
    [3, 3],
    [3, 3],
  ])
})

test.each(seeds)('whatever is asked for in whatever order, nothing is lost or counted twice (seed %i)', (seed) => {
  const random = seeded(seed)
  const count = 60
  const asked = Array.from({ length: count }, (_, n) => {
    const symbol = symbols[Math.floor(random() ** 2 * symbols.length)]
    const extra = random() < 0.3 ? `&page=${Math.floor(random() * 4)}` : `&page=1`
    const size = 10 + Math.floor(40 * random())
    return exchange(100 + n * 900, {
      url: `/quote?symbol=${symbol}${extra}`,
      hold: 20 + 1500 * random(),
      body: `"${'x'.repeat(size)}${n % 3}"`,
    })
  })
  const bytes = asked.flat().reduce((sum, event) => sum + (event.type === 'finish' ? (event.bytes ?? 0) : 0), 0)
  const seen = session(page(), ...asked)
  const all = seen.streams.all.filter((stream) => !stream.mergedInto)
  const sum = (of: (stream: (typeof all)[number]) => number) => all.reduce((total, stream) => total + of(stream), 0)
  expect(sum(({ requests }) => requests.count)).toBe(count)
  expect(sum(({ requests }) => requests.answered)).toBe(count)
  expect(sum(({ requests }) => requests.inFlight.size)).toBe(0)
  expect(sum(({ in: received }) => received.count)).toBe(count)
  expect(sum(({ in: received }) => received.bytes)).toBe(bytes)
  expect(sum(({ news }) => news.updates + news.wasted)).toBe(count)
  expect(sum(({ messages }) => messages.length)).toBe(count)
})
