import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkEvent } from '../../../src/core/event/check-event.ts'
import type { CaptureEvent } from '../../../src/core/event/event.ts'
import { harLimits } from '../../../src/format/export/har/drafts.ts'
import { closed, connection, every, exchange, heldOneAfterAnother, page, streamed } from '../../core/story.ts'
import { inOrder } from './exported.ts'
import { analysisOf, eventsOf, eventsOfBytes, harOf, withoutDuplex } from './har-round-trip.ts'

interface Entry {
  pageref?: string
  startedDateTime: string
  time: number
  request: { url: string; postData?: { text: string } }
  response: { status: number; content: { text?: string; encoding?: string; size: number; mimeType: string } }
  _resourceType: string
  _webSocketMessages?: unknown[]
  _eventSourceMessages?: unknown[]
  _webSocketClose?: unknown
  _fromCache?: string
}

interface Log {
  pages: unknown[]
  entries: Entry[]
}

async function logOf(...parts: CaptureEvent[][]): Promise<Log> {
  const { har } = await harOf(inOrder(parts.flat()))
  return (JSON.parse(har) as { log: Log }).log
}

const entryOf = ({ entries }: Log, end: string) => {
  const found = entries.filter(({ request }) => request.url.endsWith(end))
  expect(found).toHaveLength(1)
  return found[0]!
}

const zero = 1_790_000_000
const id = (events: CaptureEvent[]) => ('id' in events[0]! ? (events[0].id as number) : 0)

describe('the fields that Chrome reads', () => {
  test('messages of a WebSocket: type, time in seconds, opcode and data', async () => {
    const socket = connection('websocket', [
      [200, '>', 'hello'],
      [300.5, '<', 'grüße'],
    ])
    const binary: CaptureEvent = {
      ...{ type: 'message', at: zero * 1000 + 400, doc: 'd1', id: id(socket) },
      ...{ dir: 'in', kind: 'binary', bytes: 3, data: 'AQID' },
    }
    const unseen: CaptureEvent = {
      ...{ type: 'message', at: zero * 1000 + 500, doc: 'd1', id: id(socket) },
      ...{ dir: 'in', kind: 'text', bytes: 9, cut: true },
    }
    const entry = entryOf(await logOf(page(), socket, [binary, unseen], [closed(900)]), '/live')
    expect(entry).toMatchObject({ _resourceType: 'websocket', response: { status: 101 }, time: 840 })
    expect(entry._webSocketMessages).toEqual([
      { type: 'send', time: zero + 0.2, opcode: 1, data: 'hello' },
      { type: 'receive', time: zero + 0.3005, opcode: 1, data: 'grüße' },
      { type: 'receive', time: zero + 0.4, opcode: 2, data: 'AQID' },
      // Chrome skips a message without data.
      { type: 'receive', time: zero + 0.5, opcode: 1, data: '' },
    ])
    expect(entry._webSocketClose).toEqual({ code: 1000, reason: '', timestamp: zero + 0.9 })
  })

  test('the failure of a WebSocket stands behind its messages', async () => {
    const socket = connection('websocket', [[200, '<', 'x']])
    const log = await logOf(page(), socket, [closed(300, { by: 'error', reason: 'Invalid frame header' })])
    expect(entryOf(log, '/live')._webSocketMessages?.at(-1)).toEqual({
      ...{ type: 'error', time: zero + 0.3, opcode: -1, data: 'Invalid frame header' },
    })
    expect(entryOf(log, '/live')._webSocketClose).toBe('aborted')
  })

  test('events of an EventSource always have time, eventName and eventId, and its body is there too', async () => {
    const source = connection('eventsource', [
      [200, '<', 'plain'],
      [300, '<', 'two\nlines'],
    ])
    Object.assign(source.at(-1)!, { name: 'tick', eventId: '7' })
    const entry = entryOf(await logOf(page(), source), '/live')
    expect(entry._resourceType).toBe('eventsource')
    expect(entry._eventSourceMessages).toEqual([
      { time: zero + 0.2, eventName: 'message', eventId: '', data: 'plain' },
      { time: zero + 0.3, eventName: 'tick', eventId: '7', data: 'two\nlines' },
    ])
    expect(entry.response.content).toMatchObject({
      ...{ mimeType: 'text/event-stream', text: 'data: plain\n\nevent: tick\nid: 7\ndata: two\ndata: lines\n\n' },
    })
  })

  test('events of an event stream that fetch reads, whose body is cut anywhere', async () => {
    const octets = Buffer.from('id: 1\ndata: grüße 😀\n\nevent: tick\ndata: 2\n\n')
    const stream = streamed('text/event-stream', [
      [200, ''],
      [300, ''],
    ])
    for (const [index, from] of [0, 15].entries())
      Object.assign(stream[2 + index]!, {
        text: undefined,
        data: octets.subarray(from, index === 0 ? 15 : undefined).toString('base64'),
      })
    const entry = entryOf(await logOf(page(), stream), '/live')
    expect(entry._eventSourceMessages).toEqual([
      { time: zero + 0.3, eventName: 'message', eventId: '1', data: 'grüße 😀' },
      { time: zero + 0.3, eventName: 'tick', eventId: '1', data: '2' },
    ])
    expect(entry.response.content).toMatchObject({ text: octets.toString() })
    expect(entry.response.content.encoding).toBeUndefined()
  })

  test('a body that is no text is base64, its pieces put together', async () => {
    const stream = streamed('application/octet-stream', [
      [200, ''],
      [300, ''],
    ])
    Object.assign(stream[2]!, { text: undefined, data: 'AP8=' })
    Object.assign(stream[3]!, { text: undefined, data: '/wA=' })
    expect(entryOf(await logOf(page(), stream), '/live').response.content).toMatchObject({
      ...{ text: 'AP//AA==', encoding: 'base64' },
    })
  })

  test('pages, request bodies, kinds of requests, and times that add up', async () => {
    const log = await logOf(page(), exchange(100, { url: '/a', method: 'POST', send: '{"a":1}', hold: 30, rest: 5 }))
    expect(log.pages).toEqual([
      { startedDateTime: new Date(zero * 1000).toISOString(), id: 'd1', title: 'http://site.test/', pageTimings: {} },
    ])
    expect(entryOf(log, '/a')).toMatchObject({
      ...{ pageref: 'd1', startedDateTime: new Date(zero * 1000 + 100).toISOString(), time: 35 },
      ...{ _resourceType: 'fetch', request: { postData: { mimeType: 'application/json', text: '{"a":1}' } } },
      timings: { send: 0, wait: 30, receive: 5 },
    })
    // The page itself, which only its timing tells of.
    expect(entryOf(log, 'site.test/')).toMatchObject({ _resourceType: 'document', time: 25 })
  })
})

