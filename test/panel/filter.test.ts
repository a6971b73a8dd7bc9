import { expect, test } from 'vitest'
import { parseFilter } from '../../panel/present/list/filter.ts'
import { textMatcher } from '../../panel/present/list/text-matcher.ts'
import { closed, connection, every, exchange, page, session } from '../core/story.ts'
import { analysedOf } from './analysed.ts'

const all = analysedOf(
  session(
    page(),
    every(1000, 20, () => ({ url: '/quotes', body: '{"same":true}' })),
    connection('websocket', [[200, '<', 'hello']], 'wss://live.other.test/feed'),
    closed(900),
    exchange(150, { url: '/about' }),
  ),
)
const matching = (filter: string) =>
  all.filter(parseFilter(filter)).map(({ analysis }) => analysis.url.split('/').at(-1))

test.each([
  ['', ['quotes', 'about', 'feed']],
  ['QUO', ['quotes']],
  ['technique:polling', ['quotes']],
  ['technique:sock', ['feed']],
  ['-technique:http', ['quotes', 'feed']],
  ['status:closed', ['feed']],
  ['is:wasteful', ['quotes']],
  ['is:realtime -is:wasteful', ['feed']],
  ['has:waste', ['quotes']],
  ['confidence:certain', ['feed']],
  ['domain:*.other.test', ['feed']],
  ['domain:site.test', ['quotes', 'about']],
  ['method:get quotes', ['quotes']],
  ['/qu[o0]tes$/', ['quotes']],
  ['-/quotes|feed/', ['about']],
  ['/quotes', ['quotes']],
  ['-', ['quotes', 'about', 'feed']],
])('%j shows %j', (filter, expected) => {
  expect(matching(filter).toSorted()).toEqual([...expected].sort())
})

test('an unknown key is searched for as text', () => {
  expect(matching('port:8080')).toEqual([])
  expect(matching('is:nonsense')).toEqual([])
  expect(matching('wss://live')).toEqual(['feed'])
})

test('an invalid expression is searched for literally', () => {
  expect(textMatcher('/a(b/')('see /a(b/ here')).toBe(true)
})

test.each(['/x+x+y/', '/(x+)+y/', '/(x|x)*y/', '/x*x*x*x*y/', '/(x+x+)\\1+y/'])(
  '%s does not hang on what a page sends',
  (careless) => {
    const started = performance.now()
    textMatcher(careless)('x'.repeat(1_000_000))
    expect(performance.now() - started).toBeLessThan(1000)
  },
)
