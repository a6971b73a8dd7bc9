import { describe, expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import { classify } from '../../src/core/classify/classify.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import {
  closed,
  connection,
  every,
  exchange,
  heldOneAfterAnother,
  only,
  page,
  pressed,
  session,
  streamed,
} from './story.ts'
import { expectedLabels, traced } from './traces.ts'

const news = (index: number) => ({ body: `{"price":${index}}` })
const poissonHolds = [5800, 1200, 900, 14_000, 3300, 7100, 420, 9600, 2500, 4100]

describe('a stream has the label of its traffic', () => {
  const cases: [name: string, story: CaptureEvent[], technique: string, flags: string[]][] = [
    ['a request every 2 s', every(2000, 10, news), 'polling', ['interval']],
    ['2 s after each answer of a varying back end', chained(2000), 'polling', ['chained']],
    [
      'a slow report polled by the clock',
      every(5000, 10, (i) => ({ hold: 3000 + (i % 3) * 150 })),
      'polling',
      ['interval'],
    ],
    ['held and asked again at once', heldOneAfterAnother(poissonHolds), 'long-polling', []],
    [
      'held to the cap every time',
      heldOneAfterAnother(Array(6).fill(25_000), { status: 204, body: '' }),
      'long-polling',
      [],
    ],
    [
      'a POST that is held',
      heldOneAfterAnother(poissonHolds, { method: 'POST', send: '{"wait":60}' }),
      'long-polling',
      [],
    ],
    ['page after page without a pause', heldOneAfterAnother(Array(20).fill(20)), 'http', ['sequential']],
    [
      'twelve requests at once',
      Array.from({ length: 12 }, (_, i) => exchange(100 + i, { hold: 300 })).flat(),
      'http',
      ['burst'],
    ],
    [
      'two requests at once in each of ten milliseconds, as a clock of whole milliseconds tells them',
      Array.from({ length: 20 }, (_, i) => exchange(100 + Math.floor(i / 2), { hold: 300 })).flat(),
      'http',
      ['burst'],
    ],
    ['nothing but errors', every(2000, 8, () => ({ status: 503 })), 'http', ['retry']],
    [
      'a heartbeat going up',
      every(10_000, 8, () => ({ method: 'POST', send: '{"alive":true}', body: 'ok' })),
      'beacon',
      ['heartbeat'],
    ],
    [
      'a JSON-RPC poll by POST',
      every(4000, 8, (i) => ({
        method: 'POST',
        send: '{"jsonrpc":"2.0","method":"eth_blockNumber"}',
        body: `"0x1${i}"`,
      })),
      'polling',
      ['interval'],
    ],
    ['one answer', exchange(100), 'http', []],
    [
      'SSE read by fetch',
      streamed('text/event-stream', [
        [200, 'data: a\n\n'],
        [900, 'data: b\n\n'],
      ]),
      'sse',
      ['fetch'],
    ],
    [
      'NDJSON',
      streamed('application/x-ndjson', [
        [200, '{"a":1}\n'],
        [1900, '{"a":2}\n'],
      ]),
      'http-streaming',
      [],
    ],
    [
      'plain text that pauses and goes on',
      streamed('text/plain', [
        [200, 'a'],
        [900, 'b'],
        [1700, 'c'],
      ]),
      'http-streaming',
      [],
    ],
    ['an EventSource', connection('eventsource', [[200, '<', 'a']]), 'sse', []],
    [
      'a WebSocket',
      connection('websocket', [
        [200, '<', 'a'],
        [300, '>', 'b'],
        [400, '<', 'c'],
      ]),
      'websocket',
      [],
    ],
  ]
  test.each(cases)('%s', (_name, story, technique, flags) => {
    const found = only(page(), story)
    expect([found.technique, found.because.join(' ')]).toEqual([technique, expect.any(String)])
    expect(found.flags).toEqual(expect.arrayContaining(flags))
    expect(found.because.length).toBeGreaterThan(0)
  })
})

function chained(pause: number): CaptureEvent[] {
  let at = 100
  return Array.from({ length: 10 }, (_, index) => {
    const hold = 60 + ((index * 137) % 400)
    const events = exchange(at, { hold })
    at += hold + 1 + pause
    return events
  }).flat()
}