describe('what other programs do to the file', () => {
  const story = inOrder([
    ...page(),
    ...every(1000, 12, (index) => ({ url: '/quotes', body: `{"n":${index >> 1}}` })),
    ...heldOneAfterAnother([3000, 3100, 2900], { url: '/wait' }),
    ...streamed('text/event-stream', [[500, 'data: 1\n\n'] as const, [4500, 'data: 2\n\n'] as const], 9000, '/read'),
    ...connection('eventsource', [
      [700, '<', 'a'],
      [2700, '<', 'b'],
    ]),
    ...connection('websocket', [
      [600, '>', 'ask'],
      [900, '<', 'answer'],
      [7000, '<', 'news'],
    ]),
    closed(9500),
  ])
  const facts = (events: readonly CaptureEvent[]) =>
    analysisOf(events).streams.map(({ url, technique, requests, messagesIn, messagesOut, updates }) => ({
      ...{ url, technique, requests, messagesIn, messagesOut, updates },
    }))

  test('without the fields of Duplex, verdicts and counts stay', async () => {
    const { har } = await harOf(story)
    const stripped = await eventsOf(withoutDuplex(har))
    expect(stripped.problem).toBeUndefined()
    const byUrl = (one: { url: string }, other: { url: string }) => (one.url < other.url ? -1 : 1)
    expect(facts(stripped.events).sort(byUrl)).toEqual(facts(story).sort(byUrl))
  })

  const edited = async (change: (log: Log) => void) => {
    const whole = JSON.parse((await harOf(story)).har) as { log: Log }
    change(whole.log)
    return eventsOf(JSON.stringify(whole))
  }

  test('entries that are taken out take their events along, and the others come back', async () => {
    const { events, problem } = await edited((log) => {
      log.entries = log.entries.filter(({ request }) => !request.url.endsWith('/quotes'))
    })
    expect(problem).toBeUndefined()
    const gone = new Set(story.flatMap((one) => (one.type === 'request' && /quotes/.test(one.url) ? [one.id] : [])))
    expect(events).toEqual(story.filter((one) => !('id' in one && gone.has(one.id as number))))
  })

  test('payloads that are taken out are told as cut', async () => {
    const { events } = await edited((log) => {
      for (const { response, _webSocketMessages } of log.entries) {
        delete response.content.text
        for (const message of _webSocketMessages ?? []) delete (message as { data?: string }).data
      }
    })
    expect(events.length).toBe(story.length)
    const bodies = events.filter(({ type }) => type === 'finish' || type === 'chunk')
    expect(bodies.filter((one) => 'text' in one)).toEqual([])
    expect(events.filter((one) => one.type === 'message' && one.cut)).toHaveLength(3)
  })

  test('a log to which another program adds an entry is read by what HAR says', async () => {
    const { events, problem } = await edited((log) => {
      const { _duplex, ...foreign } = log.entries.find(({ request }) => request.url.endsWith('/wait')) as Entry & {
        _duplex: unknown
      }
      log.entries.push({ ...foreign, request: { ...foreign.request, url: 'http://other.test/x' } })
    })
    expect(problem).toBeUndefined()
    expect(events.some((event) => event.type === 'request' && event.url === 'http://other.test/x')).toBe(true)
    expect(facts(events).find(({ url }) => url.endsWith('/quotes'))).toMatchObject({ technique: 'polling' })
  })

  test('a log whose members are in another order comes back', async () => {
    const { log } = JSON.parse((await harOf(story)).har) as { log: Record<string, unknown> }
    const backwards = JSON.stringify({ log: Object.fromEntries(Object.entries(log).reverse()) }, null, 2)
    expect(await eventsOf(backwards)).toEqual({ events: story, problem: undefined })
  })

  test('any byte may be wrong: what is read are events, and what is not is told', async () => {
    const whole = new TextEncoder().encode((await harOf(story)).har)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1 }), async (wrong) => {
        const bytes = whole.slice()
        for (const [at, octet] of wrong) bytes[at] = octet
        const { events } = await eventsOfBytes(bytes)
        expect(events.map((event) => checkEvent(event)).filter((one) => typeof one === 'string')).toEqual([])
      }),
      { seed: Date.now() >>> 0, numRuns: 300 },
    )
  })

  test('events that are none any more are counted as lost, and all others come back', async () => {
    const { events, problem } = await edited((log) => {
      const [entry] = log.entries as unknown as { _duplex: { events: { at: unknown }[] } }[]
      entry!._duplex.events[0]!.at = 'noon'
    })
    expect(problem).toBe('1 entry could not be understood; everything else was read')
    expect(events.at(-1)).toMatchObject({ type: 'lost', events: 1, why: 'shape' })
    expect(events).toHaveLength(story.length)
  })
})

