import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CaptureEvent } from '../../src/core/event/event.ts'
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
/** The panel's clock. */
const clock = () => 1000
const ids = (events: readonly CaptureEvent[]) => events.map((event) => ('id' in event ? event.id : event.type))

test('events come out once and in order', () => {
  const outbox = createOutbox('d')
  const inbox = createInbox(clock)
  const sent = [1, 2, 3].flatMap((id) => outbox.put([message(id), message(id + 10)], id))
  expect(sent.flatMap((batch) => ids(inbox.take(batch)))).toEqual([1, 11, 2, 12, 3, 13])
  expect(inbox.acknowledgements()).toEqual([{ kind: 'ack', doc: 'd', seq: 3 }])
  expect(inbox.acknowledgements()).toEqual([])
})

test('acknowledged batches are forgotten, the others are sent again', () => {
  const outbox = createOutbox('d')
  for (const id of [1, 2, 3]) outbox.put([message(id)], id)
  outbox.acknowledge(2)
  expect(outbox.pending().map((batch) => batch.seq)).toEqual([3])
})

test.each([Number.NaN, undefined, null, 'x', {}, -1])('an acknowledgement of %s changes nothing', (seq) => {
  const outbox = createOutbox('d')
  for (const id of [1, 2]) outbox.put([message(id)], id)
  outbox.acknowledge(seq as number)
  expect(outbox.pending().map((batch) => batch.seq)).toEqual([1, 2])
})

test('long names and ids count as much as payloads do', () => {
  const outbox = createOutbox('d', 1000)
  for (let id = 1; id <= 10; id++) outbox.put([{ ...message(id), eventId: 'x'.repeat(1000) } as CaptureEvent], id)
  expect(outbox.pending().length).toBeLessThan(4)
})

test('a missing batch is requested again, and later batches are taken after it', () => {
  const outbox = createOutbox('d')
  const inbox = createInbox(clock)
  const [first, , third] = [1, 2, 3].flatMap((id) => outbox.put([message(id)], id))
  inbox.take(first!)
  expect(inbox.take(third!)).toEqual([])
  const [ack] = inbox.acknowledgements()
  expect(ack).toEqual({ kind: 'ack', doc: 'd', seq: 1, again: true })
  outbox.acknowledge(ack!.seq)
  expect(outbox.pending().flatMap((batch) => ids(inbox.take(batch)))).toEqual([2, 3])
})

test('events that the bridge no longer has are counted', () => {
  const outbox = createOutbox('d')
  const inbox = createInbox(clock)
  const [first] = [1, 2, 3].flatMap((id) => outbox.put([message(id), message(id)], id))
  inbox.take(first!)
  outbox.acknowledge(2) // acknowledged by another panel
  const [third] = outbox.pending()
  expect(inbox.take(third!)[0]).toEqual({ type: 'lost', at: 3, doc: 'd', events: 2, why: 'relay' })
})

test('what a bridge that has crashed can send no more is counted, as far as later batches showed it', () => {
  const outbox = createOutbox('d')
  const inbox = createInbox(clock)
  const [first, , third] = [1, 2, 3].flatMap((id) => outbox.put([message(id), message(id)], id))
  inbox.take(first!)
  expect(inbox.missing('d')).toEqual([])
  inbox.take(third!)
  expect(inbox.missing('d')).toEqual([{ type: 'lost', at: 1000, doc: 'd', events: 4, why: 'relay' }])
  expect(inbox.missing('d')).toEqual([])
  expect(inbox.take(third!)).toEqual([])
  expect(inbox.missing('unknown')).toEqual([])
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

test('however batches are lost, repeated and resent: each event once, in order, none missing', () => {
  const step = fc.record({
    lose: fc.boolean(),
    twice: fc.boolean(),
    acknowledge: fc.boolean(),
    size: fc.integer({ min: 1, max: 5 }),
  })
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
      const outbox = createOutbox('d')
      const inbox = createInbox(clock)
      const got: number[] = []
      let id = 0
      const receive = (batch: Batch) => {
        for (const event of inbox.take(batch)) if ('id' in event) got.push(event.id)
      }
      const acknowledge = () => {
        for (const ack of inbox.acknowledgements()) {
          outbox.acknowledge(ack.seq)
          if (ack.again) outbox.pending().forEach(receive)
        }
      }
      // The first batch always arrives: it sets the start.
      outbox.put([message(id++)], 0).forEach(receive)
      for (const { lose, twice, size, ...then } of steps) {
        for (const batch of outbox.put(
          Array.from({ length: size }, () => message(id++)),
          0,
        )) {
          if (!lose) receive(batch)
          if (!lose && twice) receive(batch)
        }
        if (then.acknowledge) acknowledge()
      }
      outbox.put([message(id++)], 0).forEach(receive)
      acknowledge()
      expect(got).toEqual(Array.from({ length: id }, (_, index) => index))
    }),
  )
})

test.each<[string, Partial<CaptureEvent>]>([
  ['no event', { type: 'eval' } as object],
  ['an event of another document', { doc: 'other' }],
  ['an event of years to come', { at: 8.64e15 }],
  ['an event with a size beyond all', { bytes: 2 ** 53 }],
])('of a bridge whose process was taken over, %s is left out and counted', (_name, change) => {
  const [batch] = createOutbox('d').put([message(1), { ...message(2), ...change } as CaptureEvent], 1)
  expect(createInbox(clock).take(batch!)).toMatchObject([
    { id: 1 },
    { type: 'lost', doc: 'd', events: 1, why: 'implausible' },
  ])
})

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['a batch without events', { kind: 'batch', doc: 'd', seq: 1, before: 0, oldest: 1 }],
  [
    'a batch that counts without end',
    { kind: 'batch', doc: 'd', seq: 1, before: Number.POSITIVE_INFINITY, oldest: 1, events: [] },
  ],
  ['a batch that counts beyond all', { kind: 'batch', doc: 'd', seq: 1, before: 1e300, oldest: 1, events: [] }],
  ['a batch that counts nothing', { kind: 'batch', doc: 'd', seq: 1, before: Number.NaN, oldest: 1, events: [] }],
  ['a batch of no document', { kind: 'batch', doc: 7, seq: 1, before: 0, oldest: 1, events: [] }],
])('of a bridge whose process was taken over, %s counts as one event of no shape', (_name, received) => {
  const inbox = createInbox(clock)
  expect(inbox.take(received)).toMatchObject([{ type: 'lost', events: 1, why: 'shape' }])
  expect(inbox.acknowledgements()).toEqual([])
})

test('a run of messages that loses its payloads counts one lost payload for each', () => {
  const run: CaptureEvent = {
    type: 'messages',
    at: 1,
    doc: 'd',
    id: 1,
    dir: 'in',
    count: 3,
    columns: 'AAECAAECAAEC',
    text: 'abc',
  }
  const [thinned] = createOutbox('d', 300).put([message(1, 'x'.repeat(200)), run], 1)
  expect(thinned!.events.at(-1)).toMatchObject({ type: 'lost', events: 0, payloads: 3, why: 'buffer' })
})
