import { describe, expect, test } from 'vitest'
import { checkEvent } from '../../../src/core/event/check-event.ts'
import { type Entry, essence, exchange, har, hear, socket, type Writer, zero } from './written.ts'

const writers: readonly Writer[] = ['chromium', 'firefox', 'safari', 'charles', 'mitmproxy', 'httptoolkit']
const polls = (writer: Writer, times = 10) =>
  Array.from({ length: times }, (_, index) => exchange(writer, { at: 100 + index * 1000 }))

describe.each(writers)('%s', (writer) => {
  test('a request every second is polling, with the recorded bytes', async () => {
    const heard = await hear(har(writer, polls(writer)))
    expect(heard.problem).toBeUndefined()
    expect(essence(heard)).toEqual([
      { technique: 'polling', place: '/data', requests: 10, in: 10, out: 0, status: 'open', context: 'page' },
    ])
    const [stream] = heard.analysis.streams
    expect(stream).toMatchObject({ flags: ['interval'], unhooked: true, cost: { basis: 'measured' } })
    const bodies = polls(writer).reduce(
      (sum, { response }) => sum + Number((response as { content: Entry }).content['size']),
      0,
    )
    expect(stream!.cost.usefulBytes).toBe(bodies)
    expect(stream!.cost.bytesDown).toBeGreaterThan(bodies)
    expect(stream!.cost.bytesDown).toBeLessThan(bodies + 10 * 100)
    for (const event of heard.events) expect(checkEvent(event)).toEqual(event)
  })

  test('requests that are held and re-issued are long polling', async () => {
    let at = 0
    const entries = [4000, 9000, 25_000, 12_000, 25_000, 3000, 8000, 16_000, 25_000, 700].map((hold) => {
      at += 5
      const entry = exchange(writer, { at, hold, url: 'http://site.test/wait' })
      at += hold + 1
      return entry
    })
    const heard = await hear(har(writer, [...polls(writer, 4), ...entries]))
    expect(heard.analysis.streams.find(({ url }) => url.endsWith('/wait'))).toMatchObject({ technique: 'long-polling' })
  })

  test('a socket is a WebSocket, with its messages or a note that they are missing', async () => {
    const entry = socket(writer, 500, [
      [600, '>', 'hello'],
      [700, '<', 'grüße'],
      [5000, '<', 'AQID', 2],
      [5000, '<', '', 9],
    ])
    const heard = await hear(har(writer, [...polls(writer), entry]))
    const { streams, completeness } = heard.analysis
    const found = streams.find(({ technique }) => technique === 'websocket')!
    expect(found.url).toBe('ws://site.test/live')
    const seen = writer === 'chromium' || writer === 'mitmproxy' || writer === 'httptoolkit'
    expect([found.messagesIn, found.messagesOut]).toEqual(seen ? [2, 1] : [0, 0])
    expect(found.status).toBe(seen ? 'closed' : 'open')
    const words = completeness.unhooked.map(({ why }) => why)
    expect(words).toEqual(seen ? [] : ['The HAR shows that this socket was opened, but not its messages.'])
    for (const event of heard.events) expect(checkEvent(event)).toEqual(event)
  })

  test('an event stream that is recorded as a body is read, without the times of its events', async () => {
    const body = 'data: a\n\nid: 2\nevent: tick\ndata: b\n\n: idle\n\ndata: c\n\n'
    const entry = exchange(writer, {
      at: 300,
      url: 'http://site.test/events',
      receive: 5000,
      type: 'text/event-stream',
      accept: 'text/event-stream',
      asks: 'eventsource',
      body,
    })
    const heard = await hear(har(writer, [...polls(writer), entry]))
    const found = heard.analysis.streams.find(({ technique }) => technique === 'sse')
    expect(found).toMatchObject({ requests: 1, messagesIn: 4, wastedBy: { heartbeat: 1 } })
    expect(found!.flags).not.toContain('buffered')
    expect(heard.analysis.completeness.unhooked).toMatchObject([{ why: expect.stringMatching(/not when they came/) }])
  })
})

