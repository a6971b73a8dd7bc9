import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkEvent } from '../../../src/core/event/check-event.ts'
import { createSession } from '../../../src/core/session/session.ts'
import { readHarEntry } from '../../../src/format/har/har-entry.ts'
import { connectEvents, exchangeEvents, frameEvent, networkEvent } from '../../../src/format/har/har-events.ts'
import { createLogReader } from '../../../src/format/har/log-reader.ts'
import { all, entry } from './entries.ts'
import { listenerOf } from './listener.ts'

const facts = (browser: 'chromium' | 'firefox', name: string) => readHarEntry(entry(browser, name))!.facts
const kind = (browser: 'chromium' | 'firefox', name: string) => readHarEntry(entry(browser, name))!.kind

// The servers of these recordings counted the bytes on their sockets.
describe('bytes on the wire', () => {
  test.each([
    ['chromium', 'poll', { sent: 496, received: 205 }],
    ['chromium', 'post', { sent: 885, received: 279 }],
    ['chromium', 'beacon', { sent: 599, received: 279 }],
    ['chromium', 'confirmed', { sent: 511, received: 149, status: 304 }],
    ['chromium', 'servicePoll', { sent: 406, received: 205 }],
    ['firefox', 'poll', { sent: 369, head: 188, body: 7, chunked: true }],
    ['firefox', 'post', { sent: 758, head: 277, body: 2 }],
    ['firefox', 'beacon', { sent: 472, head: 277, body: 2 }],
    ['firefox', 'confirmed', { sent: 384, head: 149, body: 0, status: 304 }],
    ['firefox', 'aborted', { sent: 364, head: 0, body: 0 }],
  ] as const)('%s, %s', (browser, name, expected) => {
    expect(facts(browser, name)).toMatchObject(expected)
  })

  test('a request that was never sent, or answered by the cache, has none', () => {
    expect(facts('chromium', 'refused')).toMatchObject({ sent: 0, received: 0 })
    for (const browser of ['chromium', 'firefox'] as const) {
      expect(facts(browser, 'cached')).toMatchObject({ cached: true })
      expect(facts(browser, 'cached')).not.toHaveProperty('received')
    }
  })

  test('the headers of a worker’s request are unknown to Chromium, and are not invented', () => {
    expect(facts('chromium', 'workerPoll')).toMatchObject({ received: 205 })
    expect(facts('chromium', 'workerPoll')).not.toHaveProperty('sent')
  })

  test('the size of a handshake includes its path, not its whole URL', () => {
    expect(facts('chromium', 'pageSocket')).toMatchObject({ sent: 508, head: 129 })
  })

  test('compressed headers do not have the size of their text', () => {
    const raw = entry('firefox', 'poll')
    raw.request['httpVersion'] = raw.response['httpVersion'] = 'HTTP/2'
    expect(readHarEntry(raw)!.facts).toEqual({ status: 200, protocol: 'h2' })
  })
})

test.each([
  ['chromium', 'poll', 'fetch'],
  ['chromium', 'beacon', 'beacon'],
  ['chromium', 'workerSocket', 'websocket'],
  ['chromium', 'workerEvents', 'eventsource'],
  ['chromium', 'image', 'other'],
  ['chromium', 'preflight', 'other'],
  ['chromium', 'sharedScript', 'script'],
  ['firefox', 'poll', 'fetch'],
  ['firefox', 'pageEvents', 'eventsource'],
  ['firefox', 'workerSocket', 'websocket'],
  ['firefox', 'workerScript', 'script'],
  ['firefox', 'image', 'other'],
  ['firefox', 'preflight', 'other'],
] as const)('%s: %s is a request by %s', (browser, name, expected) => {
  expect(kind(browser, name)).toBe(expected)
})

test('binary messages have the size of their bytes', () => {
  const { frames } = readHarEntry(entry('chromium', 'binarySocket'))!
  expect(frameEvent(frames![0]!, { doc: 'd', id: 1 })).toMatchObject({ kind: 'binary', bytes: 4, data: 'AQID/w==' })
})

const flow = { doc: 'log1', id: 1 }

test.each(all)('%s, %s becomes events that a session file may hold', (_browser, _name, raw) => {
  const read = readHarEntry(raw)!
  const events = [networkEvent(read, 1, true), ...exchangeEvents(read, flow), ...connectEvents(read, flow, false)]
  for (const event of events) expect(checkEvent(event)).toEqual(event)
})

test('any value is read as an entry or as none, without an exception', () => {
  const url = fc.constantFrom('http://a.test/x', 'ws://a.test/', 'data:,x', '', 'http://')
  const field = fc.record({ name: fc.anything(), value: fc.anything() })
  const side = fc.record(
    {
      url,
      method: fc.anything(),
      status: fc.oneof(fc.constantFrom(200, 304, 0), fc.anything()),
      headers: fc.oneof(fc.array(fc.oneof(field, fc.anything()), { maxLength: 4 }), fc.anything()),
      headersSize: fc.oneof(fc.double(), fc.anything()),
      bodySize: fc.oneof(fc.double(), fc.anything()),
      content: fc.anything(),
      redirectURL: fc.anything(),
      httpVersion: fc.anything(),
    },
    { requiredKeys: [] },
  )
  const raw = fc.record(
    {
      startedDateTime: fc.oneof(fc.constant('2026-11-24T01:53:44.210Z'), fc.anything()),
      time: fc.oneof(fc.double(), fc.anything()),
      request: fc.oneof(side, fc.anything()),
      response: fc.oneof(side, fc.anything()),
      timings: fc.anything(),
      _initiator: fc.anything(),
      _resourceType: fc.oneof(fc.constantFrom('fetch', 'websocket', 'eventsource', 'script'), fc.anything()),
      _webSocketMessages: fc.oneof(fc.array(fc.anything()), fc.anything()),
      _eventSourceMessages: fc.oneof(fc.array(fc.anything()), fc.anything()),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(raw, fc.anything()), { maxLength: 5 }), (raws) => {
      const reader = createLogReader(
        () => false,
        () => false,
      )
      const now = Date.parse('2026-11-24T02:00:00Z')
      const events = [
        ...reader.whole(raws, now),
        ...raws.flatMap((one) => reader.finished(one, now + 1)),
        ...reader.settle(now + 10_000, listenerOf(createSession())),
      ]
      for (const event of events) expect(checkEvent(event)).toEqual(event)
    }),
    { numRuns: 500 },
  )
})
