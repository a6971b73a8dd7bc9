import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Analysis, analyze } from '../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { createSession } from '../../src/core/session/session.ts'
import { connection, every, exchange, heldOneAfterAnother, only, page, session, streamed } from './story.ts'

type Timing = Extract<CaptureEvent, { type: 'timing' }>

/** The resource timing of an exchange of the story, which arrives after it. */
function timed(story: readonly CaptureEvent[], sizes: Partial<Timing>): Timing {
  const request = story.find((event) => event.type === 'request')
  const end = story.at(-1)!
  if (request?.type !== 'request') throw new Error('the story has no request')
  return {
    type: 'timing',
    at: end.at + 5,
    doc: request.doc,
    url: request.url,
    start: request.at + 1,
    first: request.at + 20,
    end: end.at,
    encoded: 0,
    decoded: 0,
    ...sizes,
  }
}

const down = (analysis: Analysis) => analysis.streams.map((stream) => stream.cost.bytesDown)

describe('resource timings', () => {
  const story = exchange(100, { body: 'x'.repeat(1000) })
  const plain = down(analyze(session(page(), story), ''))[0]!

  test('a compressed answer costs its compressed size', () => {
    const seen = session(page(), story, timed(story, { encoded: 300, decoded: 1000 }))
    const { cost } = analyze(seen, '').streams[0]!
    expect(cost.bytesDown).toBe(plain - 700)
    expect(cost).toMatchObject({ usefulBytes: 300, basis: 'mixed' })
  })

  test('a timing that comes twice, or before the end of the exchange, is counted once', () => {
    const timing = timed(story, { encoded: 300, decoded: 1000 })
    const early = { ...timing, at: story[1]!.at }
    expect(down(analyze(session(page(), story, timing, { ...timing, at: timing.at + 1 }), ''))).toEqual([plain - 700])
    expect(down(analyze(session(page(), story, early, timing), ''))).toEqual([plain - 700])
  })

  test('an answer from the cache costs nothing on the network', () => {
    const polls = Array.from({ length: 8 }, (_, i) => exchange(100 + i * 1000, { url: `/poll?_=${i}` }))
    const cached = polls.map((one) => timed(one, { cached: true, decoded: 12 }))
    expect(only(page(), ...polls, cached)).toMatchObject({ technique: 'polling', cost: { bytesUp: 0, bytesDown: 0 } })
  })

  test('sizes that the server does not show change nothing', () => {
    expect(down(analyze(session(page(), story, timed(story, {})), ''))).toEqual([plain])
  })
})

describe('streamed bodies', () => {
  test('a body that is read in one piece has its messages', () => {
    const [request, response] = streamed('application/x-ndjson', [[200, '']])
    const text = '{"n":1}\n{"n":2}\n{"n":3}\n'
    const end: CaptureEvent = {
      type: 'finish',
      at: request!.at + 2000,
      doc: 'd1',
      id: (request as { id: number }).id,
      outcome: 'ok',
      text,
      bytes: text.length,
    }
    const compressed = timed([request!, end], { encoded: 20, decoded: text.length })
    const found = only(page(), request!, response!, end, compressed)
    expect(found).toMatchObject({ technique: 'http-streaming', messagesIn: 3 })
    expect(found.cost.bytesDown).toBeGreaterThan(0)
  })

  test('reconnects cost a request each', () => {
    const bodies = [0, 1, 2, 3, 4].map((i) =>
      streamed('text/event-stream', [[200 + i * 1000, 'data: x\n\n']], 600 + i * 1000),
    )
    const one = only(page(), bodies[0]!).cost.bytesUp
    expect(only(page(), ...bodies).cost.bytesUp).toBe(5 * one)
  })
})

describe('labels of traffic that looks like another technique', () => {
  test('a steady poller with a nap is not typing', () => {
    const story = [...every(2000, 10), ...every(2000, 10).map((event) => ({ ...event, at: event.at + 3_600_000 }))]
    expect(only(page(), story).technique).toBe('polling')
  })

  test('a gateway that gives up after 30 s is an error, however long it held', () => {
    expect(only(page(), heldOneAfterAnother(Array(5).fill(30_000), { status: 504, body: 'late' }))).toMatchObject({
      technique: 'http',
      flags: ['retry'],
    })
  })

  test('a poll by POST wastes its empty answers, though it sends something each time', () => {
    const story = every(2000, 12, (i) => ({
      method: 'POST',
      send: '{"since":1}',
      body: i % 4 === 0 ? `{"items":[${i}]}` : '[]',
    }))
    expect(only(page(), story)).toMatchObject({ technique: 'polling', updates: 3, wasted: 9 })
  })
})

test('an answer without status and body is no update', () => {
  const [request] = exchange(100)
  const later = exchange(9000, { url: '/other' })
  const { streams } = analyze(session(page(), [request!, timed(exchange(100), { doc: 'd1' })], later), '')
  const [stream] = streams
  expect(stream).toMatchObject({ requests: 1, messagesIn: 0, updates: 0, wasted: 0 })
})

test('an opaque answer is a message, though its status is hidden', () => {
  expect(
    only(
      page(),
      every(5000, 10, () => ({ status: 0, body: undefined })),
    ),
  ).toMatchObject({ messagesIn: 10 })
})

