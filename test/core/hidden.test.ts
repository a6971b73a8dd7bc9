import { describe, expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { createSession } from '../../src/core/session/session.ts'
import { seeded } from '../seeded.ts'
import { connection, every, exchange, heldOneAfterAnother, hidden, only, page, session, streamed } from './story.ts'

/** Polls from one time to another, every so many milliseconds. */
const polls = (from: number, to: number, ms: number, url = '/data') =>
  Array.from({ length: Math.ceil((to - from) / ms) }, (_, index) => exchange(from + index * ms, { url })).flat()

const doc = (at: number, more: object): CaptureEvent => ({
  ...(page(at)[0] as Extract<CaptureEvent, { type: 'document' }>),
  ...more,
})
const gone = (at: number): CaptureEvent => ({ type: 'gone', at: page(at)[0]!.at, doc: 'd1' })
const adviceOn = ({ advice }: { advice: readonly { id: string; text: string }[] }) =>
  advice.find(({ id }) => id === 'goes-on-while-hidden')?.text

describe('a poller', () => {
  test('that goes on in a hidden tab says how often, and gets the advice to stop', () => {
    const poller = only(page(), polls(100, 360_000, 10_000), hidden(60_000, true), hidden(300_000, false))
    expect(poller.hidden).toMatchObject({ forMs: 240_000, requests: 24, messagesIn: 24, messagesOut: 0 })
    expect(poller.hidden!.perMinute).toBeCloseTo(6, 5)
    expect(poller.hidden!.firstPerMinute).toBeCloseTo(6, 5)
    expect(poller.hidden!.visiblePerMinute).toBeCloseTo(6, 1)
    expect(adviceOn(poller)).toMatch(
      /^In 4 min in a hidden tab it made 24 requests \(6 a minute, and 6 while .*\): .* 67 % of its bytes\./,
    )
  })

  test('that stops while hidden has made no request, and needs no advice', () => {
    const poller = only(
      page(),
      polls(100, 60_000, 2000),
      hidden(60_000, true),
      hidden(300_000, false),
      polls(300_100, 360_000, 2000),
    )
    expect(poller.hidden).toMatchObject({ forMs: 240_000, requests: 0, bytes: 0, perMinute: 0 })
    expect(adviceOn(poller)).toBeUndefined()
  })

  test('that slows down while hidden needs no advice', () => {
    const slowed = [polls(100, 60_000, 2000), hidden(60_000, true), polls(60_100, 300_000, 8000)]
    expect(only(page(), ...slowed, hidden(300_000, false)).hidden).toMatchObject({ requests: 30 })
    expect(adviceOn(only(page(), ...slowed, hidden(300_000, false)))).toBeUndefined()
  })

  test('that the browser slows after five minutes is judged by these', () => {
    const throttled = [
      polls(100, 120_000, 5000),
      hidden(120_000, true),
      polls(120_100, 420_000, 5000),
      polls(420_100, 3_000_000, 60_000),
    ]
    const poller = only(page(), ...throttled)
    expect(poller.hidden!.perMinute).toBeLessThan(3)
    expect(poller.hidden!.firstPerMinute).toBeCloseTo(12, 1)
    expect(adviceOn(poller)).toBeDefined()
    // The page itself goes from one request in 5 s to one a minute at once.
    const bySelf = only(page(), polls(100, 120_000, 5000), hidden(120_000, true), polls(120_100, 3_000_000, 60_000))
    expect(adviceOn(bySelf)).toBeUndefined()
  })

  test('whose timers wait for whole seconds while hidden goes on as before', () => {
    const aligned = [polls(100, 60_000, 2000), hidden(60_000, true), polls(60_100, 180_000, 3000)]
    expect(adviceOn(only(page(), ...aligned))).toBeDefined()
  })

  test('is not advised before five requests were made in a hidden tab', () => {
    const story = [polls(100, 60_000, 5000), hidden(60_000, true), polls(60_100, 80_000, 5000)]
    expect(only(page(), ...story).hidden).toMatchObject({ requests: 4 })
    expect(adviceOn(only(page(), ...story))).toBeUndefined()
  })

  test('of a page that was hidden from the start has no rate to be compared with, and gets the advice where it is fast', () => {
    const poller = only(page(), hidden(5, true), polls(100, 120_000, 2000))
    expect(poller.hidden).toMatchObject({ requests: 60, visiblePerMinute: null })
    expect(adviceOn(poller)).toMatch(/\(3\d a minute, and the page was never visible\)/)
    const slow = only(page(), hidden(5, true), polls(100, 240_000, 10_000))
    expect(slow.hidden).toMatchObject({ requests: 24, visiblePerMinute: null })
    expect(adviceOn(slow)).toBeUndefined()
  })

  test('that goes on to the end of a session that is hidden counts until then', () => {
    const poller = only(page(), polls(100, 30_000, 2000), hidden(30_000, true), polls(30_100, 90_000, 2000))
    expect(poller.hidden!.forMs).toBeGreaterThan(57_000)
    expect(poller.hidden!.forMs).toBeLessThan(60_000)
  })
})

test('nothing is said where the tab was never hidden, or was so before the stream began', () => {
  expect(only(page(), every(1000, 30)).hidden).toBeUndefined()
  expect(only(page(), hidden(10, true), hidden(60, false), every(1000, 30)).hidden).toBeUndefined()
})

test('a long poll that goes on while hidden gets the advice, too', () => {
  const holds = Array.from({ length: 30 }, () => 5000)
  const poll = only(page(), heldOneAfterAnother(holds), hidden(50_000, true))
  expect(poll.technique).toBe('long-polling')
  expect(adviceOn(poll)).toContain('requests')
})

test('messages of a socket count by their own time, and so does the advice', () => {
  const lines = Array.from({ length: 120 }, (_, index): [number, '<' | '>', string] => [
    200 + index * 1000,
    index % 4 === 3 ? '>' : '<',
    `{"n":${index}}`,
  ])
  const socket = only(page(), connection('websocket', lines), hidden(30_000, true), hidden(90_000, false))
  expect(socket.hidden).toMatchObject({ forMs: 60_000, requests: 0, messagesIn: 45, messagesOut: 15, perMinute: 60 })
  expect(adviceOn(socket)).toMatch(
    /^In 60 s in a hidden tab it carried 60 messages \(60 a minute, .* close the connection/,
  )
})

test('a peer connection with media says nothing, as its media is not counted in messages', () => {
  const [connect, open] = connection('webrtc', [])
  const stats = { sent: 9000, received: 9000, packetsSent: 9, packetsReceived: 9, packetsLost: 0, media: true }
  const flow = { doc: 'd1', id: (connect as { id: number }).id }
  const peer: CaptureEvent = { type: 'stats', ...flow, at: open!.at + 60_000, ...stats }
  const seen = session(page(), [connect!, open!], hidden(1000, true), peer)
  expect(analyze(seen, '').streams.map((stream) => stream.hidden)).toEqual([undefined])
})

test('the back/forward cache is neither hidden nor visible', () => {
  const story = [
    polls(100, 60_000, 2000),
    [gone(60_000), hidden(60_010, true)],
    [doc(360_000, {}), hidden(360_001, false)],
    polls(360_100, 420_000, 2000),
  ].flat()
  expect(only(page(), ...story).hidden).toBeUndefined()
  // It comes back to a hidden tab.
  const back = only(page(), story, hidden(380_000, true))
  expect(back.hidden!.forMs).toBeGreaterThan(35_000)
  expect(back.hidden!.forMs).toBeLessThan(40_000)
  expect(back.hidden!.visiblePerMinute).toBeCloseTo(30, -1)
})

test('a report that comes after the change of visibility counts by its own time', () => {
  const seen = createSession()
  const events = [...page(), ...polls(100, 30_000, 2000), hidden(29_000, true), ...polls(28_050, 28_060, 100, '/data')]
  for (const event of events) applyEvent(seen, event)
  expect(analyze(seen, '').streams.map((stream) => stream.hidden?.requests ?? 0)).toEqual([0])
})

test('a clock that is set back does not make hidden time negative', () => {
  const seen = createSession()
  const changes = [hidden(30_000, true), hidden(29_000, false), hidden(28_000, true), hidden(40_000, false)]
  for (const event of [...page(), ...polls(100, 30_000, 2000), ...changes, ...polls(40_100, 60_000, 2000)])
    applyEvent(seen, event)
  expect(analyze(seen, '').streams.map((stream) => stream.hidden)).toMatchObject([{ forMs: 10_000, requests: 0 }])
})

describe('a worker', () => {
  const story = (context: 'worker' | 'shared-worker') => {
    const own = (event: CaptureEvent): CaptureEvent => ({ ...event, doc: 'w1' }) as CaptureEvent
    const script = doc(50, { doc: 'w1', url: 'http://site.test/worker.js', context, unhooked: true })
    return only(page(), script, polls(100, 120_000, 2000).map(own), hidden(60_000, true))
  }

  test('is hidden with its page', () => {
    expect(story('worker').hidden).toMatchObject({ requests: 30 })
  })

  test('of several pages has no visibility', () => {
    expect(story('shared-worker').hidden).toBeUndefined()
  })

  test('that ends does not end the visibility of its page', () => {
    const script = doc(50, { doc: 'w1', url: 'http://site.test/worker.js', context: 'worker', unhooked: true })
    const over: CaptureEvent = { ...gone(70_000), doc: 'w1' } as CaptureEvent
    expect(only(page(), script, polls(100, 120_000, 2000), hidden(60_000, true), over).hidden).toMatchObject({
      requests: 30,
    })
  })
})

describe.each(Array.from({ length: 30 }, (_, index) => index + 1))('with the seed %i', (seed) => {
  const random = seeded(seed)
  const lasts = 200_000
  const changes: { from: number; to: number }[] = []
  for (let at = random() * 40_000; at < lasts; at += 1000 + random() * 40_000) {
    const to = at + 1000 + random() * 40_000
    changes.push({ from: at, to })
    at = to
  }
  const traffic = [
    // Two pollers of one URL, which are told apart; items that turn out to be one stream; streams and a socket.
    polls(100, lasts, 3000 + random() * 2000, '/same'),
    polls(700, lasts, 5000 + random() * 3000, '/same'),
    Array.from({ length: 12 }, (_, index) =>
      exchange(random() * lasts, { url: `/items/${index}`, method: 'POST', send: `{"n":${index}}` }),
    ).flat(),
    streamed(
      'application/x-ndjson',
      Array.from({ length: 40 }, (_, index): [number, string] => [
        500 + index * 4000 + random() * 900,
        `{"n":${index}}\n`,
      ]),
    ),
    connection(
      'websocket',
      Array.from({ length: 60 }, (_, index): [number, '<' | '>', string] => [
        300 + index * 3000 + random() * 900,
        random() < 0.3 ? '>' : '<',
        'x'.repeat(random() * 50),
      ]),
    ),
  ]
  const zero = page()[0]!.at
  const shownAndHidden = changes.flatMap(({ from, to }) => [hidden(from, true), hidden(to, false)])
  const isHidden = ({ at }: CaptureEvent) => changes.some(({ from, to }) => at - zero >= from && at - zero < to)
  const sum = (streams: readonly object[], name: string) =>
    streams.reduce((total, stream) => total + ((stream as Record<string, number>)[name] ?? 0), 0)

  test('what is hidden and what is visible is all that there is', () => {
    const { streams } = analyze(session(page(), ...traffic, shownAndHidden), '')
    const plain = analyze(session(page(), ...traffic), '')
    const parts = streams.flatMap((stream) => (stream.hidden ? [stream.hidden] : []))
    for (const name of ['requests', 'messagesIn', 'messagesOut'])
      expect(sum(streams, name), name).toBe(sum(plain.streams, name))
    const all = traffic.flat()
    const starts = all.filter(({ type }) => type === 'request' || type === 'connect')
    expect(sum(parts, 'requests')).toBe(starts.filter(isHidden).length)
    const flows = new Map(starts.map((event) => [(event as { id: number }).id, event]))
    const isIn = (event: CaptureEvent) =>
      (event.type === 'message' && event.dir === 'in') || event.type === 'chunk' || event.type === 'finish'
    const byRequest = (event: CaptureEvent) => (event.type === 'finish' ? flows.get(event.id)! : event)
    expect(sum(parts, 'messagesIn')).toBe(all.filter(isIn).map(byRequest).filter(isHidden).length)
    for (const { requests, messagesIn, messagesOut, hidden: part } of streams) {
      if (!part) continue
      expect(Math.min(part.requests, part.messagesIn, part.messagesOut, part.bytes, part.forMs)).toBeGreaterThanOrEqual(
        0,
      )
      expect(part.requests).toBeLessThanOrEqual(requests)
      expect(part.messagesIn).toBeLessThanOrEqual(messagesIn)
      expect(part.messagesOut).toBeLessThanOrEqual(messagesOut)
    }
  })

  test('the time hidden is that of the changes of visibility', () => {
    const { streams } = analyze(session(page(), ...traffic, shownAndHidden), '')
    const socket = streams.find(({ technique }) => technique === 'websocket')!
    const [from, to] = [socket.firstAt - zero, lastOf(traffic.flat(), shownAndHidden) - zero]
    const within = changes.map((one) => Math.max(0, Math.min(to, one.to) - Math.max(from, one.from)))
    expect(socket.hidden!.forMs).toBeCloseTo(
      within.reduce((total, time) => total + time, 0),
      -1,
    )
  })
})

const lastOf = (...lists: CaptureEvent[][]) => Math.max(...lists.flat().map(({ at }) => at))