test('a connection of more than an entry may hold is divided, which is told', async () => {
  const lines = Array.from({ length: 25 }, (_, index) => [200 + index, '<', `message ${index}`] as const)
  const story = inOrder([
    ...page(),
    ...connection(
      'websocket',
      [...lines].map((line) => [...line]),
    ),
    closed(900),
  ])
  const { har, notes } = await harOf(story, { ...harLimits, messages: 10 })
  const { entries } = (JSON.parse(har) as { log: Log }).log
  const parts = entries.filter(({ _resourceType }) => _resourceType === 'websocket')
  expect(parts.length).toBeGreaterThan(1)
  expect(parts.flatMap(({ _webSocketMessages = [] }) => _webSocketMessages)).toHaveLength(25)
  expect(notes).toEqual([expect.stringMatching(/^1 request or connection is divided .* 10 messages/)])
  expect((await eventsOf(har)).events).toEqual(story)
})

test('of very many pages the first are named, which is told, and all documents come back', async () => {
  const documents = Array.from({ length: 10_003 }, (_, index): CaptureEvent => {
    return { type: 'document', at: zero * 1000 + index, doc: `d${index}`, url: 'http://site.test/', context: 'page' }
  })
  const { har, notes } = await harOf(documents)
  expect((JSON.parse(har) as { log: Log }).log.pages).toHaveLength(10_000)
  expect(notes).toEqual([expect.stringMatching(/^it names the first 10000 pages, and 3 more not/)])
  expect((await eventsOf(har)).events).toEqual(documents)
})