describe('names of browsers and pages', () => {
  test.each([
    ['firefox', 'Firefox 153'],
    ['charles', 'Charles Proxy 4'],
    ['mitmproxy', 'mitmproxy 12'],
    ['httptoolkit', 'HTTP Toolkit 1'],
  ] as const)('%s', async (writer, browser) => {
    expect((await hear(har(writer, polls(writer)))).browser).toBe(browser)
  })

  test.each(writers)('%s: the page’s URL comes from its title, its document or a referrer', async (writer) => {
    const heard = await hear(har(writer, polls(writer)))
    expect(heard.analysis.page).toMatchObject({ url: 'http://site.test/', durationMs: 9021 })
  })

  test('each page of a log is a document of its own, named after its document where its title is no URL', async () => {
    const entries = [
      {
        ...exchange('chromium', { at: 0, url: 'http://site.test/one', asks: 'document', type: 'text/html' }),
        pageref: 'a',
      },
      { ...exchange('chromium', { at: 50 }), pageref: 'a' },
      {
        ...exchange('chromium', { at: 9000, url: 'http://site.test/two', asks: 'document', type: 'text/html' }),
        pageref: 'b',
      },
      { ...exchange('chromium', { at: 9050 }), pageref: 'b' },
    ]
    const { events, analysis } = await hear(har('chromium', entries, { pages: [{ id: 'b', title: 'Home' }] }))
    const documents = events.flatMap((event) => (event.type === 'document' ? [[event.url, event.context]] : []))
    expect(documents).toEqual([
      ['http://site.test/one', 'page'],
      ['http://site.test/two', 'page'],
    ])
    expect(analysis.streams.length).toBe(2)
  })
})

