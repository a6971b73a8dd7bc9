import { expect, test } from 'vitest'
import { shownName, shownUrl } from '../../panel/present/list/shown-url.ts'
import { inOrder, nextOrder } from '../../panel/present/list/stream-order.ts'
import { streamRow } from '../../panel/present/list/stream-rows.ts'
import { totals } from '../../panel/present/page/totals.ts'
import { figureText } from '../../panel/present/words/figure.ts'
import { closed, connection, every, exchange, lost, page, session } from '../core/story.ts'
import { analysedOf, oneOf, pageUrl } from './analysed.ts'

const polled = session(
  page(),
  every(1000, 20, () => ({ url: '/quotes', body: '{"same":1}' })),
)

test('a polled endpoint shows what it wastes', () => {
  const row = streamRow(oneOf(polled, 'quotes'), pageUrl, 0)
  expect(row).toMatchObject({
    label: 'AJAX polling',
    url: '/quotes',
    confidence: 'high',
    wasteful: true,
    status: 'open',
  })
  expect(figureText(row.wasted)).toBe('19')
  expect(figureText(row.up)).toMatch(/^~ \d+(\.\d)? kB$/)
  expect(row.spoken).toBe('AJAX polling, high, /quotes, open')
})

test('ordinary HTTP is not called wasteful', () => {
  const row = streamRow(oneOf(session(page(), exchange(100, { url: '/about' })), 'about'), pageUrl, 0)
  expect(figureText(row.wasted)).toBe('–')
  expect(row.status).toBe('done')
})

test('counts are lower bounds where events were lost', () => {
  const seen = session(polled.streams.all.length > 0 ? page() : [], every(1000, 5), lost(6000, 7))
  const row = streamRow(analysedOf(seen)[0]!, pageUrl, seen.completeness.dropped)
  expect(figureText(row.messages)).toMatch(/^≥ /)
  expect(totals(seen, analysedOf(seen), 1)).toMatchObject({ losses: '7 events lost', complete: false })
})

test('the footer says that nothing was lost, and how many streams a filter hides', () => {
  const all = analysedOf(polled)
  expect(totals(polled, all, all.length).losses).toBe('nothing lost')
  const full = { ...polled, payloads: { ...polled.payloads, rowsLeftOut: 3 } }
  expect(totals(full, all, all.length).losses).toBe('3 messages counted but not listed')
  expect(totals(polled, [], 3).streams).toBe('0 of 3 streams')
})

test('arrows come with words', () => {
  const seen = session(
    page(),
    connection('websocket', [
      [200, '<', 'a'],
      [300, '>', 'b'],
    ]),
  )
  expect(streamRow(oneOf(seen, 'live'), pageUrl, 0)).toMatchObject({ arrows: '↑↓', direction: 'both ways' })
})

test('a socket that was never accepted has failed', () => {
  const [socket] = connection('websocket', [])
  const seen = session(page(), socket!, closed(200, { by: 'error', code: 1006 }))
  expect(streamRow(oneOf(seen, 'live'), pageUrl, 0)).toMatchObject({ status: 'failed', failed: true })
})

test('a socket whose messages no source shows has no count of 0, but says so', () => {
  const [connect, open] = connection('websocket', []) as [object, object]
  const seen = session(page(), [{ ...connect, unseen: true }, open] as never)
  const { messages } = streamRow(oneOf(seen, 'live'), pageUrl, 0)
  expect(messages).toMatchObject({ value: 'unseen', why: 'Messages of this connection cannot be seen here.' })
})

test.each([
  ['http://site.test/a?b=1', '/a?b=1'],
  ['ws://site.test/live', '/live'],
  ['https://other.test/a', 'other.test/a'],
  ['http://site.test', '/'],
  ['webrtc:4', 'peer connection 4'],
  ['not a url', 'not a url'],
])('%s is shown as %s', (url, shown) => expect(shownUrl(url, pageUrl)).toBe(shown))

test('a name has no query', () => expect(shownName('http://site.test/a?b=1#c', pageUrl)).toBe('/a'))

test('sorting is by choice: largest first, then smallest, then as captured; new rows come last', () => {
  const seen = session(
    page(),
    connection('websocket', [[200, '<', 'a']], 'ws://site.test/one'),
    connection('websocket', [[200, '<', 'abc']], 'ws://site.test/two'),
  )
  const all = analysedOf(seen)
  const names = (order: ReturnType<typeof nextOrder>) => inOrder(all, order).map(({ analysis }) => analysis.url.at(-1))
  const down = nextOrder(undefined, 'down', all, pageUrl)
  const up = nextOrder(down, 'down', all, pageUrl)
  expect(names(down)).toEqual(['o', 'e'])
  expect(names(up)).toEqual(['e', 'o'])
  expect(nextOrder(up, 'down', all, pageUrl)).toBeUndefined()
  const before = nextOrder(undefined, 'down', all.slice(0, 1), pageUrl)
  expect(names(before)).toEqual(['e', 'o'])
})
