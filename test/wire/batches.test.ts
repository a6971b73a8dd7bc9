import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CaptureEvent } from '../../src/core/event.ts'
import { createInbox } from '../../src/wire/inbox.ts'
import type { Batch } from '../../src/wire/link.ts'
import { createOutbox } from '../../src/wire/outbox.ts'

const message = (id: number, text = 'x'): CaptureEvent => ({
  type: 'message',
  at: id,
  doc: 'd',
  id,
  dir: 'in',
  bytes: text.length,
  text,
})
const ids = (events: readonly CaptureEvent[]) => events.map((event) => ('id' in event ? event.id : event.type))

test('what is put in comes out once and in order', () => {
  const outbox = createOutbox('d')
  const inbox = createInbox()
  const sent = [1, 2, 3].flatMap((id) => outbox.put([message(id), message(id + 10)], id))
  expect(sent.flatMap((batch) => ids(inbox.take(batch)))).toEqual([1, 11, 2, 12, 3, 13])
  expect(inbox.acknowledgements()).toEqual([{ kind: 'ack', doc: 'd', seq: 3 }])
  expect(inbox.acknowledgements()).toEqual([])
})

test('what was acknowledged is forgotten, the rest is sent again', () => {
  const outbox = createOutbox('d')
  for (const id of [1, 2, 3]) outbox.put([message(id)], id)
  outbox.acknowledge(2)
  expect(outbox.pending().map((batch) => batch.seq)).toEqual([3])
})

test('batches that never came are counted', () => {
  const outbox = createOutbox('d')
  const inbox = createInbox()
  const [first, , third] = [1, 2, 3].flatMap((id) => outbox.put([message(id), message(id)], id))
  inbox.take(first!)
  expect(inbox.take(third!)[0]).toEqual({ type: 'lost', at: 3, doc: 'd', events: 2, why: 'relay' })
})

describe('when nobody acknowledges', () => {
  test('payloads go first, then events; both are counted once there is room', () => {
    const outbox = createOutbox('d', 10_000)
    const all: Batch[] = []
    for (let id = 0; id < 200; id++) all.push(...outbox.put([message(id, 'y'.repeat(300))], id))
    outbox.acknowledge(all.at(-1)!.seq)
    all.push(...outbox.put([message(999)], 999))
    const events = all.flatMap((batch) => batch.events)
    const lost = events.filter((event) => event.type === 'lost')
    const dropped = lost.reduce((sum, event) => sum + event.events, 0)
    const thinned = lost.reduce((sum, event) => sum + (event.payloads ?? 0), 0)
    const messages = events.filter((event) => event.type === 'message')
    expect(messages.length + dropped).toBe(201)
    expect(messages.filter((event) => event.cut).length).toBe(thinned)
    expect(dropped).toBeGreaterThan(0)
    expect(thinned).toBeGreaterThan(0)
  })
})

test('large payloads are sent in several messages', () => {
  const batches = createOutbox('d', 100_000_000).put(
    Array.from({ length: 10 }, (_, id) => message(id, 'z'.repeat(900_000))),
    0,
  )
  expect(batches.length).toBeGreaterThan(3)
  expect(batches.flatMap((batch) => ids(batch.events))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
})

test('however batches are lost, repeated and resent: nothing twice, nothing missing without being counted', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ lose: fc.boolean(), twice: fc.boolean(), size: fc.integer({ min: 1, max: 5 }) }), {
        minLength: 1,
        maxLength: 40,
      }),
      (steps) => {
        const outbox = createOutbox('d')
        const inbox = createInbox()
        const got: number[] = []
        let id = 0
        let lost = 0
        const receive = (batch: Batch) => {
          for (const event of inbox.take(batch))
            if (event.type === 'lost') lost += event.events
            else if (event.type === 'message') got.push(event.id)
        }
        // The first always arrives: it sets the mark.
        for (const batch of outbox.put([message(id++)], 0)) receive(batch)
        for (const { lose, twice, size } of steps) {
          const batches = outbox.put(
            Array.from({ length: size }, () => message(id++)),
            0,
          )
          for (const batch of batches) {
            if (lose) continue
            receive(batch)
            if (twice) receive(batch)
          }
        }
        for (const batch of outbox.put([message(id++)], 0)) receive(batch)
        expect(got).toEqual([...new Set(got)].sort((a, b) => a - b))
        expect(got.length + lost).toBe(id)
      },
    ),
  )
})
