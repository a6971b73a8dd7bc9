import { expect, test } from 'vitest'
import { checkEvent } from '../../src/core/event/check-event.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { carriedOver } from '../../src/core/session/carried-over.ts'
import { createSession, type Session } from '../../src/core/session/session.ts'
import { closed, connection, page, session } from './story.ts'

const zero = 1_790_000_000_000
const at = zero + 5000

/** A new session after the old one was cleared: it gets the events that are carried over, and those that come later. */
function anew(old: Session, after: CaptureEvent[], newPage = false): Session {
  const fresh = createSession()
  for (const event of [...carriedOver(old, at, newPage), ...after]) {
    expect(checkEvent(event)).toEqual(event)
    applyEvent(fresh, event)
  }
  return fresh
}

const later = (events: CaptureEvent[], event: object) => ({ ...events.at(-1)!, at: at + 100, ...event }) as CaptureEvent

test.each(['websocket', 'eventsource', 'webrtc'] as const)(
  'messages of an open %s are counted in the new session',
  (api) => {
    const events = connection(api, [[200, '<', 'a']])
    const {
      streams: { all: streams },
      completeness: { dropped },
    } = anew(session(page(), events), [later(events, {}), later(events, { text: 'bb', bytes: 2 })])
    expect(streams).toMatchObject([
      { kind: api, in: { count: 2 }, status: 'open', connection: { adopted: true }, firstAt: at },
    ])
    expect(dropped).toBe(0)
  },
)

test('connections that ended, or whose document did, are not carried over', () => {
  const over = session(page(), connection('websocket', []), closed(300))
  expect(anew(over, []).streams.all).toEqual([])
  const gone: CaptureEvent = { type: 'gone', at: zero + 300, doc: 'd1' }
  expect(carriedOver(session(page(), connection('websocket', []), gone), at, false)).toEqual([])
  expect(carriedOver(session(page(), connection('websocket', [])), at, true)).toEqual([])
})

test('a frame that stays while the page is replaced keeps its connections', () => {
  const frame: CaptureEvent = { type: 'document', at: zero, doc: 'd1', url: 'http://site.test/f', context: 'frame' }
  expect(anew(session(frame, connection('websocket', [])), [], true).streams.all).toHaveLength(1)
})

test('an event stream that is reconnecting counts its next connection', () => {
  const events = connection('eventsource', [[200, '<', 'a']])
  const old = session(page(), events, closed(300, { by: 'error', retrying: true }))
  const flow = { doc: 'd1', id: (events[0] as { id: number }).id }
  const {
    streams: { all: streams },
    origins,
  } = anew(old, [{ type: 'open', at: at + 500, ...flow }])
  expect(streams).toMatchObject([
    { requests: { failed: 0 }, connection: { opens: 1, connectedMs: 0, openedAt: at + 500 } },
  ])
  expect([...origins.values()]).toMatchObject([{ openStreams: 1 }])
})

test('bytes of a peer connection from before the new session are not counted in it', () => {
  const events = connection('webrtc', [])
  const flow = { doc: 'd1', id: (events[0] as { id: number }).id }
  const stats = (when: number, bytes: number): CaptureEvent => ({
    type: 'stats',
    at: when,
    ...flow,
    sent: bytes,
    received: 0,
    packetsSent: 0,
    packetsReceived: 0,
    packetsLost: 0,
  })
  const channel: CaptureEvent = { type: 'channel', at: zero + 200, ...flow, channel: 0, label: 'chat', state: 'open' }
  const old = session(page(), events, channel, stats(zero + 1000, 70_000))
  const [stream] = anew(old, [stats(at + 1000, 70_100)]).streams.all
  expect(stream).toMatchObject({ bytes: { up: 100 }, peer: { stats: { sent: 100 } } })
  expect([...stream!.peer!.channels.values()]).toMatchObject([{ label: 'chat', state: 'open' }])
  expect(carriedOver(anew(old, [stats(at + 1000, 70_100)]), at, false)).toContainEqual(
    expect.objectContaining({ type: 'stats', sent: 70_100 }),
  )
})
