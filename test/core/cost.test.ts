import { describe, expect, test } from 'vitest'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { chunkFramingBytes, requestHeadBytes } from '../../src/core/wire-size/http-bytes.ts'
import { eventBytes } from '../../src/core/wire-size/sse-bytes.ts'
import { dataChannelMessageBytes } from '../../src/core/wire-size/webrtc-bytes.ts'
import { frameHeaderBytes } from '../../src/core/wire-size/websocket-bytes.ts'
import { connection, every, heldOneAfterAnother, only, page, streamed } from './story.ts'

test.each([
  [0, 2, 6],
  [125, 2, 6],
  [126, 4, 8],
  [65_535, 4, 8],
  [65_536, 10, 14],
])('a WebSocket message of %d bytes has a header of %d, or %d with its mask (RFC 6455, 5.2)', (payload, down, up) => {
  expect([frameHeaderBytes(payload, 'in'), frameHeaderBytes(payload, 'out')]).toEqual([down, up])
})

test('an event takes 8 bytes beside its data, more for name and id, and 6 for each further line', () => {
  const plain = eventBytes(10, '0123456789', undefined, undefined)
  expect(plain).toBe(18)
  expect(eventBytes(10, '0123456789', 'price', '7')).toBe(18 + 13 + 6)
  expect(eventBytes(9, '0123\n5678', undefined, undefined)).toBe(9 + 8 + 6)
})

test('a chunk of 100 bytes is framed in 6, an HTTP/2 DATA frame in 9', () => {
  expect([chunkFramingBytes(100, 'http/1.1'), chunkFramingBytes(100, 'h2')]).toEqual([6, 9])
})

test('a chunk of a mean length is framed like one of a whole number of bytes', () => {
  expect(chunkFramingBytes(27.96, 'http/1.1')).toBe(chunkFramingBytes(28, 'http/1.1'))
})

test('a small data-channel message takes 93 to 96 bytes beside its payload', () => {
  expect(dataChannelMessageBytes(1) - 1).toBe(96)
  expect(dataChannelMessageBytes(4) - 4).toBe(93)
})

test('a request head is the text a browser would send', () => {
  const requester = {
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36',
    referrer: 'http://site.test/',
    worker: false,
  }
  const bare = requestHeadBytes('GET', 'http://site.test/a', requester)
  expect(requestHeadBytes('GET', 'http://site.test/abc', requester)).toBe(bare + 2)
  expect(requestHeadBytes('POST', 'http://site.test/a', requester)).toBe(
    bare + 1 + 'Origin: http://site.test\r\n'.length,
  )
  expect(requestHeadBytes('GET', 'https://site.test/a', requester)).toBeGreaterThan(bare)
})

describe('the cost of a stream', () => {
  test('updates of a poller are half a period late on average and a whole period at worst', () => {
    const { cost } = only(
      page(),
      every(2000, 10, (i) => ({ body: `{"n":${Math.floor(i / 5)}}` })),
    )
    expect(cost).toMatchObject({ stalenessMeanMs: 1010, stalenessMaxMs: 2010, requestsPerUpdate: 5, basis: 'modelled' })
    expect(cost.usefulBytes).toBe(2 * '{"n":0}'.length)
    expect(cost.overheadBytes).toBe(cost.bytesUp + cost.bytesDown - cost.usefulBytes)
    expect(cost.overheadShare).toBeGreaterThan(0.95)
    expect(Math.round(cost.wakeupsPerMinute)).toBeGreaterThan(28)
  })

  test('a long poll holds a connection nearly all the time', () => {
    const { cost } = only(page(), heldOneAfterAnother([5000, 3000, 7000, 4000]))
    expect(cost.connectionSeconds).toBeCloseTo(19, 1)
    expect(cost.stalenessMaxMs).toBe(30)
  })

  test('a socket costs one handshake and a few bytes a message', () => {
    const lines = (count: number) =>
      Array.from({ length: count }, (_, i): [number, '<', string] => [200 + i, '<', 'x'.repeat(100)])
    const one = only(page(), connection('websocket', lines(1))).cost
    const many = only(page(), connection('websocket', lines(11))).cost
    expect(many.bytesDown - one.bytesDown).toBe(10 * 102)
    expect(many.bytesUp).toBe(one.bytesUp)
  })

  test('a streamed body is counted by its pieces', () => {
    const text = 'data: {"a":1}\n\n'
    const { cost } = only(
      page(),
      streamed('text/event-stream', [
        [200, text],
        [900, text],
      ]),
    )
    expect(cost.bytesDown).toBe(2 * (text.length + chunkFramingBytes(text.length, 'http/1.1')))
    expect(cost.usefulBytes).toBe(2 * '{"a":1}'.length)
  })
})

describe('the cost of another technique', () => {
  const polled = only(
    page(),
    every(1000, 60, (i) => ({ body: `{"n":${Math.floor(i / 6)},"filler":"${'x'.repeat(80)}"}` })),
  )
  const by = (technique: string) => polled.whatIf.find((one) => one.technique === technique)!

  test('every technique is computed but the one in use', () => {
    expect(polled.whatIf.map((one) => one.technique)).toEqual(['long-polling', 'sse', 'websocket'])
  })

  test('one connection serves all updates of a stream or socket', () => {
    expect([by('sse').requests, by('websocket').requests]).toEqual([1, 1])
    const now = polled.cost.bytesUp + polled.cost.bytesDown
    expect(by('sse').bytesUp + by('sse').bytesDown).toBeLessThan(now / 5)
    expect(by('sse').stalenessMeanMs).toBeLessThan(polled.cost.stalenessMeanMs!)
  })

  test('a poller whose answers are mostly empty gets advice with the figure', () => {
    expect(polled.advice[0]!.id).toBe('polling-mostly-empty')
    expect(polled.advice[0]!.text).toMatch(/83 % of 60 answers/)
  })
})

test('a compressed socket has a range of bytes around the typical number, and none where the server did not agree', () => {
  const lines = Array.from({ length: 20 }, (_, index): [number, '<', string] => [
    200 + index * 500,
    '<',
    `{"price":${index},"note":"${'x'.repeat(200)}"}`,
  ])
  const compressed = connection('websocket', lines).map((event) =>
    event.type === 'open' ? { ...event, extensions: 'permessage-deflate; client_max_window_bits=15' } : event,
  )
  const { cost } = only(page(), compressed)
  const total = cost.bytesUp + cost.bytesDown
  expect(cost.bytesRange!.low).toBeLessThan(total)
  expect(cost.bytesRange!.high).toBeGreaterThan(total)
  expect(cost.usefulBytes).toBeLessThanOrEqual(total)
  expect(only(page(), connection('websocket', lines)).cost.bytesRange).toBeNull()
  // A file in which a log has counted less than the messages that came.
  const { doc, id, at } = compressed[0] as { doc: string; id: number; at: number }
  const log: CaptureEvent = {
    type: 'network',
    at: at + 20_000,
    doc,
    id,
    method: 'GET',
    url: 'ws://site.test/',
    start: at,
    end: at + 20_000,
    status: 101,
    received: 500,
  }
  const contradicted = only(page(), compressed, [log]).cost
  expect(contradicted.bytesDown).toBeLessThan(600)
  expect(contradicted.bytesRange!.low).toBeGreaterThanOrEqual(0)
})
