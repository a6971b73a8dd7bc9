import { describe, expect, test } from 'vitest'
import { analyze, type StreamAnalysis } from '../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { seeded, waiting } from '../seeded.ts'
import { connection, exchange, page, pressed, session, slept, streamed } from './story.ts'

type Random = () => number
type Made = (random: Random) => CaptureEvent[]

const length = 180_000
const seeds = [1, 2, 3]
/** Milliseconds of a session after which its label is compared with the expected one. */
const windows = [15, 30, 60, 120, 180].map((seconds) => seconds * 1000)

/** Times at a period until the end of the session, each a little late as those of timers are. */
function clock(
  random: Random,
  period: number,
  one: (at: number, index: number) => CaptureEvent[],
  jitter = 0,
  from = 300,
) {
  const events: CaptureEvent[] = []
  for (let at = from, index = 0; at < length; index++) {
    events.push(...one(Math.round(at), index))
    at += period * (1 + jitter * (2 * random() - 1)) + waiting(random, 3)
  }
  return events
}

/** A long poll: each request is held until news comes, at a random time, or until the cap; the next one follows after a pause. */
function held(random: Random, { mean = 6000, cap = 25_000, pause = () => 4, story = () => ({}) }) {
  const events: CaptureEvent[] = []
  for (let at = 300; at < length; ) {
    const news = waiting(random, mean)
    const hold = Math.round(Math.min(news, cap)) + 20
    events.push(...exchange(Math.round(at), { hold, body: news > cap ? '[]' : `[{"n":${at}}]`, ...story() }))
    at += hold + 1 + pause()
  }
  return events
}

const news = (index: number) => `{"price":${index}}`
const report = (index: number) => `{"type":"track","event":"Seen","n":${index},"context":"${'x'.repeat(400)}"}`
let offset = 1000

