// @vitest-environment happy-dom
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { createSession } from '../../src/core/session/session.ts'
import { createInbox } from '../../src/wire/inbox.ts'
import { createOutbox } from '../../src/wire/outbox.ts'
import { createPageGate } from '../../src/wire/page-gate.ts'

const { createRun } = await import('../../src/page/report/message-run.ts')

const origin = performance.timeOrigin
const clock = { origin, now: () => origin + performance.now() }

/** Messages until the next batch: the length of each, whether the hooks keep it whole, and whether the panel takes the batch. */
const batches = fc.array(
  fc.record({
    messages: fc.array(fc.tuple(fc.integer({ min: 1, max: 200 }), fc.boolean()), { minLength: 1, maxLength: 50 }),
    taken: fc.boolean(),
  }),
  { minLength: 1, maxLength: 20 },
)

test('whatever is left out or let go on its way, messages that are kept, left out, let go and lost are all that were sent', () => {
  fc.assert(
    fc.property(
      batches,
      fc.integer({ min: 200, max: 5000 }),
      fc.integer({ min: 1, max: 2000 }),
      (all, room, budget) => {
        const session = createSession({ rows: true, payloads: budget })
        const gate = createPageGate('d', clock)
        const outbox = createOutbox('d', room)
        const inbox = createInbox(clock.now)
        const start: CaptureEvent = {
          type: 'connect',
          at: clock.now(),
          doc: 'd',
          id: 1,
          api: 'websocket',
          url: 'ws://a.test',
        }
        applyEvent(session, start)
        const run = createRun(1, 'text', (event) => Object.assign(event, { dir: 'in', kind: 'text' }))
        let sent = 0
        for (const { messages, taken } of all) {
          for (const [length, whole] of messages) run.add('x'.repeat(length), clock.now(), length, whole)
          sent += messages.length
          for (const batch of outbox.put(gate.take([{ ...run.take()! }]), clock.now()))
            for (const event of inbox.take(batch)) applyEvent(session, event)
          if (taken) for (const ack of inbox.acknowledgements()) outbox.acknowledge(ack.seq)
        }
        outbox.acknowledge(Number.POSITIVE_INFINITY)
        // What is lost at the end is told with the next event.
        for (const batch of outbox.put([{ ...start, id: 2 }], clock.now()))
          for (const event of inbox.take(batch)) applyEvent(session, event)
        const { completeness, payloads } = session
        const stream = session.streams.all[0]!
        const kept = stream.messages.payload.filter((one) => one !== undefined).length
        expect(stream.in.count + completeness.dropped).toBe(sent)
        expect(kept + completeness.leftOut + payloads.letGo).toBe(stream.in.count)
        expect(stream.news.unseenMessages).toBe(completeness.leftOut)
      },
    ),
    { seed: Date.now(), numRuns: 100, verbose: true },
  )
})
