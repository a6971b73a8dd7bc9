import { describe, expect, test } from 'vitest'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { eventSize } from '../../src/wire/event-size.ts'
import { createRing } from '../../src/wire/ring.ts'

const message = (at: number, text = ''): CaptureEvent => ({
  type: 'message',
  at,
  doc: 'd',
  id: 1,
  dir: 'in',
  bytes: text.length,
  ...(text && { text }),
})
const bare = eventSize(message(0))

test('events that fit come back unchanged, oldest first', () => {
  const ring = createRing('d', 10 * bare)
  ring.put([message(1), message(2)])
  ring.put([message(3)])
  expect(ring.whole()).toBe(true)
  expect(ring.drain()).toEqual([message(1), message(2), message(3)])
  expect(ring.drain()).toEqual([])
})

test('payloads go before events, the oldest first, and are marked and counted', () => {
  const ring = createRing('d', 3 * bare + 120)
  ring.put([message(1, 'a'.repeat(100)), message(2, 'b'.repeat(100)), message(3)])
  expect(ring.whole()).toBe(true)
  expect(ring.drain()).toEqual([
    { type: 'lost', at: 1, doc: 'd', events: 0, payloads: 1, why: 'buffer' },
    { type: 'message', at: 1, doc: 'd', id: 1, dir: 'in', bytes: 100, cut: true },
    message(2, 'b'.repeat(100)),
    message(3),
  ])
})

test('once no payload is left the oldest events go, and are counted', () => {
  const ring = createRing('d', 3 * bare)
  for (let at = 1; at <= 10_000; at++) ring.put([message(at, 'x')])
  expect(ring.whole()).toBe(false)
  const [lost, ...kept] = ring.drain()
  expect(lost).toEqual({ type: 'lost', at: 9998, doc: 'd', events: 9997, payloads: 10_000, why: 'buffer' })
  expect(kept.map((event) => event.at)).toEqual([9998, 9999, 10_000])
})

test('the ring is empty after a drain', () => {
  const ring = createRing('d', 2 * bare)
  ring.put([message(1), message(2), message(3)])
  ring.drain()
  ring.put([message(4)])
  expect(ring.whole()).toBe(true)
  expect(ring.drain()).toEqual([message(4)])
})

describe('the start of an open flow', () => {
  const start = (id: number, url = 'ws://site.test/'): CaptureEvent => ({
    type: 'connect',
    at: id,
    doc: 'd',
    id,
    api: 'websocket',
    url,
  })
  const opened = (id: number): CaptureEvent => ({ type: 'open', at: id, doc: 'd', id })
  const ended = (id: number): CaptureEvent => ({ type: 'close', at: id, doc: 'd', id, by: 'page' })
  const document: CaptureEvent = { type: 'document', at: 0, doc: 'd', url: 'http://site.test/', context: 'page' }
  const flood = (count: number) => Array.from({ length: count }, (_, at) => message(at + 100))
  const types = (events: CaptureEvent[]) => events.map((event) => event.type)

  test('is kept, in front, and does not count as lost', () => {
    const ring = createRing('d', 20 * bare)
    ring.put([document, start(1), opened(1), ...flood(100)])
    const [first, second, third, lost, ...rest] = ring.drain()
    expect([first, second, third]).toEqual([document, start(1), opened(1)])
    expect(lost).toMatchObject({ type: 'lost', events: 100 - rest.length })
    ring.put(flood(1))
    expect(types(ring.drain())).toEqual(['message'])
  })

  test('is dropped with the flow’s end', () => {
    const ring = createRing('d', 20 * bare)
    ring.put([start(2), opened(2), ended(2), ...flood(100)])
    const [lost, ...rest] = ring.drain()
    expect(lost).toMatchObject({ type: 'lost', events: 103 - rest.length })
    expect(new Set(types(rest))).toEqual(new Set(['message']))
  })

  test('is bounded: the oldest is dropped', () => {
    const ring = createRing('d', 100 * bare)
    ring.put([...Array.from({ length: 200 }, (_, id) => start(id)), ...flood(100)])
    const kept = ring.drain()
    const starts = kept.filter((event) => event.type === 'connect')
    expect(starts.length).toBeGreaterThan(10)
    expect(starts.length).toBeLessThanOrEqual(25)
    expect(starts.at(-1)).toEqual(start(199))
    const told = kept.filter((event) => event.type !== 'lost').length
    expect(kept.find((event) => event.type === 'lost')).toMatchObject({ events: 300 - told })
  })
})