test('events that are reported twice count once', () => {
  const story = [...exchange(100), ...connection('websocket', [[200, '<', 'a']])]
  const twice = story.flatMap((event): CaptureEvent[] => (event.type === 'message' ? [event] : [event, event]))
  const essence = (analysis: Analysis) =>
    analysis.streams.map(({ requests, messagesIn, cost }) => ({ requests, messagesIn, cost }))
  expect(essence(analyze(session(page(), twice), ''))).toEqual(essence(analyze(session(page(), story), '')))
})

test('the end of a document leaves another one whose name begins alike', () => {
  const story = connection('websocket', [[200, '<', 'a']]).map((event) => ({ ...event, doc: 'a/b' }) as CaptureEvent)
  const seen = session(story, { type: 'gone', at: story[0]!.at + 5000, doc: 'a' })
  expect(seen.streams.all[0]!.status).toBe('open')
})

test('a page that comes back from the back/forward cache goes on polling', () => {
  const before = every(1000, 4)
  const gone: CaptureEvent = { type: 'gone', at: before.at(-1)!.at + 100, doc: 'd1' }
  const after = every(1000, 4).map((event) => ({ ...event, at: event.at + 60_000 }))
  expect(session(page(), before, gone, after).streams.all[0]!.status).toBe('open')
})

test('for any events in any order, figures are finite, shares are from 0 to 1, and nothing is negative', () => {
  const at = fc.integer({ min: 1_790_000_000_000, max: 1_790_000_060_000 })
  const id = fc.integer({ min: 0, max: 3 })
  const doc = fc.constantFrom('d', 'e')
  const bytes = fc.integer({ min: 0, max: 100_000 })
  const text = fc.constantFrom('', '[]', '{"a":1}', 'data: x\n\n', 'ping')
  const url = fc.constantFrom(
    'http://a.test/x',
    'http://a.test/y?since=1',
    'https://b.test/socket.io/?EIO=4&transport=polling',
  )
  const flow = { at, doc, id }
  const event = fc.oneof(
    fc.record({
      type: fc.constant('request' as const),
      ...flow,
      api: fc.constantFrom('fetch' as const, 'beacon' as const),
      method: fc.constantFrom('GET', 'POST'),
      url,
      sent: bytes,
    }),
    fc.record({
      type: fc.constant('response' as const),
      ...flow,
      status: fc.constantFrom(0, 200, 204, 304, 500),
      contentType: fc.constantFrom('', 'text/event-stream', 'application/json'),
      length: bytes,
    }),
    fc.record({ type: fc.constant('chunk' as const), ...flow, bytes, text }),
    fc.record({
      type: fc.constant('finish' as const),
      ...flow,
      outcome: fc.constantFrom('ok' as const, 'error' as const, 'abort' as const),
      bytes,
      text,
    }),
    fc.record({
      type: fc.constant('timing' as const),
      at,
      doc,
      url,
      start: at,
      first: at,
      end: at,
      encoded: bytes,
      decoded: bytes,
      cached: fc.boolean(),
    }),
    fc.record({
      type: fc.constant('connect' as const),
      ...flow,
      api: fc.constantFrom('websocket' as const, 'eventsource' as const, 'webrtc' as const),
      url: fc.constant('ws://a.test/'),
    }),
    fc.record({ type: fc.constant('open' as const), ...flow }),
    fc.record({
      type: fc.constant('message' as const),
      ...flow,
      dir: fc.constantFrom('in' as const, 'out' as const),
      bytes,
      text,
    }),
    fc.record({
      type: fc.constant('close' as const),
      ...flow,
      by: fc.constantFrom('page' as const, 'error' as const),
      retrying: fc.boolean(),
    }),
    fc.record({
      type: fc.constant('stats' as const),
      ...flow,
      sent: bytes,
      received: bytes,
      packetsSent: bytes,
      packetsReceived: bytes,
      packetsLost: bytes,
    }),
    fc.record({ type: fc.constant('gone' as const), at, doc }),
    fc.record(
      {
        type: fc.constant('network' as const),
        ...flow,
        method: fc.constant('GET'),
        url: fc.oneof(url, fc.constant('ws://a.test/')),
        start: at,
        end: at,
        status: fc.constantFrom(0, 101, 200, 304, 500),
        sent: bytes,
        received: bytes,
        head: bytes,
        body: bytes,
        cached: fc.boolean(),
        brokenOff: fc.boolean(),
        chunked: fc.boolean(),
      },
      { requiredKeys: ['type', 'at', 'method', 'url', 'start'] },
    ),
  )
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      const seen = createSession()
      for (const one of events) applyEvent(seen, one as CaptureEvent)
      for (const { cost, whatIf, ...stream } of analyze(seen, '').streams) {
        const figures = [
          stream.requests,
          stream.messagesIn,
          stream.messagesOut,
          stream.updates,
          stream.wasted,
          stream.firstAt,
          stream.lastAt,
        ]
        for (const figure of [...figures, ...Object.values(cost), ...whatIf.flatMap((one) => Object.values(one))])
          if (typeof figure === 'number') {
            expect(Number.isFinite(figure)).toBe(true)
            expect(figure).toBeGreaterThanOrEqual(0)
          }
        expect(cost.overheadShare).toBeLessThanOrEqual(1)
        expect(cost.usefulBytes + cost.overheadBytes).toBe(cost.bytesUp + cost.bytesDown)
      }
    }),
    { numRuns: 400 },
  )
})