test('two samples are no pattern, and four are one', () => {
  expect(only(page(), every(2000, 2, news)).technique).toBe('http')
  expect(only(page(), every(2000, 3, news))).toMatchObject({ technique: 'polling', confidence: 'provisional' })
  expect(only(page(), every(2000, 5, news))).toMatchObject({ technique: 'polling', confidence: 'medium' })
  expect(only(page(), every(2000, 9, news))).toMatchObject({ technique: 'polling', confidence: 'high' })
})

test('a request right after each key press is not polling', () => {
  const times = [400, 2700, 3900, 7200, 8100, 11_900, 13_000, 17_500]
  const story = times.flatMap((at) => [pressed(at), ...exchange(at + 300)])
  expect(only(page(), story)).toMatchObject({ technique: 'http', flags: ['interactive'] })
})

test('a timer that happens to fire beside many pushed messages is still polling', () => {
  const pushes = Array.from({ length: 60 }, (_, i): [number, '<', string] => [200 + i * 300, '<', `{"n":${i}}`])
  const jittered = Array.from({ length: 14 }, (_, i) => exchange(300 + i * 1200 + ((i * 311) % 500), news(i))).flat()
  const { streams } = analyze(session(page(), connection('websocket', pushes), jittered), '')
  expect(streams.map((stream) => stream.technique).sort()).toEqual(['polling', 'websocket'])
})

test('scrolling through pages is not polling, however even the pauses happen to be', () => {
  const pauses = [1800, 900, 2400, 1500, 2600, 1100, 2200, 1300, 700]
  let at = 100
  const story = pauses.flatMap((pause, index) => {
    at += pause
    return exchange(at, { url: `/items?cursor=${index * 20}`, body: `{"items":[${index}]}` })
  })
  expect(only(page(), story)).toMatchObject({ technique: 'http', flags: ['sporadic', 'pagination'] })
})

test('a refetch after each pushed message is push-triggered', () => {
  const times = [1000, 2900, 7000, 8800, 14_000, 16_100, 22_000]
  const pushes = times.map((at): [number, '<', string] => [at, '<', '{"changed":true}'])
  const story = [...connection('websocket', pushes), ...times.flatMap((at) => exchange(at + 40, news(at)))]
  const { streams } = analyze(session(page(), story), '')
  expect(streams.find((stream) => stream.url.endsWith('/data'))).toMatchObject({
    technique: 'http',
    flags: ['push-triggered'],
  })
})

test('Engine.IO polls that led to a WebSocket were its set-up', () => {
  const url = '/socket.io/?EIO=4&transport=polling'
  const socket = connection(
    'websocket',
    [[900, '<', '42["a",1]']],
    'ws://site.test/socket.io/?EIO=4&transport=websocket&sid=x',
  )
  const polls = [
    exchange(10, { url: `${url}&t=1`, body: '0{"sid":"x"}' }),
    exchange(50, { url: `${url}&t=2&sid=x`, body: '40' }),
  ]
  const { streams } = analyze(session(page(), ...polls, socket), '')
  expect(streams.map(({ technique, flags, channel, protocol }) => ({ technique, flags, channel, protocol }))).toEqual([
    { technique: 'http', flags: ['set-up'], channel: 'c1', protocol: 'socket.io' },
    { technique: 'websocket', flags: [], channel: 'c1', protocol: 'socket.io' },
  ])
})

test('the stream of a page whose WebSocket was refused is its fallback, in one channel and with the reason', () => {
  const refused = [connection('websocket', [])[0]!, closed(400, { by: 'error', clean: false, code: 1006 })]
  const story = [...refused, ...every(2000, 10, news).map((event) => ({ ...event, at: event.at + 1000 }))]
  const { streams } = analyze(session(page(), story, exchange(60_000, { url: '/later' })), '')
  const [socket, polls, later] = streams
  expect(polls).toMatchObject({ technique: 'polling', flags: ['interval', 'fallback'], channel: socket!.channel })
  expect(polls!.because.at(-1)).toMatch(/never opened \(s1: the handshake was not accepted\)/)
  expect(later!.channel).not.toBe(socket!.channel)
})

