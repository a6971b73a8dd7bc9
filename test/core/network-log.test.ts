import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import type { CaptureEvent, NetworkEvent } from '../../src/core/event/event.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { createSession } from '../../src/core/session/session.ts'
import { createRedactor } from '../../src/format/redact/redact.ts'
import { closed, connection, every, exchange, page, session, streamed } from './story.ts'

type StartEvent = Extract<CaptureEvent, { type: 'request' | 'connect' }>
const isStart = (event: CaptureEvent): event is StartEvent => event.type === 'request' || event.type === 'connect'

/** An entry of the network log for the request of the story, with the fields that a test needs. */
function logged(story: readonly CaptureEvent[], facts: Partial<NetworkEvent> = {}): NetworkEvent {
  const start = story.find(isStart)
  if (!start) throw new Error('the story has no request')
  const end = story.at(-1)!.at
  const method = start.type === 'request' ? start.method : 'GET'
  return { type: 'network', at: end + 10, method, url: start.url, start: start.at + 5, end, status: 200, ...facts }
}

/** A session of events in exactly this order. */
function inOrder(...events: (CaptureEvent | CaptureEvent[])[]) {
  const seen = createSession()
  for (const event of events.flat()) applyEvent(seen, event)
  return seen
}
const costs = (seen: ReturnType<typeof createSession>) =>
  analyze(seen, '').streams.map(({ url, requests, messagesIn, cost }) => ({
    url,
    requests,
    messagesIn,
    up: cost.bytesUp,
    down: cost.bytesDown,
    useful: cost.usefulBytes,
    basis: cost.basis,
  }))

const timing = (story: readonly CaptureEvent[], more: object = {}): CaptureEvent => {
  const start = story.find(isStart)!
  const end = story.at(-1)!.at
  const times = { start: start.at, first: end - 1, end }
  return { type: 'timing', at: end + 3, doc: start.doc, url: start.url, ...times, encoded: 300, decoded: 1000, ...more }
}