/** Traffic of a page, the label that it must have by 60 s, and the flag of the reason. */
const cases: readonly [name: string, technique: string, flag: string | undefined, Made, streams?: number][] = [
  [
    'a clock as the whole query',
    'polling',
    'interval',
    (r) => clock(r, 2000, (at) => exchange(at, { url: `/x?${1_790_000_000_000 + at}` })),
  ],
  [
    'a random number as the whole query',
    'polling',
    'interval',
    (r) => clock(r, 2000, (at) => exchange(at, { url: `/x?${0.1 + r() / 2}` })),
  ],
  [
    'a filter that is asked for changes',
    'polling',
    'interval',
    (r) =>
      clock(r, 4000, (at, n) =>
        exchange(at, {
          method: 'POST',
          url: '/rpc',
          send: `{"jsonrpc":"2.0","id":${n},"method":"eth_getFilterChanges"}`,
          body: `{"jsonrpc":"2.0","id":${n},"result":[]}`,
        }),
      ),
  ],
  [
    'a POST that is answered with an empty list',
    'polling',
    'interval',
    (r) => clock(r, 3000, (at) => exchange(at, { method: 'POST', send: '{"since":4}', body: '{"events":[]}' })),
  ],
  [
    'single calls of gRPC-web',
    'polling',
    'interval',
    (r) =>
      clock(r, 2000, (at) =>
        exchange(at, {
          method: 'POST',
          url: '/pkg.Service/Get',
          send: 'x',
          type: 'application/grpc-web+proto',
          body: undefined,
          bytes: 40,
        }),
      ),
  ],
  [
    'JSON lines that are there at once',
    'polling',
    'interval',
    (r) =>
      clock(r, 5000, (at, n) => exchange(at, { type: 'application/x-ndjson', body: `${news(n)}\n${news(n + 1)}\n` })),
  ],
  [
    'answers that the page may not look into',
    'polling',
    'interval',
    (r) => clock(r, 5000, (at) => exchange(at, { status: 0, body: undefined })),
  ],
  [
    'a picture each second',
    'polling',
    'image',
    (r) =>
      clock(r, 1000, (at) =>
        exchange(at, {
          url: `/cam.jpg?t=${1_790_000_000_000 + at}`,
          type: 'image/jpeg',
          body: undefined,
          bytes: 40_000,
        }),
      ),
  ],
  [
    'a playlist of sound',
    'polling',
    'playlist',
    (r) =>
      clock(r, 6000, (at) =>
        exchange(at, { url: '/live/list', type: 'audio/mpegurl', body: undefined, bytes: 21_000 }),
      ),
  ],
  [
    'a clock faster than its server',
    'polling',
    'interval',
    (r) => clock(r, 2000, (at, n) => exchange(at, { hold: 2800 + Math.round(400 * r()), body: news(n) })),
  ],
  [
    'a clock about as slow as its server',
    'polling',
    'interval',
    (r) => clock(r, 5000, (at, n) => exchange(at, { hold: 4700 + Math.round(200 * r()), body: news(n) })),
  ],
  [
    'six panels that ask in each round',
    'polling',
    'interleaved',
    (r) =>
      clock(r, 5000, (at, n) =>
        Array.from({ length: 6 }, (_, p) =>
          exchange(at + 2 * p, {
            method: 'POST',
            url: '/query',
            send: `{"panel":${p}}`,
            hold: 60 + Math.round(80 * r()),
            body: news(n),
          }),
        ).flat(),
      ),
  ],
  [
    'two pollers of one URL',
    'polling',
    'interleaved',
    (r) => [...clock(r, 2000, (at) => exchange(at)), ...clock(r, 3000, (at) => exchange(at), 0, 900)],
    2,
  ],
  [
    'two pollers with one period',
    'polling',
    'interleaved',
    (r) => [...clock(r, 5000, (at) => exchange(at)), ...clock(r, 5000, (at) => exchange(at), 0, 1700)],
    2,
  ],
  [
    'a poller with a cursor and much jitter',
    'polling',
    undefined,
    (r) => clock(r, 3000, (at, n) => exchange(at, { url: `/feed?since=${n}`, body: news(n) }), 0.4),
  ],
  [
    'polls that break off the one before',
    'polling',
    'interval',
    (r) => clock(r, 2000, (at) => exchange(at, { hold: 1999, outcome: 'abort', body: undefined })),
  ],
  ['a long poll with a pause', 'long-polling', 'paused', (r) => held(r, { pause: () => 500 })],
  ['a long poll in a hidden tab', 'long-polling', 'paused', (r) => held(r, { pause: () => 1000 })],
  [
    'a long poll whose head is sent before it is held',
    'long-polling',
    undefined,
    (r) => {
      const events: CaptureEvent[] = []
      for (let at = 300; at < length; ) {
        const rest = Math.round(Math.min(waiting(r, 6000), 25_000)) + 1
        events.push(...exchange(at, { rest, body: rest > 25_000 ? '[]' : `[{"n":${at}}]` }))
        at += 20 + rest + 4
      }
      return events
    },
  ],
  [
    'a long poll that says how long it may be held, whose offset grows',
    'long-polling',
    undefined,
    (r) => held(r, { mean: 4000, story: () => ({ url: `/getUpdates?timeout=30&offset=${offset++}` }) }),
  ],
  [
    'changes of CouchDB, kept alive by line ends',
    'long-polling',
    undefined,
    (r) => {
      const events: CaptureEvent[] = []
      for (let at = 300; at < length; ) {
        const end = at + 3000 + Math.round(waiting(r, 14_000))
        const pieces: [number, string][] = [[at + 60, '{"results":[\n']]
        for (let beat = at + 10_000; beat < end; beat += 10_000) pieces.push([beat, '\n'])
        pieces.push([end, `{"seq":${at}}],"last_seq":${at}}`])
        events.push(...streamed('application/json', pieces, end + 1, '/db/_changes?feed=longpoll&heartbeat=10000'))
        at = end + 5
      }
      return events
    },
  ],
  [
    'a log that is followed as it grows',
    'polling',
    'interval',
    (r) => {
      let size = 0
      return clock(r, 1050, (at) => {
        size += 10 + Math.round(400 * r())
        return exchange(at, { url: `/log/text?start=${size}`, type: 'text/plain', body: `line ${size}` })
      })
    },
  ],
  [
    'measurements by the clock',
    'beacon',
    'telemetry',
    (r) =>
      clock(r, 10_000, (at, n) =>
        exchange(at, { method: 'POST', url: '/v1/track', send: report(n), body: '{"success":true}' }),
      ),
  ],
  [
    'measurements when somebody clicks',
    'beacon',
    'telemetry',
    (r) => {
      const events: CaptureEvent[] = []
      for (let at = 300, n = 0; at < length; at += 800 + Math.round(waiting(r, 5000)), n++)
        events.push(
          pressed(at - 6),
          ...exchange(at, { method: 'POST', url: '/envelope/', send: report(n), body: `{"id":"${1000 + n}"}` }),
        )
      return events
    },
  ],
  [
    'pages that are rendered in pieces, and looked at again',
    'http',
    'streamed-document',
    (r) =>
      Array.from({ length: 8 }, (_, n) => 1000 + n * 20_000 + Math.round(3000 * r())).flatMap((at) =>
        streamed(
          'text/x-component',
          [at, at + 500, at + 1100].map((when, index) => [when, `${index}:["$","div"]\n`]),
          at + 1200,
          '/about?_rsc=abc12',
        ),
      ),
  ],
  [
    'a clock whose answers stutter on their way',
    'polling',
    'interval',
    (r) =>
      clock(r, 10_000, (at, n) =>
        streamed(
          'application/json',
          [0, 40, 350, 360, 700].map((late) => [at + 60 + late, `${n}${'x'.repeat(24_000)}`]),
          at + 800,
        ),
      ),
  ],
  [
    'pieces of a live video, numbered in their names',
    'http',
    'media',
    (r) =>
      clock(r, 6000, (at, n) =>
        exchange(at, { url: `/live/seg${1000 + n}.ts`, type: 'video/mp2t', body: undefined, bytes: 900_000 }),
      ),
  ],
  ['two long polls of one URL', 'long-polling', undefined, (r) => [...held(r, {}), ...held(r, {})]],
  [
    'a long poll after eight hours of sleep',
    'long-polling',
    undefined,
    (r) => {
      const events = held(r, { mean: 4000, cap: 15_000 })
      const half = Math.round(events.length / 6) * 3
      return [...events.slice(0, half), ...slept(events.slice(half), 8 * 3_600_000)]
    },
  ],
  [
    'typing at an even pace',
    'http',
    'interactive',
    (r) =>
      clock(r, 220, (at, n) => [
        pressed(at - 4),
        ...exchange(at, { url: `/find?q=${'abcdefghij'.slice(0, 1 + (n % 10))}` }),
      ]),
  ],
  [
    'words that are typed fast, of which the page shows no key',
    'http',
    undefined,
    (r) => {
      const events: CaptureEvent[] = []
      for (let at = 300; at < length; at += 2000 + 2000 * r()) {
        const word = ['realtime', 'session', 'stream', 'receive'][Math.floor(4 * r())]!
        for (let end = 1; end <= word.length; end++, at += 120 + 130 * r())
          events.push(...exchange(Math.round(at), { url: `/suggest?q=${word.slice(0, end)}`, body: `["${word}"]` }))
      }
      return events
    },
  ],
  [
    'asking after each push of a ticker',
    'http',
    'push-triggered',
    (r) => {
      const pushes = Array.from(
        { length: 58 },
        (_, n) => [300 + n * 3000 + Math.round(9 * r()), '<', `tick ${n}`] as const,
      )
      return [
        ...connection(
          'websocket',
          pushes.map((one) => [...one]),
        ),
        ...pushes.flatMap(([at], n) => exchange(at + 15, { body: news(n) })),
      ]
    },
  ],
  [
    'pages that are turned at an even pace',
    'http',
    'pagination',
    (r) => clock(r, 1500, (at, n) => exchange(at, { url: `/feed?page=${n + 1}`, body: news(n) }), 0.3),
  ],
  [
    'requests at random',
    'http',
    undefined,
    (r) => {
      const events: CaptureEvent[] = []
      for (let at = 300; at < length; at += 300 + waiting(r, 4000)) events.push(...exchange(Math.round(at)))
      return events
    },
  ],
  [
    'messages that a person writes',
    'http',
    undefined,
    (r) => {
      const events: CaptureEvent[] = []
      for (let at = 300, n = 0; at < length; at += 2000 + waiting(r, 6000), n++)
        events.push(
          ...exchange(Math.round(at), {
            method: 'POST',
            url: '/messages',
            send: `{"text":"hello ${n} and more"}`,
            body: `{"id":${n}}`,
          }),
        )
      return events
    },
  ],
  [
    'text that comes without a pause',
    'http-streaming',
    undefined,
    () =>
      streamed(
        'text/plain',
        Array.from({ length: 1700 }, (_, n) => [400 + n * 100, `line ${n}\n`]),
      ),
  ],
]

