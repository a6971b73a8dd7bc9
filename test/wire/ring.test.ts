import { expect, test } from 'vitest'
import type { CaptureEvent } from '../../src/core/event.ts'
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

test('what fits comes back as it was, oldest first', () => {
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

test('where no payload is left the oldest events go, and are counted', () => {
  const ring = createRing('d', 3 * bare)
  for (let at = 1; at <= 10_000; at++) ring.put([message(at, 'x')])
  expect(ring.whole()).toBe(false)
  const [lost, ...kept] = ring.drain()
  expect(lost).toEqual({ type: 'lost', at: 9998, doc: 'd', events: 9997, payloads: 10_000, why: 'buffer' })
  expect(kept.map((event) => event.at)).toEqual([9998, 9999, 10_000])
})

test('after it was given back it begins anew', () => {
  const ring = createRing('d', 2 * bare)
  ring.put([message(1), message(2), message(3)])
  ring.drain()
  ring.put([message(4)])
  expect(ring.whole()).toBe(true)
  expect(ring.drain()).toEqual([message(4)])
})