test('a long poll and its sender share a channel where their URLs name one session', () => {
  const poll = heldOneAfterAnother(poissonHolds, { url: '/poll?sid=AbCd12' })
  const sent = [3000, 9000].flatMap((at) => exchange(at, { url: '/send?sid=AbCd12', method: 'POST', send: '{"a":1}' }))
  const { streams } = analyze(session(page(), poll, sent, exchange(5000, { url: '/other' })), '')
  expect(streams.map(({ channel }) => channel)).toEqual(['c1', 'c1', 'c3'])
})

test('Engine.IO without a WebSocket is long polling, whatever its timing', () => {
  const url = '/socket.io/?EIO=4&transport=polling&sid=x'
  const polls = [100, 300, 350].map((at) => exchange(at, { url: `${url}&t=${at}`, body: '42["a"]' }))
  expect(only(page(), ...polls)).toMatchObject({ technique: 'long-polling', confidence: 'certain' })
})

test('a URL may stream in one response and answer at once in the next', () => {
  const story = [
    exchange(100, { url: '/chat', body: '{"a":1}' }),
    streamed('text/event-stream', [[900, 'data: x\n\n']], 1500, '/chat'),
  ]
  const { streams } = analyze(session(page(), ...story), '')
  expect(streams.map((stream) => [stream.technique, stream.requests])).toEqual([
    ['http', 1],
    ['sse', 1],
  ])
})

test('a server that closes its event stream after each event makes the browser poll', () => {
  const story = connection('eventsource', [
    [150, '<', 'a'],
    [3300, '<', 'b'],
    [6500, '<', 'c'],
  ])
  const [first] = story
  const again = [3250, 6450].map(
    (at): CaptureEvent => ({ ...(story[1] as Extract<CaptureEvent, { type: 'open' }>), at: first!.at - 60 + at }),
  )
  const ends = [200, 3400, 6600].map((at) => closed(at, { by: 'error', retrying: true }))
  expect(only(page(), story, again, ends).flags).toContain('degraded-to-polling')
})

test('sockets have flags for their use', () => {
  const beats = Array.from({ length: 8 }, (_, i): [number, '>' | '<', string] => [
    200 + i * 1000,
    i % 2 ? '<' : '>',
    'ping',
  ])
  const asks = Array.from({ length: 10 }, (_, i): [number, '>' | '<', string] => [
    200 + i * 500,
    i % 2 ? '<' : '>',
    `{"id":${i}}`,
  ])
  const feed = Array.from({ length: 5 }, (_, i): [number, '<', string] => [200 + i * 500, '<', `{"price":${i}}`])
  expect(only(page(), connection('websocket', beats)).flags).toEqual(['heartbeat-only'])
  expect(only(page(), connection('websocket', asks)).flags).toEqual(['request-response'])
  expect(only(page(), connection('websocket', feed)).flags).toEqual(['one-way'])
})

test('a download that stalls is no stream', () => {
  const pieces = Array.from({ length: 20 }, (_, i): [number, string] => [
    200 + i * 80 + (i > 9 ? 300 : 0) + (i > 14 ? 300 : 0),
    'x'.repeat(5000),
  ])
  const story = streamed('application/json', pieces, 2500)
  Object.assign(story[1]!, { length: 100_000 })
  expect(only(page(), story).technique).toBe('http')
})

describe('recorded timings of real and synthetic clients', () => {
  // The number of the 22 scenarios that the reference procedure labels correctly in a window of this length.
  test.each([
    [15_000, 18],
    [30_000, 21],
    [60_000, 21],
    [120_000, 22],
    [180_000, 22],
  ])('in %d ms', (window, atLeast) => {
    const wrong: string[] = []
    for (const [scenario, [technique, flag]] of Object.entries(expectedLabels)) {
      const seen = traced(scenario, window)
      const verdict = classify(seen.streams.all.at(-1)!, 1_000_000 + window)
      if (verdict.technique === technique && (!flag || verdict.flags.includes(flag))) continue
      wrong.push(`${scenario}: ${verdict.technique} ${verdict.flags}, ${verdict.confidence}`)
    }
    expect(wrong.filter((line) => /high|certain/.test(line))).toEqual([])
    expect(wrong.length, wrong.join('\n')).toBeLessThanOrEqual(22 - atLeast)
  })
})
