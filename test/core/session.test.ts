import { describe, expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { createSession } from '../../src/core/session/session.ts'
import { Row } from '../../src/core/stream/parts/message-log.ts'
import { closed, connection, every, exchange, lost, only, page, session, streamed } from './story.ts'

describe('updates and waste', () => {
  test('an answer that repeats the last one is wasted', () => {
    const prices = ['1', '1', '1', '2', '2', '3']
    const found = only(
      page(),
      every(1000, 6, (i) => ({ body: `{"price":${prices[i]}}` })),
    )
    expect(found).toMatchObject({ requests: 6, messagesIn: 6, updates: 3, wasted: 3 })
  })

  test('a clock in the answer does not make it news', () => {
    const found = only(
      page(),
      every(1000, 5, (i) => ({ body: `{"price":1,"timestamp":${1_790_000_000 + i},"requestId":"a${i}"}` })),
    )
    expect(found).toMatchObject({ updates: 1, wasted: 4 })
  })

  test.each([
    ['an element', (at: number) => `<r><time>${at}</time><v>1</v></r>`],
    ['an attribute', (at: number) => `<r generated-at="0" timestamp="${at}"><v>1</v></r>`],
  ])('neither does one in XML, as %s', (_name, body) => {
    const polls = (value: (i: number) => string) => every(5000, 6, (i) => ({ type: 'text/xml', body: value(i) }))
    expect(
      only(
        page(),
        polls((i) => body(1_790_000_000 + i)),
      ),
    ).toMatchObject({ updates: 1, wasted: 5 })
    expect(
      only(
        page(),
        polls((i) => body(1_790_000_000).replace('<v>1', `<v>${i}`)),
      ),
    ).toMatchObject({ updates: 6 })
  })

  test.each([
    ['304', { status: 304, body: '' }],
    ['204', { status: 204, body: '' }],
    ['an empty body', { body: '' }],
    ['an empty list', { body: '[]' }],
    ['nothing but a cursor', { body: '{"updates":[],"next":7}' }],
  ])('%s carries no news', (_name, story) => {
    const found = only(
      page(),
      every(1000, 6, (i) => (i === 0 ? {} : story)),
    )
    expect(found).toMatchObject({ updates: 1, wasted: 5 })
  })

  test('an error carries no news', () => {
    const found = only(
      page(),
      every(1000, 6, (i) => (i % 3 === 2 ? { status: 500, body: 'no' } : {})),
    )
    expect(found).toMatchObject({ technique: 'polling', updates: 4, wasted: 2 })
  })

  test('a body that the page never read counts as news, as its content is not known', () => {
    const seen = session(
      page(),
      every(1000, 5, () => ({ body: undefined, bytes: 40 })),
    )
    expect(seen.streams.all[0]!.news).toMatchObject({ updates: 5, wasted: 0, unseenBodies: 5 })
  })

  test('heartbeats on a socket are wasted, whoever sends them', () => {
    const lines: [number, '>' | '<', string][] = [
      [200, '<', '{"n":1}'],
      [300, '>', 'ping'],
      [310, '<', 'pong'],
      [400, '<', '{"n":2}'],
    ]
    expect(only(page(), connection('websocket', lines))).toMatchObject({
      messagesIn: 3,
      messagesOut: 1,
      updates: 2,
      wasted: 2,
    })
  })

  test('ordinary HTTP wastes nothing', () => {
    const found = only(page(), exchange(100, { body: 'same' }), exchange(9000, { body: 'same' }))
    expect(found).toMatchObject({ technique: 'http', wasted: 0 })
  })
})

describe('streamed bodies', () => {
  test('events are messages, comments heartbeats, and other fields neither, whatever the pieces', () => {
    const whole = 'retry: 5\n\nevent: price\ndata: {"a":1}\n\n: idle\n\nid: 7\n\ndata: é\ndata: 2\n\n'
    for (let cut = 1; cut < whole.length; cut++) {
      const found = only(
        page(),
        streamed('text/event-stream', [
          [200, whole.slice(0, cut)],
          [300, whole.slice(cut)],
        ]),
      )
      expect([found.messagesIn, found.updates, found.wastedBy]).toEqual([3, 2, { heartbeat: 1 }])
    }
  })

  test('octets that split a character are put together again', () => {
    const text = '{"name":"Zoë 東京 😀"}\n{"n":2}\n'
    const bytes = Buffer.from(text)
    for (let cut = 1; cut < bytes.length; cut++) {
      const events = streamed('application/x-ndjson', [
        [200, 'x'],
        [1300, 'y'],
      ])
      const [first, second] = [bytes.subarray(0, cut), bytes.subarray(cut)]
      const pieces = events.slice(2).map((chunk, i) => {
        const { text: _text, ...rest } = chunk as typeof chunk & { text?: string }
        return { ...rest, bytes: [first, second][i]!.length, data: [first, second][i]!.toString('base64') }
      })
      const seen = session(page(), events.slice(0, 2), pieces as typeof events)
      expect(seen.streams.all[0]!.messages.payload.slice(0, 2)).toEqual(['{"name":"Zoë 東京 😀"}', '{"n":2}'])
    }
  })

  test('a body that turns out to stream keeps the messages it had', () => {
    const found = only(
      page(),
      streamed('text/plain', [
        [200, 'a'],
        [900, 'b'],
        [1700, 'c'],
        [2400, 'd'],
      ]),
    )
    expect(found).toMatchObject({ technique: 'http-streaming', messagesIn: 4 })
  })
})

describe('missing data is counted', () => {
  test('lost events are counted', () => {
    expect(analyze(session(page(), exchange(100), lost(500, 7)), '').completeness.dropped).toBe(7)
  })

  test('answers without a request and messages without a connection are ignored', () => {
    const whole = [...exchange(100), ...connection('websocket', [[200, '<', 'a']])]
    const headless = whole.filter((event) => event.type !== 'request' && event.type !== 'connect')
    expect(analyze(session(page(), headless), '').streams).toEqual([])
  })

  test('payloads go first when memory runs out; counts, times and sizes stay', () => {
    const seen = createSession({ rows: true, payloads: 100 })
    const lines = Array.from({ length: 50 }, (_, i): [number, '<', string] => [200 + i, '<', `message ${i}`])
    for (const event of connection('websocket', lines)) applyEvent(seen, event)
    const [stream] = seen.streams.all
    expect(stream!.in).toMatchObject({ count: 50, bytes: 490 })
    expect(stream!.messages.payload.filter((one) => one !== undefined).length).toBeLessThan(12)
    expect(stream!.messages.payload[49]).toBe('message 49')
  })
})

test('messages of a connection whose start was lost count as lost', () => {
  const [connect, open, ...messages] = connection('websocket', [
    [200, '<', 'a'],
    [300, '<', 'b'],
  ])
  const many = {
    ...connect!,
    type: 'messages',
    at: connect!.at + 500,
    dir: 'in',
    count: 7,
    columns: '',
  } as CaptureEvent
  expect(session(page(), open!, messages, many)).toMatchObject({ streams: { all: [] }, completeness: { dropped: 9 } })
})

test('messages of a connection that two sources report are not lost', () => {
  const url = 'ws://site.test/live'
  const events = connection('websocket', [[200, '<', 'a']], url)
  const adopted = events.map(
    (event) => ({ ...event, ...(event.type === 'connect' && { adopted: true }) }) as CaptureEvent,
  )
  const log = events.map((event) => ({ ...event, doc: 'log1' }) as CaptureEvent)
  const worker: CaptureEvent = { ...page()[0]!, doc: 'log1', unhooked: true, late: true } as CaptureEvent
  expect(session(page(), worker, log, adopted)).toMatchObject({
    streams: { all: [{ in: { count: 1 } }] },
    completeness: { dropped: 0 },
  })
})

test('a document takes its connections and open requests with it', () => {
  const events = [...connection('websocket', [[200, '<', 'a']]), ...exchange(300).slice(0, 1)]
  const seen = session(page(), events, { type: 'gone', at: events[0]!.at + 5000, doc: 'd1' })
  expect(seen.streams.all.map((stream) => [stream.status, stream.requests.inFlight.size])).toEqual([
    ['closed', 0],
    ['closed', 0],
  ])
  expect(seen.documents.inFlight).toBe(0)
})

test('a resource timing ends an exchange whose body the page does not read', () => {
  const [request, response] = exchange(100)
  const at = request!.at
  const timing = {
    type: 'timing',
    doc: 'd1',
    url: 'http://site.test/data',
    start: at,
    first: at + 20,
    end: at + 22,
    encoded: 300,
    decoded: 900,
  } as const
  const seen = session(page(), [request!, response!, { ...timing, at: at + 30 }], exchange(5000, { url: '/other' }))
  expect(seen.streams.all[0]).toMatchObject({ requests: { inFlight: { size: 0 }, answered: 1 }, in: { bytes: 900 } })
})

test('rows of the message list have a direction and a kind', () => {
  const seen = session(
    page(),
    connection('websocket', [
      [200, '>', 'ping'],
      [300, '<', '{"a":1}'],
    ]),
    closed(900),
  )
  const { messages: log } = seen.streams.all[0]!
  expect(log.length).toBe(2)
  expect([log.bits[0], log.bits[1]]).toEqual([Row.out | Row.wasted, 0])
  expect([log.bytes[0], log.bytes[1]]).toEqual([4, 7])
})

test('reconnects and transports of one purpose share a channel', () => {
  const first = connection('websocket', [[200, '<', 'a']])
  const end = closed(1000)
  const again = connection('websocket', [[2000, '<', 'b']])
  const { streams } = analyze(session(page(), first, end, again, exchange(50)), '')
  expect(streams.map((stream) => stream.channel)).toEqual(
    ['c1', 'c2', 'c2'].map((id) => (id === 'c1' ? streams[0]!.channel : streams[1]!.channel)),
  )
  expect(new Set(streams.map((stream) => stream.channel)).size).toBe(2)
})