function streamsUntil(events: CaptureEvent[], until: number): StreamAnalysis[] {
  const zero = page()[0]!.at
  const seen = session(
    page(),
    events.filter(({ at }) => at <= zero + until),
  )
  return analyze(seen, '', Math.max(seen.lastAt, zero + Math.min(until, seen.lastAt - zero + 60_000))).streams
}

describe.each(cases)('%s', (_name, technique, flag, make, streams = 1) => {
  test.each(seeds)(`is ${technique} by 60 s, and nothing else with confidence before (seed %d)`, (seed) => {
    const events = make(seeded(seed))
    const last = Math.max(...events.map(({ at }) => at)) - page()[0]!.at
    // While the page naps there is nothing to label.
    const whole = last > 2 * length ? [last] : windows
    for (const until of whole) {
      const found = streamsUntil(events, until).filter((one) => one.technique !== 'websocket')
      const said = found.map(
        (one) => `${until / 1000} s: ${one.technique} ${one.flags} ${one.confidence}: ${one.because.join(' ')}`,
      )
      const sure = found.filter(({ confidence }) => confidence === 'high' || confidence === 'certain')
      for (const one of until >= 60_000 ? found : sure) expect(one.technique, said.join('\n')).toBe(technique)
      if (until >= 60_000) expect(found.length, said.join('\n')).toBe(streams)
      if (until >= 60_000 && flag) expect(found[0]!.flags, said.join('\n')).toContain(flag)
    }
  })
})
