import { describe, expect, test } from 'vitest'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { connection, every, only, page } from './story.ts'

type Network = Extract<CaptureEvent, { type: 'network' }>

/** Gives each response a head of this length. */
const withHeads = (events: CaptureEvent[], headerBytes: number) =>
  events.map((event) => (event.type === 'response' ? { ...event, headerBytes } : event))

/** Adds an entry of the network log for each request. */
const withLog = (events: CaptureEvent[], log: Partial<Network>) =>
  events.flatMap((event): CaptureEvent[] =>
    event.type === 'request'
      ? [
          event,
          {
            type: 'network',
            at: event.at + 40,
            method: 'GET',
            url: event.url,
            start: event.at + 1,
            end: event.at + 30,
            status: 200,
            ...log,
          },
        ]
      : [event],
  )

const polls = every(2000, 60)
const whatIf = (events: CaptureEvent[], technique: string) => {
  const found = only(page(), events)
  return { now: found.cost, other: found.whatIf.find((one) => one.technique === technique)! }
}

describe('the heads of another technique', () => {
  test.each([150, 600, 900])('a response head of %d bytes is as long by long polling', (headerBytes) => {
    const { now, other } = whatIf(withHeads(polls, headerBytes), 'long-polling')
    expect(Math.abs(other.bytesDown / now.bytesDown - 1)).toBeLessThan(0.05)
  })

  test('cookies that the network log reports are sent with each long poll, and once with a socket', () => {
    const plain = whatIf(polls, 'long-polling').other
    const cookies = 1000
    const sent = plain.bytesUp / plain.requests + cookies
    const held = whatIf(withLog(polls, { sent }), 'long-polling').other
    expect(held.bytesUp - plain.bytesUp).toBeCloseTo(held.requests * cookies, -1)
    const socket = (events: CaptureEvent[]) => whatIf(events, 'websocket').other.bytesUp
    expect(socket(withLog(polls, { sent })) - socket(polls)).toBe(cookies)
  })

  test('the size of a head is that of the whole response without its body', () => {
    const body = '{"at":100}'.length
    const { other } = whatIf(
      withLog(
        every(2000, 60, (i) => ({ body: `{"at":${100 + i}}` })),
        { received: 700 + body },
      ),
      'sse',
    )
    expect(other.bytesDown).toBeGreaterThan(690)
  })

  test('a socket whose handshake had cookies would send them with each poll', () => {
    const socket = connection(
      'websocket',
      Array.from({ length: 20 }, (_, i): [number, '<', string] => [1000 + i * 2000, '<', `${i}`]),
    )
    const log = (sent: number): Network => ({
      type: 'network',
      at: socket[1]!.at,
      method: 'GET',
      url: 'ws://site.test/live',
      start: socket[0]!.at + 1,
      status: 101,
      sent,
    })
    const polled = (events: CaptureEvent[]) => whatIf(events, 'polling').other
    const [bare, more] = [polled([...socket, log(600)]), polled([...socket, log(1600)])]
    expect(more.bytesUp - bare.bytesUp).toBe(1000 * bare.requests)
  })
})