describe('an exchange', () => {
  const story = exchange(100, { body: 'x'.repeat(1000) })
  const log = logged(story, { sent: 520, received: 612 })

  test('costs the bytes that the network counted, whatever was reported first', () => {
    const expected = [{ requests: 1, up: 520, down: 612, useful: 300, basis: 'measured' }]
    const others = [...story, timing(story)]
    for (let at = 0; at <= others.length; at++)
      expect(costs(inOrder(page(), others.slice(0, at), log, others.slice(at)))).toMatchObject(expected)
  })

  test('reported twice costs once', () => {
    expect(costs(session(page(), story, log, { ...log, at: log.at + 1 }))).toMatchObject([{ up: 520, down: 612 }])
  })

  test('whose request head the log does not have keeps the model of the head', () => {
    const [plain] = costs(session(page(), story))
    expect(costs(session(page(), story, logged(story, { received: 612 })))).toMatchObject([
      { up: plain!.up, down: 612, basis: 'mixed' },
    ])
  })

  test('with chunked coding includes the framing, which is not measured', () => {
    const log = logged(story, { sent: 520, head: 200, body: 1000, chunked: true })
    // `3e8` with two line ends, and the last chunk.
    expect(costs(session(page(), story, log))).toMatchObject([{ down: 200 + 1000 + 7 + 5 }])
  })

  test('answered by the cache costs nothing', () => {
    expect(costs(session(page(), story, logged(story, { cached: true })))).toMatchObject([
      { up: 0, down: 0, useful: 0 },
    ])
  })

  test('whose cached body the server confirmed costs heads', () => {
    const confirmed = logged(story, { sent: 540, received: 149, status: 304 })
    expect(costs(session(page(), story, confirmed))).toMatchObject([{ up: 540, down: 149, useful: 0 }])
    const [byTiming] = costs(session(page(), story, timing(story, { revalidated: true, encoded: 1000 })))
    expect(byTiming).toMatchObject({ useful: 0 })
    expect(byTiming!.down).toBeGreaterThan(100)
    expect(byTiming!.down).toBeLessThan(300)
  })

  test('with another URL or start does not get the entry', () => {
    for (const other of [logged(story, { url: 'http://site.test/other' }), logged(story, { start: log.start - 5000 })])
      expect(costs(session(page(), story, { ...other, sent: 1, received: 1 }))).toEqual(costs(session(page(), story)))
  })

  // Requests closer to each other may get each other's entry where the log is faster than the hooks; their sums are right.
  test.each([
    ['seconds apart, reported in any order', 2500, 0],
    ['close together, reported by the hooks first', 300, 40],
  ])('of many for one URL, %s, each has its own figures', (_how, apart, least) => {
    const polls = Array.from({ length: 40 }, (_, i) => exchange(100 + i * apart))
    const logs = polls.map((poll, i) => logged(poll, { sent: 500, received: 200 + i }))
    const sum = 40 * 200 + (39 * 40) / 2
    const shuffled = fc.shuffledSubarray(logs, { minLength: 40 })
    fc.assert(
      fc.property(shuffled, fc.integer({ min: least, max: 40 }), (mixed, at) => {
        const seen = inOrder(page(), polls.slice(0, at).flat(), mixed, polls.slice(at).flat())
        expect(costs(seen)).toMatchObject([{ requests: 40, up: 20_000, down: sum, basis: 'measured' }])
      }),
      { numRuns: 60 },
    )
  })

  test('whose body streams has its total in the end', () => {
    const live = streamed(
      'application/x-ndjson',
      [
        [200, '{"n":1}\n'],
        [900, '{"n":2}\n'],
      ],
      2000,
    )
    const log = logged(live, { sent: 520, received: 350 })
    for (let at = 1; at <= live.length; at++)
      expect(costs(inOrder(page(), live.slice(0, at), log, live.slice(at)))).toMatchObject([
        { messagesIn: 2, up: 520, down: 350, basis: 'measured' },
      ])
  })
})

describe('a connection', () => {
  const source = connection('eventsource', [
    [200, '<', 'a'],
    [900, '<', 'b'],
  ])
  const end = closed(2000, { by: 'page' })
  const all = [...source, end]
  const log = logged(all, { sent: 555, received: 420 })

  test('with events costs the bytes that the network counted, whatever was reported first', () => {
    for (let at = 0; at <= all.length; at++)
      expect(costs(inOrder(page(), all.slice(0, at), log, all.slice(at)))).toMatchObject([
        { messagesIn: 2, up: 555, down: 420, basis: 'measured' },
      ])
  })

  test('reported while it is open costs the bytes until then and those that come later', () => {
    const { end: _, ...open } = logged(all, { sent: 555, received: 300 })
    const first = inOrder(page(), source.slice(0, 3), open as NetworkEvent)
    expect(costs(first)).toMatchObject([{ up: 555, down: 300 }])
    for (const event of source.slice(3)) applyEvent(first, event)
    expect(costs(first)[0]!.down).toBeGreaterThan(300)
    for (const event of [end, log]) applyEvent(first, event)
    expect(costs(first)).toMatchObject([{ down: 420 }])
  })

  test('that is made again costs the bytes of each attempt', () => {
    const id = (source[0] as { id: number }).id
    const at = source[0]!.at
    const again: CaptureEvent[] = [
      { type: 'close', at: at + 1000, doc: 'd1', id, by: 'error', retrying: true },
      { type: 'open', at: at + 4020, doc: 'd1', id },
      { type: 'message', at: at + 4500, doc: 'd1', id, dir: 'in', kind: 'text', bytes: 1, text: 'c' },
      { type: 'close', at: at + 5000, doc: 'd1', id, by: 'page' },
    ]
    const goes = [
      logged(source, { sent: 555, received: 420 }),
      logged(source, { sent: 560, received: 310, start: at + 4001, end: at + 5000, at: at + 5010 }),
    ]
    const story = [...source, ...again]
    for (const logs of [goes, goes.toReversed()])
      for (const seen of [inOrder(page(), story, logs), inOrder(page(), logs, story)])
        expect(costs(seen)).toMatchObject([{ requests: 2, messagesIn: 3, up: 1115, down: 730, basis: 'measured' }])
  })

  test('of a socket has its handshake measured and its frames computed', () => {
    const socket = connection('websocket', [[200, '<', 'hello']])
    const log = logged(socket, { sent: 508, head: 129, status: 101 })
    for (const seen of [inOrder(page(), socket, log), inOrder(page(), log, socket)])
      expect(costs(seen)).toMatchObject([{ up: 508, down: 129 + 2 + 5, basis: 'mixed' }])
  })

  test('that was broken off costs at least the pieces that the page read', () => {
    const short = logged(all, { sent: 555, received: 180, head: 175, brokenOff: true })
    expect(costs(session(page(), all, short))[0]!.down).toBeGreaterThan(180)
  })
})

