import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { analyze } from '../../../src/core/analysis/analysis.ts'
import { checkEvent } from '../../../src/core/event/check-event.ts'
import type { CaptureEvent } from '../../../src/core/event/event.ts'
import {
  connection,
  every,
  exchange as exchanged,
  heldOneAfterAnother,
  page,
  session,
  streamed,
} from '../../core/story.ts'
import { type Entry, essence, exchange, har, hear, socket, type Writer } from './written.ts'

const frames = Array.from({ length: 30 }, (_, index): [number, '<', string] => [
  700 + index * 400,
  '<',
  `{"n":${index}}`,
])
const traffic: Entry[] = [
  exchange('chromium', { at: 0, url: 'http://site.test/', asks: 'document', type: 'text/html' }),
  socket('chromium', 500, frames, 20_000),
  ...Array.from({ length: 15 }, (_, index) => exchange('chromium', { at: 103 + index * 1000 })),
  ...Array.from({ length: 5 }, (_, index) =>
    exchange('chromium', { at: 207 + index * 3010, hold: 3000, url: 'http://site.test/wait' }),
  ),
  exchange('chromium', { at: 333, url: 'http://site.test/lines', type: 'application/x-ticks', body: '{}\n{"a":1}\n' }),
]

describe('the analysis of a HAR does not depend on its formatting', () => {
  test('entries in any order, and a file in any pieces, give the same analysis', async () => {
    const whole = await hear(har('chromium', traffic))
    expect(whole.analysis.streams.map(({ technique }) => technique).sort()).toEqual([
      'http',
      'long-polling',
      'polling',
      'websocket',
    ])
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(traffic, { minLength: traffic.length }),
        fc.integer({ min: 1, max: 5000 }),
        async (entries, size) => {
          const heard = await hear(har('chromium', entries), size)
          expect(heard.analysis).toEqual(whole.analysis)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('pages and the creator may come after the entries', async () => {
    const { log } = JSON.parse(har('chromium', traffic)) as { log: Record<string, unknown> }
    const backwards = JSON.stringify({ log: Object.fromEntries(Object.entries(log).reverse()) }, null, '\t')
    expect((await hear(backwards)).analysis).toEqual((await hear(har('chromium', traffic))).analysis)
  })

  test('events are in order of time', async () => {
    const times = (await hear(har('chromium', traffic))).events.map(({ at }) => at)
    expect(times).toEqual([...times].sort((a, b) => a - b))
  })
})

describe('the same traffic as a session and as a HAR', () => {
  const ticks = Array.from({ length: 12 }, (_, index): [number, string] => [400 + index * 900, `data: ${index}\n\n`])
  test.each<[string, CaptureEvent[]]>([
    ['polling', every(1000, 12)],
    [
      'polling that jitters',
      Array.from({ length: 14 }, (_, index) => exchanged(100 + index * 3000 + (index % 3) * 400)).flat(),
    ],
    ['long polling', heldOneAfterAnother([5000, 25_000, 9000, 25_000, 3000, 25_000, 12_000, 800, 25_000])],
    ['a beacon of one kind', every(30_000, 8, () => ({ method: 'POST', send: '{"alive":1}', body: '', status: 204 }))],
    ['an event stream that fetch reads', streamed('text/event-stream', ticks, 12_000)],
    [
      'an EventSource',
      connection(
        'eventsource',
        frames.map(([at, , text]) => [at, '<', text]),
      ),
    ],
    [
      'a WebSocket',
      connection(
        'websocket',
        frames.map(([at, , text]) => [at, '<', text]),
      ),
    ],
    ['one report', exchanged(500, { hold: 25_000 })],
    ['a retry', [0, 2000, 6000, 14_000, 30_000, 62_000].flatMap((at) => exchanged(at, { status: 503, body: 'busy' }))],
  ])('%s: the same technique and flags', async (_name, events) => {
    const told = analyze(session(page(), events), '')
    const heard = await hear(har('chromium', asEntries(events)))
    const verdicts = (analysis: typeof told) =>
      analysis.streams.map(({ technique, flags, updates }) => [technique, flags, updates])
    expect(verdicts(heard.analysis)).toEqual(verdicts(told))
  })
})

/** The entries that Chromium would have logged for these events. */
function asEntries(events: readonly CaptureEvent[]): Entry[] {
  const flows = new Map<number, CaptureEvent[]>()
  for (const event of events)
    if ('id' in event && event.id !== undefined) flows.set(event.id, [...(flows.get(event.id) ?? []), event])
  const end = Math.max(...events.map(({ at }) => at))
  return [...flows.values()].map((flow) => {
    const of = <T extends CaptureEvent['type']>(type: T) =>
      flow.filter((event): event is Extract<CaptureEvent, { type: T }> => event.type === type)
    const [request] = of('request')
    const [connect] = of('connect')
    const [response] = of('response')
    const [finish] = of('finish')
    const begun = (request ?? connect)!
    const asks = connect?.api ?? request!.api
    const over = finish?.at ?? end
    const entry = exchange('chromium', {
      at: 0,
      url: begun.url.replace(/^ws/, 'http'),
      method: request?.method ?? 'GET',
      ...(request?.text !== undefined && { send: request.text }),
      status: response?.status ?? (asks === 'websocket' ? 101 : 200),
      type: response?.contentType ?? (asks === 'eventsource' ? 'text/event-stream' : 'text/plain'),
      hold: (response?.at ?? begun.at + 40) - begun.at,
      receive: over - (response?.at ?? begun.at + 40),
      body: finish?.text ?? '',
      asks,
    })
    entry['startedDateTime'] = new Date(begun.at).toISOString()
    ;(entry['request'] as Entry)['url'] = begun.url
    const messages = [...of('message'), ...of('chunk')]
    if (asks === 'websocket')
      entry['_webSocketMessages'] = of('message').map(({ at, dir, text }) => {
        return { type: dir === 'out' ? 'send' : 'receive', time: at / 1000, opcode: 1, data: text }
      })
    else if (messages.length > 0)
      entry['_eventSourceMessages'] = messages.map(({ at, text }) => {
        return { time: at / 1000, eventName: 'message', eventId: '', data: text?.replace(/^data: |\n\n$/g, '') }
      })
    return entry
  })
}

describe('a damaged file', () => {
  const file = har('chromium', traffic)

  test('wherever the file ends, the entries before are read, and one sentence says where', async () => {
    let requests = 0
    for (let cut = 12; cut < file.length; cut += 997) {
      const heard = await hear(file.slice(0, cut))
      expect(heard.problem).toMatch(
        /^the file ends (in the middle of entry \d+|before its log does); everything before it was read$/,
      )
      const told = heard.analysis.streams.reduce((sum, stream) => sum + stream.requests, 0)
      expect(told).toBeGreaterThanOrEqual(requests)
      requests = told
    }
    expect(requests).toBeGreaterThan(15)
  })

  test('any byte may be wrong without making the reader throw', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(file.length - 1),
        fc.constantFrom('"', '{', '}', '[', ']', ',', ':', '\\', 'x', '\n'),
        async (at, other) => {
          const { events } = await hear(file.slice(0, at) + other + file.slice(at + 1), 4096)
          for (const event of events) expect(checkEvent(event)).toEqual(event)
        },
      ),
      { numRuns: 200 },
    )
  })

  test('entries may be any value, and their events fit a session file', async () => {
    const words = fc.constantFrom(
      'http://a.test/x',
      'wss://a.test/',
      'data:,',
      '',
      'GET',
      'HTTP/2',
      'text/event-stream',
      'x'.repeat(9000),
    )
    const numbers = fc.oneof(fc.constantFrom(-1, 0, 101, 200, 304, 1e8, 1.79e9), fc.double())
    const value = fc.oneof(words, numbers, fc.constantFrom(null, undefined), fc.jsonValue())
    const fields = fc.array(fc.record({ name: fc.constantFrom('Content-Type', 'Upgrade', 'x'), value }), {
      maxLength: 4,
    })
    const message = fc.record({
      type: fc.constantFrom('send', 'receive', 'x'),
      time: value,
      opcode: fc.constantFrom(1, 2, 8),
      data: value,
    })
    const entry = fc.record(
      {
        startedDateTime: fc.oneof(fc.constantFrom('2026-09-01T00:00:01Z', '1970-01-01T00:00:00Z', ''), value),
        time: value,
        pageref: value,
        request: fc.record({
          url: words,
          method: value,
          headers: fields,
          headersSize: value,
          bodySize: value,
          postData: value,
        }),
        response: fc.record({
          status: numbers,
          headers: fields,
          content: fc.record({ size: value, text: value, mimeType: value, encoding: value, compression: value }),
          bodySize: value,
          redirectURL: value,
          _error: value,
          _transferSize: value,
        }),
        timings: fc.record({ wait: value, receive: value, connect: value }),
        _resourceType: fc.oneof(fc.constantFrom('websocket', 'eventsource', 'fetch', 'image'), value),
        _webSocketMessages: fc.oneof(fc.array(message, { maxLength: 5 }), value),
        _eventSourceMessages: fc.oneof(fc.array(message, { maxLength: 5 }), value),
        _webSocketClose: fc.oneof(fc.record({ code: value, reason: value, timestamp: value }), value),
      },
      { requiredKeys: ['request'] },
    )
    const creator = fc.constantFrom('chromium', 'firefox', 'safari', 'charles', 'mitmproxy', 'httptoolkit')
    await fc.assert(
      fc.asyncProperty(creator, fc.array(entry, { maxLength: 8 }), async (writer, entries) => {
        const { events } = await hear(har(writer as Writer, entries as Entry[]))
        for (const event of events) expect(checkEvent(event)).toEqual(event)
      }),
      { numRuns: 300 },
    )
  })

  test('an entry that is not JSON is left out', async () => {
    const broken = file.replace('"_resourceType":"fetch"', '"_resourceType":fetch')
    const heard = await hear(broken)
    expect(heard.problem).toBe('1 entry could not be understood; everything else was read')
    expect(essence(heard).find(({ technique }) => technique === 'polling')).toMatchObject({ requests: 14 })
  })
})

