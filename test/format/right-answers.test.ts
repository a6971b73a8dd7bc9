import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { analyzeFile } from '../../src/cli/analyze.ts'
import type { Analysis, StreamAnalysis } from '../../src/core/analysis/analysis.ts'

const read = async (name: string): Promise<Analysis> =>
  (await analyzeFile(fileURLToPath(new URL(`../data/captures/${name}`, import.meta.url)))).analysis

const label = ({ technique, flags }: StreamAnalysis) => [technique, ...flags].join(' ')
const said = ({ because }: StreamAnalysis) => because.join(' ')

// Each capture was answered wrongly once (test/data/captures/README.md). What is asserted here is what a person who looks at the capture says;
// the whole analyses stand in test/golden.

test('a WebSocket that was refused has failed, in the browser’s words, and the poller after it stands in for it', async () => {
  const { streams } = await read('01-ws-refused-is-called-open.har')
  expect(streams).toMatchObject([
    { technique: 'websocket', status: 'failed', requests: 6 },
    { technique: 'polling', flags: ['interval', 'fallback'] },
  ])
  expect(said(streams[0]!)).toContain('Unexpected response code: 502')
})

test('a WebSocket whose frames are broken has failed, in the browser’s words', async () => {
  const { streams } = await read('02-ws-invalid-frame-header.har')
  expect(streams).toMatchObject([{ technique: 'websocket', status: 'failed', requests: 3 }])
  expect(said(streams[0]!)).toContain('“Invalid frame header”')
})

test('who scrolls back reads pages, however steadily', async () => {
  const { streams } = await read('03-scroll-back-before-cursor-is-polling-high.har')
  expect(streams.map(label)).toEqual(['http sporadic pagination'])
})

test('pauses are no rounds of a timer: of three requests with a long pause none is said to be steady', async () => {
  const { streams } = await read('04-nap-leaves-two-gaps-yet-medium.har')
  for (const stream of streams) {
    expect(stream.technique === 'http' || stream.confidence === 'provisional', label(stream)).toBe(true)
    expect(said(stream)).not.toContain('steady as a timer')
  }
})

test('events that are listed without their data take it from the body, with their times', async () => {
  const { streams } = await read('06-eventsource-messages-without-data.har')
  expect(streams).toMatchObject([{ messagesIn: 7, updates: 7, wasted: 0 }])
  expect(streams[0]!.lastAt - streams[0]!.firstAt).toBe(2600)
})

test('an event with a name of its own and an empty object is news', async () => {
  const { streams } = await read('07-named-event-with-empty-object.har')
  expect(streams.map(({ updates, wasted }) => [updates, wasted])).toEqual([
    [8, 0],
    [6, 0],
  ])
})

test('each GraphQL operation that a form names is a stream', async () => {
  const { streams } = await read('08-form-graphql-doc-id-merged.har')
  expect(streams.map(({ technique, requests }) => [technique, requests])).toEqual([
    ['http', 3],
    ['http', 3],
    ['http', 3],
    ['http', 2],
  ])
})

test('what creates or replaces something at the server is no polling', async () => {
  const { streams } = await read('09-writes-called-polling.har')
  for (const { technique } of streams) expect(technique).toBe('http')
})

test('one timer whose ticks come late on a busy page is one timer', async () => {
  const { streams } = await read('10-one-interval-told-as-adaptive.har')
  expect(streams.map(label)).toEqual(['polling interval'])
  expect(said(streams[0]!)).toContain('A request every 1.0 s, 61 times')
})

test('holds that a gateway cuts off are those of long polling, and it is said by whom and when', async () => {
  const { streams } = await read('11-longpoll-cut-by-gateway-504-is-retry.har')
  expect(streams.map(label)).toEqual(['long-polling'])
  expect(said(streams[0]!)).toContain('A gateway cut 9 holds off after 60 s, with status 504.')
})

test('a library’s address that is answered with 404 for ever is a client that fails', async () => {
  const { streams } = await read('12-socketio-404-is-longpolling-certain.har')
  expect(streams.map(label)).toEqual(['http retry'])
  expect(streams[0]).toMatchObject({ updates: 0 })
})

test('sizes of head and body count where the whole is not told', async () => {
  expect((await read('14-old-chrome-bodysize-ignored.har')).totals.bytesDown).toBe(60_528)
})

test('paces are told from one request to the next', async () => {
  const { streams } = await read('15-paces-told-wrong.har')
  expect(said(streams[0]!)).toContain('30 s and 90 s')
})

test('five hundred polls are five hundred', async () => {
  const { streams } = await read('17-five-hundred-polls-told-as-64.har.gz')
  expect(said(streams[0]!)).toContain('500 times')
})

test('what was asked before the log’s first page is no worker’s', async () => {
  const { streams } = await read('18-before-first-page-called-worker.har')
  expect(new Set(streams.map(({ context }) => context))).toEqual(new Set(['page']))
})

test('an event of Socket.IO and its attachment are one update', async () => {
  const { streams } = await read('20-socketio-binary-event-counted-twice.har')
  expect(streams).toMatchObject([{ messagesIn: 102, updates: 50 }])
})

test('a WebSocket that is cut off by the clock is one stream, and says how long each connection lived and how it ended', async () => {
  const { streams } = await read('22-ws-idle-cut-60s-no-word-of-it.ndjson')
  expect(streams).toMatchObject([{ requests: 8, ended: { closeCodes: { 1006: 8 } } }])
  expect(streams[0]!.ended!.lifetimesMs).toEqual(Array(8).fill(60_000))
  expect(said(streams[0]!)).toContain('Each connection lived 60 s, and ended with code 1006')
})

test('an EventSource that gave up after 20 events has delivered 20 events', async () => {
  const { streams } = await read('23-eventsource-gave-up-after-20-events.ndjson')
  expect(streams).toMatchObject([{ technique: 'sse', status: 'failed', updates: 20 }])
  expect(said(streams[0]!)).toContain('It delivered 20 events')
  expect(said(streams[0]!)).not.toContain('did not answer with an event stream')
})

test('events that come twenty at a time are said to come so', async () => {
  const { streams } = await read('24-sse-batched-by-proxy-not-told.ndjson')
  expect(said(streams[0]!)).toContain('Messages came in batches of 20, every 20 s')
})

test('a feed that is open four times is told once, with what it costs', async () => {
  const { streams } = await read('26-same-stream-open-four-times.ndjson')
  const advice = streams.flatMap((stream) => stream.advice.filter(({ id }) => id === 'same-feed-again'))
  expect(advice).toHaveLength(1)
  expect(advice[0]!.text).toMatch(/open 4 times.*3 connections too many/)
})

test('SignalR 2 is known, with its empty answers', async () => {
  const { streams } = await read('27-signalr-classic-unknown.ndjson')
  expect(new Set(streams.map(({ protocol, channel }) => `${protocol} ${channel}`)).size).toBe(1)
  expect(streams.at(-1)).toMatchObject({ technique: 'long-polling', protocol: 'signalr 2', wasted: 5 })
})