describe('Chromium', () => {
  const events = (raw: readonly object[], life = 4000, error: string | null = null) => {
    const entry = exchange('chromium', {
      at: 100,
      url: 'http://site.test/events',
      type: 'text/event-stream',
      asks: 'eventsource',
      body: '',
      receive: life,
    })
    ;(entry['response'] as Entry)['_error'] = error
    return { ...entry, _eventSourceMessages: raw }
  }
  const second = (at: number) => (zero + at) / 1000

  test('events have times under either set of field names', async () => {
    const heard = await hear(
      har('chromium', [
        events([
          { time: second(500), eventName: 'tick', eventId: '1', data: 'a' },
          { time: second(900), event: 'tick', id: '2', data: 'b' },
        ]),
      ]),
    )
    const told = heard.events.flatMap((event) =>
      event.type === 'message' ? [[event.at, event.name, event.eventId]] : [],
    )
    expect(told).toEqual([
      [zero + 500, 'tick', '1'],
      [zero + 900, 'tick', '2'],
    ])
    expect(heard.analysis.completeness.unhooked).toEqual([])
  })

  test('a connection with a message after its end was open when the log was written', async () => {
    const open = await hear(har('chromium', [events([{ time: second(9000), data: 'a' }], 0)]))
    expect(essence(open)).toMatchObject([{ technique: 'sse', status: 'open', in: 1 }])
    const closed = await hear(har('chromium', [events([{ time: second(900), data: 'a' }], 4000, 'net::ERR_ABORTED')]))
    expect(essence(closed)).toMatchObject([{ technique: 'sse', status: 'closed', in: 1 }])
  })

  test('a socket with a receive time of 0 was open, and lasts until the log ends', async () => {
    const entry = socket('chromium', 0, [[900, '<', 'a']], 900)
    entry['timings'] = { send: 0, wait: 900, receive: 0 }
    const heard = await hear(har('chromium', [entry, ...polls('chromium')]))
    const [stream] = heard.analysis.streams
    expect(stream).toMatchObject({ technique: 'websocket', status: 'open' })
    expect(stream!.cost.connectionSeconds).toBeCloseTo(9.121)
  })

  test('a refused socket has failed', async () => {
    const entry = socket('chromium', 0, [])
    Object.assign(entry['response'] as Entry, { status: 403 })
    entry['timings'] = { send: 0, wait: 20, receive: 0 }
    expect(essence(await hear(har('chromium', [entry])))).toMatchObject([{ technique: 'websocket', status: 'failed' }])
  })

  test('an EventSource that reconnects stays the same stream', async () => {
    const again = [0, 8000, 16_000].map((at) => ({
      ...events([{ time: second(at + 500), data: 'a' }]),
      startedDateTime: new Date(zero + at).toISOString(),
    }))
    const heard = await hear(har('chromium', again))
    expect(essence(heard)).toMatchObject([{ technique: 'sse', requests: 3, in: 3, status: 'open' }])
    const much = await hear(har('chromium', [...again, exchange('chromium', { at: 90_000 })]))
    expect(essence(much)).toMatchObject([{ technique: 'sse', requests: 3, in: 3, status: 'closed' }, {}])
  })

  test('messages with a clock of their own begin with the socket, and times may be milliseconds or seconds', async () => {
    const entry = socket('chromium', 500, [])
    for (const times of [
      [12_345.5, 12_346.5],
      [second(500) * 1000, second(1500) * 1000],
    ]) {
      entry['_webSocketMessages'] = times.map((time) => ({ type: 'response', time, opcode: 1, data: 'a' }))
      const heard = await hear(har('chromium', [entry]))
      const told = heard.events.flatMap(({ type, at }) => (type === 'message' ? [at - zero] : []))
      expect(told).toEqual([500, 1500])
    }
  })

  test('a response from the cache or a service worker costs nothing', async () => {
    const cached = polls('chromium').map((entry): Entry => ({ ...entry, _fromCache: 'disk' }))
    const served = polls('chromium')
    for (const { response } of served) Object.assign(response as Entry, { _fetchedViaServiceWorker: true })
    for (const entries of [cached, served]) {
      const [stream] = (await hear(har('chromium', entries))).analysis.streams
      expect(stream).toMatchObject({ technique: 'polling', cost: { bytesUp: 0, bytesDown: 0 } })
    }
  })

  test('a socket that never started has no time, and does not stretch the log', async () => {
    const never: Entry = { ...socket('chromium', 0, []), time: 1.6e8 }
    Object.assign(never['response'] as Entry, { status: 0, _error: 'net::ERR_CONNECTION_REFUSED' })
    for (const startedDateTime of ['1970-01-01T00:00:00.010Z', '1969-12-31T23:59:59.999Z']) {
      const { analysis } = await hear(har('chromium', [{ ...never, startedDateTime }, ...polls('chromium')]))
      expect(analysis.page).toMatchObject({ startedAt: zero + 100, durationMs: 9021 })
      expect(essence({ analysis })).toMatchObject([
        { technique: 'polling' },
        { technique: 'websocket', status: 'failed' },
      ])
    }
  })

  test('a log that counts from a zero of its own keeps its rhythm', async () => {
    const [first] = polls('chromium').map(({ startedDateTime }) => Date.parse(startedDateTime as string))
    const counted = polls('chromium').map((entry) => ({
      ...entry,
      startedDateTime: new Date(Date.parse(entry['startedDateTime'] as string) - first!).toISOString(),
    }))
    const { analysis } = await hear(har('chromium', counted))
    expect(essence({ analysis })).toMatchObject([{ technique: 'polling' }])
    expect(analysis.completeness.unhooked).toEqual([])
  })

  test('a log without times is reported as such, and only its requests are counted', async () => {
    for (const startedDateTime of [undefined, 'yesterday', '1970-01-01T00:00:00.000Z']) {
      const undated = polls('chromium').map((entry) => ({ ...entry, startedDateTime }))
      const { analysis } = await hear(har('chromium', undated as Entry[]))
      expect(analysis.streams).toMatchObject([{ technique: 'http', confidence: 'low', requests: 10 }])
      expect(analysis.completeness.unhooked.length).toBe(1)
      expect(analysis.completeness.unhooked[0]?.why).toContain('does not say when its requests were made')
    }
  })

  test('a request without a response is in flight', async () => {
    const pending = exchange('chromium', { at: 1000, url: 'http://site.test/wait', status: 0, hold: 0, receive: 0 })
    const { analysis, events } = await hear(har('chromium', [...polls('chromium'), pending]))
    expect(analysis.streams.find(({ url }) => url.endsWith('wait'))).toMatchObject({ requests: 1, status: 'open' })
    expect(events.filter(({ type }) => type === 'finish').length).toBe(10)
  })

  test('a camera’s picture that is requested repeatedly is polled; the resources of a page are not listed', async () => {
    const made = ['a.png', 'b.css', 'c.js'].map((name, index) =>
      exchange('chromium', { at: index * 10, url: `http://site.test/${name}`, asks: 'image', type: 'image/png' }),
    )
    const camera = Array.from({ length: 12 }, (_, index) =>
      exchange('chromium', {
        at: 200 + index * 1000,
        url: `http://site.test/cam.jpg?t=${1e12 + index}`,
        asks: 'image',
        type: 'image/jpeg',
      }),
    )
    const heard = await hear(har('chromium', [...made, ...camera]))
    expect(essence(heard)).toMatchObject([{ technique: 'polling', requests: 12 }])
  })

  test('a response that arrives slowly for a minute is a stream of any type, unless it has a Content-Length', async () => {
    const told = { at: 0, hold: 50, receive: 60_000, type: 'text/plain', body: '12\n[[1,["noop"]]]' }
    const trickle = exchange('chromium', told)
    const response = trickle['response'] as Entry
    response['headers'] = [{ name: 'Content-Type', value: 'text/plain' }]
    const heard = await hear(har('chromium', [trickle]))
    expect(essence(heard)).toMatchObject([{ technique: 'http-streaming', in: 1 }])
    expect(heard.analysis.completeness.unhooked).toMatchObject([{ why: expect.stringMatching(/not when they came/) }])
    expect(essence(await hear(har('chromium', [exchange('chromium', told)])))).toMatchObject([{ technique: 'http' }])
  })

  test('a camera’s endless picture is a stream, a film in parts is not listed', async () => {
    const type = 'multipart/x-mixed-replace; boundary=frame'
    const camera = exchange('chromium', {
      at: 0,
      type,
      asks: 'image',
      receive: 30_000,
      url: 'http://site.test/cam',
      body: '',
    })
    const film = Array.from({ length: 6 }, (_, index) =>
      exchange('chromium', {
        at: index * 4000,
        status: 206,
        type: 'video/mp4',
        asks: 'media',
        url: 'http://site.test/film',
      }),
    )
    expect(essence(await hear(har('chromium', [camera, ...film])))).toMatchObject([
      { technique: 'http-streaming', place: '/cam' },
    ])
  })

  test('a playlist that is requested repeatedly is polled', async () => {
    const type = 'application/vnd.apple.mpegurl'
    const lists = Array.from({ length: 12 }, (_, index) =>
      exchange('chromium', {
        at: index * 6000,
        type,
        asks: 'media',
        url: 'http://site.test/live.m3u8',
        body: `#EXTM3U ${index}`,
      }),
    )
    expect(essence(await hear(har('chromium', lists)))).toMatchObject([{ technique: 'polling', requests: 12 }])
  })

  test('a redirect is one request', async () => {
    const hop = exchange('chromium', { at: 100, url: 'http://site.test/old', status: 302 })
    ;(hop['response'] as Entry)['redirectURL'] = 'http://site.test/new'
    const heard = await hear(har('chromium', [hop, exchange('chromium', { at: 130, url: 'http://site.test/new' })]))
    expect(essence(heard)).toMatchObject([{ place: '/old', requests: 1, in: 1 }])
  })
})