test('a log that is read a minute later has every octet of a page with fifty requests a second', () => {
  const story = every(20, 3000).sort((a, b) => a.at - b.at)
  const requests = new Map<number, CaptureEvent[]>()
  for (const event of story) if ('id' in event) requests.set(event.id!, [...(requests.get(event.id!) ?? []), event])
  const logs = [...requests.values()].map((one) => logged(one, { sent: 500, received: 600 }))
  expect(costs(inOrder(page(), story, logs))).toMatchObject([{ up: 3000 * 500, down: 3000 * 600, basis: 'measured' }])
})

test('requests that only the log reports are a marked stream of their worker', () => {
  const worker: CaptureEvent = {
    type: 'document',
    at: page()[0]!.at + 50,
    doc: 'log1',
    url: 'http://site.test/worker.js',
    context: 'worker',
    late: true,
    unhooked: true,
  }
  const polls = every(1000, 8).map((event) => ({ ...event, doc: 'log1' }) as CaptureEvent)
  const own = polls.flatMap((event): CaptureEvent[] =>
    event.type === 'finish'
      ? [
          {
            ...logged([polls.find((one) => isStart(one) && one.id === event.id)!, event]),
            doc: 'log1',
            id: event.id,
            received: 205,
          },
          event,
        ]
      : [event],
  )
  const seen = inOrder(page(), worker, own)
  expect(analyze(seen, '').streams).toMatchObject([
    {
      context: 'worker',
      unhooked: true,
      technique: 'polling',
      requests: 8,
      cost: { bytesDown: 8 * 205, basis: 'mixed' },
    },
  ])
  expect(seen.url).toBe('http://site.test/')
})

test('traffic that no source sees is listed once, and the list is bounded', () => {
  const seen = createSession()
  for (let i = 0; i < 3000; i++)
    for (const url of ['http://site.test/shared.js', `http://site.test/${i}.js`])
      applyEvent(seen, { type: 'unhooked', at: 1, url, context: 'shared-worker', why: 'not shown' })
  expect(seen.completeness.unhooked.length).toBe(1000)
  expect(seen.completeness.unhooked.filter(({ url }) => url.endsWith('/shared.js')).length).toBe(1)
})

test('URLs of the log are redacted, and still matched', () => {
  const story = exchange(100, { url: '/poll?token=k93jfk2l1m4n5b6v' })
  const redactor = createRedactor()
  const events = [...page(), ...story, logged(story, { sent: 520, received: 612, connection: '32' })]
  const redacted = events.flatMap((event) => redactor.redact(event))
  expect(JSON.stringify(redacted)).not.toContain('k93jfk2l1m4n5b6v')
  expect(costs(inOrder(...redacted))).toMatchObject([{ up: 520, down: 612, basis: 'measured' }])
})
