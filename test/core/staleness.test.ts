import { describe, expect, test } from 'vitest'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { connection, heldOneAfterAnother, only, page } from './story.ts'

/** An EventSource whose server closes it 40 ms after each event; the browser connects again 3 s later. */
function cutAfterEachEvent(times: number): CaptureEvent[] {
  const [connect] = connection('eventsource', [])
  const { doc, id, at } = connect as Extract<CaptureEvent, { type: 'connect' }>
  return [
    connect!,
    ...Array.from({ length: times }, (_, index): CaptureEvent[] => {
      const flow = (ms: number) => ({ doc, id, at: at + 40 + index * 3040 + ms })
      return [
        { type: 'open', ...flow(0) },
        { type: 'message', ...flow(5), dir: 'in', bytes: 9, text: `{"n":${index}}` },
        { type: 'close', ...flow(40), by: 'error', retrying: true },
      ]
    }).flat(),
  ]
}

describe('an event stream that the server closes after each event', () => {
  const cut = only(page(), cutAfterEachEvent(20))

  test('is as stale as a poller with the period of the reconnects', () => {
    expect(cut.flags).toContain('degraded-to-polling')
    expect(Math.abs(cut.cost.stalenessMeanMs! - 1500)).toBeLessThan(100)
    expect(Math.abs(cut.cost.stalenessMaxMs! - 3010)).toBeLessThan(200)
  })
})

describe('the round trip', () => {
  const longPolls = heldOneAfterAnother(Array(6).fill(5000))
  const held = (events: CaptureEvent[]) =>
    events.map((event) => (event.type === 'request' ? { ...event, url: 'http://push.test/poll' } : event))

  test('is known where an answer came at once', () => {
    expect(only(page(), longPolls).cost).toMatchObject({ roundTripMs: 20, roundTripGuessed: false })
  })

  test('is that of the page where an origin only held its answers, and is marked as guessed', () => {
    expect(only(page(), held(longPolls)).cost).toMatchObject({
      roundTripMs: 20,
      roundTripGuessed: true,
      stalenessMeanMs: 10,
      stalenessMaxMs: 30,
    })
  })

  test('is a usual one where nothing else is known', () => {
    const [document] = page()
    expect(only(document!, held(longPolls)).cost).toMatchObject({ roundTripMs: 40, roundTripGuessed: true })
  })
})
