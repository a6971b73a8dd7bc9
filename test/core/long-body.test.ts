import { expect, test } from 'vitest'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { createSession } from '../../src/core/session/session.ts'
import { Row } from '../../src/core/stream/parts/message-log.ts'

const mebi = 2 ** 20

/** The row of an answer that was read in so many pieces of 1 MiB. */
function answerOf(pieces: number) {
  const flow = { doc: 'd', id: 1 }
  const events: CaptureEvent[] = [
    { type: 'request', at: 1000, ...flow, api: 'fetch', method: 'GET', url: 'http://a.test/long' },
    { type: 'response', at: 1100, ...flow, status: 200, contentType: 'text/plain' },
    ...Array.from(
      { length: pieces },
      (): CaptureEvent => ({ type: 'chunk', at: 1101, ...flow, bytes: mebi, text: 'x'.repeat(mebi) }),
    ),
    { type: 'finish', at: 1102, ...flow, outcome: 'ok', bytes: pieces * mebi },
  ]
  const session = createSession()
  for (const event of events) applyEvent(session, event)
  const { payload, bits, length, bytes } = session.streams.all[0]!.messages
  const last = length - 1
  return { units: payload[last]?.length, cut: (bits[last]! & Row.cut) > 0, bytes: bytes[last] }
}

test('a body in pieces is kept whole up to 2 MiB, and beyond that its beginning', () => {
  expect(answerOf(2)).toEqual({ units: 2 * mebi, cut: false, bytes: 2 * mebi })
  expect(answerOf(5)).toEqual({ units: 2 * mebi, cut: true, bytes: 5 * mebi })
})