describe('the operation of a request', () => {
  const named = (index: number) => (index % 2 === 0 ? 'Prices' : 'News')
  const posts = (change: (request: Record<string, unknown>, name: string) => void) =>
    Array.from({ length: 8 }, (_, index) => {
      const told = exchange('chromium', {
        at: 100 + 1000 * index,
        url: 'http://site.test/api',
        method: 'POST',
        send: '{}',
      })
      const request = told['request'] as Record<string, unknown>
      change(request, named(index))
      return told
    })

  test.each(['X-Apollo-Operation-Name', 'x-fb-friendly-name', 'SOAPAction', 'X-Amz-Target', 'Next-Action'])(
    'is told by the header %s',
    async (field) => {
      const entries = posts((request, name) => {
        request['headers'] = [...(request['headers'] as unknown[]), { name: field, value: name }]
      })
      const { analysis } = await hear(har('chromium', entries))
      expect(analysis.streams.map(({ requests }) => requests)).toEqual([4, 4])
    },
  )

  test('is told by the fields of a form that the log holds in params alone', async () => {
    const entries = posts((request, name) => {
      request['postData'] = { mimeType: 'application/x-www-form-urlencoded', params: [{ name: 'doc_id', value: name }] }
    })
    const { analysis } = await hear(har('chromium', entries))
    expect(analysis.streams.map(({ requests }) => requests)).toEqual([4, 4])
  })
})