test('null fields, missing lists and missing sizes are accepted', async () => {
  const bare = Array.from({ length: 9 }, (_, index) => ({
    startedDateTime: new Date(zero + index * 2000).toISOString(),
    time: null,
    pageref: null,
    request: { method: 'GET', url: 'https://site.test/data', headers: null, headersSize: -1, bodySize: -1 },
    response: { status: 200, headers: undefined, content: { text: `[${index}0]` }, _transferSize: null },
    timings: null,
    _initiator: null,
    _webSocketMessages: null,
  }))
  for (const creator of [null, {}, { name: 'Proxy' }]) {
    const heard = await hear(har('charles', bare, { creator }))
    expect(heard.problem).toBeUndefined()
    expect(essence(heard)).toMatchObject([{ technique: 'polling', requests: 9 }])
  }
})

test('a log without any dates still lists its streams', async () => {
  const entries = polls('charles', 3).map((entry) => ({ ...entry, startedDateTime: undefined }))
  const heard = await hear(har('charles', entries))
  expect(heard.problem).toBeUndefined()
  expect(essence(heard)).toMatchObject([{ technique: 'http', requests: 3 }])
})

test('invalid entries are counted as lost, entries of no traffic are ignored', async () => {
  const entries = [
    null,
    1,
    {},
    exchange('chromium', { at: 0 }),
    { ...exchange('chromium', { at: 1 }), request: { url: 'data:,x' } },
  ]
  const heard = await hear(har('chromium', entries as Entry[]))
  expect(heard.problem).toBe('3 entries could not be understood; everything else was read')
  expect(heard.analysis.completeness.dropped).toBe(3)
  expect(heard.analysis.streams.length).toBe(1)
})
