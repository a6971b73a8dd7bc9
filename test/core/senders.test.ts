import { describe, expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { seeded } from '../seeded.ts'
import { connection, exchange, heldOneAfterAnother, page, type StoryPart, session, streamed } from './story.ts'

type Story = NonNullable<Parameters<typeof exchange>[1]>
const json = JSON.stringify

const analyses = (...parts: StoryPart[]) => analyze(session(page(), ...parts), '').streams
/** POSTs about `gap` ms apart, each with something of its own to say. */
function posts(url: string, story: (n: number) => Story = () => ({}), gap = 3000, count = 12): CaptureEvent[] {
  const random = seeded(7)
  let at = 1500
  return Array.from({ length: count }, (_, n) => {
    at += gap * (0.5 + random())
    const message = { method: 'POST', url, send: json({ move: [n, 2 * n], player: 'a' }), body: '{"ok":true}' }
    return exchange(Math.round(at), { ...message, ...story(n) })
  }).flat()
}

const receivers: Record<string, (url: string) => CaptureEvent[]> = {
  'an EventSource': (url) =>
    connection(
      'eventsource',
      Array.from({ length: 30 }, (_, n) => [500 + 1500 * n, '<', json({ n })] as const).map(([at, dir, text]) => [
        at,
        dir,
        text,
      ]),
      `http://site.test${url}`,
    ),
  'an event stream that is read by fetch': (url) =>
    streamed(
      'text/event-stream',
      Array.from({ length: 30 }, (_, n) => [500 + 1500 * n, `data: ${json({ n })}\n\n`]),
      undefined,
      url,
    ),
  'a long poll': (url) => heldOneAfterAnother([5000, 8000, 6000, 9000, 4000, 7000, 8000], { url }),
}

describe.each(Object.keys(receivers))('beside %s', (name) => {
  const receive = receivers[name]!

  test.each([
    ['/rt/room', '/rt/room'],
    ['/rt/room', '/rt/room/send'],
    ['/game/updates', '/game/moves'],
    ['/live/4711/poll', '/live/4711/push'],
  ])('what is sent to %s’s %s is its sender, in its channel', (receiverUrl, senderUrl) => {
    const found = analyses(receive(receiverUrl), posts(senderUrl))
    const [sender] = found.filter(({ method }) => method === 'POST')
    const [receiver] = found.filter(({ method }) => method !== 'POST')
    expect([sender?.technique, sender?.flags, sender?.channel]).toEqual(['http', ['sender'], receiver?.channel])
    expect(sender?.because.join(' ')).toContain(receiver!.id)
  })

  test('answers with a number of their own are receipts', () => {
    const found = analyses(
      receive('/rt/room'),
      posts('/rt/room', (n) => ({ body: json({ ok: true, seq: 100 + n }) })),
    )
    expect(found.filter(({ method }) => method === 'POST').map(({ flags }) => flags)).toEqual([['sender']])
  })

  test('what asks the same again and again, by the clock, is a poller', () => {
    const polls = Array.from({ length: 14 }, (_, n) =>
      exchange(1000 + 2000 * n, { method: 'POST', url: '/rt/count', send: '{"room":1}', body: json({ unread: n }) }),
    ).flat()
    const found = analyses(receive('/rt/room'), polls).filter(({ method }) => method === 'POST')
    expect(found.map(({ technique }) => technique)).toEqual(['polling'])
  })

  test('what says the same by the clock is a heartbeat', () => {
    const beats = Array.from({ length: 12 }, (_, n) =>
      exchange(1000 + 3000 * n, { method: 'POST', url: '/rt/alive', send: '{"here":true}', body: '{"ok":1}' }),
    ).flat()
    const found = analyses(receive('/rt/room'), beats).filter(({ method }) => method === 'POST')
    expect(found.map(({ technique, flags }) => [technique, flags[0]])).toEqual([['beacon', 'heartbeat']])
  })

  test('what goes to another place is not its sender', () => {
    const found = analyses(receive('/rt/room'), posts('/account/settings'))
    expect(found.filter(({ method }) => method === 'POST').flatMap(({ flags }) => flags)).not.toContain('sender')
  })
})

test('beside an answer that an AI back end streams to a POST, other POSTs are not its senders', () => {
  const answers = Array.from({ length: 4 }, (_, n) => {
    const words = Array.from({ length: 20 }, (_, i): [number, string] => [
      2000 + 12_000 * n + 200 * i,
      `data: {"word":${i}}\n\n`,
    ])
    const events = streamed('text/event-stream', words, words.at(-1)![0] + 100, '/api/chat')
    for (const event of events) if (event.type === 'request') event.method = 'POST'
    return events
  }).flat()
  const found = analyses(answers, posts('/api/feedback'))
  expect(found.flatMap(({ flags }) => flags)).not.toContain('sender')
})
