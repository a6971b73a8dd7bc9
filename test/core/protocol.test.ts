import { expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { closed, connection, every, exchange, heldOneAfterAnother, page, session, streamed } from './story.ts'

// Answers at random times, so that timing does not show the technique.
const quickHolds = [30, 400, 90, 210, 150, 60]
const post = (url: string, send: string, body = '') => ({ url, method: 'POST', send, body })
const streamsOf = (...events: CaptureEvent[][]) => analyze(session(page(), ...events), '').streams

test('SignalR polls by GET, sends by POST and ends by DELETE, all at one URL', () => {
  const hub = '/chat?id=AbCd'
  const streams = streamsOf(
    exchange(10, post('/chat/negotiate?negotiateVersion=1', '', '{"connectionToken":"AbCd"}')),
    heldOneAfterAnother(quickHolds, { url: hub, body: '{"type":1}\u001e' }),
    exchange(500, post(hub, '{"type":1}\u001e')),
    // MessagePack is binary.
    exchange(600, { url: hub, method: 'POST' }),
    exchange(1500, { url: hub, method: 'DELETE', status: 202, body: '' }),
  )
  expect(streams.map(({ technique, flags, channel }) => [technique, flags[0], channel])).toEqual([
    ['http', 'set-up', 'c1'],
    ['long-polling', undefined, 'c1'],
    ['http', 'sender', 'c1'],
    ['http', 'sender', 'c1'],
    ['http', 'set-up', 'c1'],
  ])
})

test('Phoenix polls by GET and sends by POST, at one URL', () => {
  const url = '/socket/longpoll?vsn=2.0.0&token=abc'
  const streams = streamsOf(
    heldOneAfterAnother(quickHolds, { url, body: '{"messages":["x"],"status":200}' }),
    exchange(500, post(url, '["4","4","room:lobby","phx_join",{}]', '{"status":200}')),
  )
  expect(streams.map(({ technique, flags }) => [technique, ...flags])).toEqual([['long-polling'], ['http', 'sender']])
})

test('an ampersand at the end of a query does not change the key', () => {
  const first = exchange(100, { url: '/socket/longpoll?vsn=2.0.0&', body: '{"messages":[],"status":410}' })
  const [polls, ...others] = streamsOf(
    first,
    heldOneAfterAnother(quickHolds, { url: '/socket/longpoll?vsn=2.0.0&token=abc' }),
  )
  expect([polls!.requests, others]).toEqual([1 + quickHolds.length, []])
})

test('an answer of Phoenix with status 204 in its body and no messages is no update', () => {
  const url = '/socket/longpoll?vsn=2.0.0&token=abc'
  const answers = ['[],"status":410', '["x"],"status":200', '[],"status":204', '["y"],"status":200']
  const [polls] = streamsOf(
    answers.flatMap((answer, i) => exchange(100 + i * 500, { url, body: `{"messages":${answer},"token":"${i}"}` })),
  )
  expect(polls).toMatchObject({ updates: 2, wasted: 2 })
})

test('answers to the sender of a library are no updates', () => {
  const url = '/socket/longpoll?vsn=2.0.0&token=abc'
  const [sender] = streamsOf(
    every(900, 5, (i) => post(url, `["4","${i}","room:lobby","said",{}]`, `{"status":200,"n":${i}}`)),
  )
  expect(sender).toMatchObject({ requests: 5, messagesOut: 5, updates: 0, wasted: 0 })
})

test('the first request of SockJS is its set-up, in one channel with its transport', () => {
  const streams = streamsOf(
    exchange(10, { url: '/info?t=1790000000000' }),
    exchange(10, { url: '/echo/info?t=1790000000000', body: '{"websocket":true}' }),
    connection('websocket', [[200, '<', 'o']], 'ws://site.test/echo/123/abcdefgh/websocket'),
  )
  expect(streams.map(({ protocol, channel, flags }) => [protocol, channel, ...flags])).toEqual([
    [null, 'c1'],
    ['sockjs', 'c3', 'set-up'],
    ['sockjs', 'c3'],
  ])
})

test('each line that SockJS streams is a message, however the lines arrive', () => {
  const [stream] = streamsOf(
    streamed(
      'application/javascript',
      [
        [200, `${'h'.repeat(2048)}\no\n`],
        [900, 'a["1"]\nh\na["'],
        [1800, '2"]\n'],
      ],
      undefined,
      '/echo/123/abcdefgh/xhr_streaming',
    ),
  )
  expect(stream).toMatchObject({ technique: 'http-streaming', messagesIn: 5, updates: 2, wasted: 3 })
})

test('Faye over an event stream: the connects beside it are a heartbeat, and the first of them the set-up', () => {
  const connect = (type: string) => `[{"channel":"/meta/connect","clientId":"x","connectionType":"${type}"}]`
  const reply = '[{"channel":"/meta/connect","successful":true,"advice":{"interval":45000}}]'
  const streams = streamsOf(
    exchange(10, post('/faye', connect('long-polling'), reply)),
    connection('eventsource', [[200, '<', '[{"data":1}]']], 'http://site.test/faye/76ewg85hgrhqs9h6ki6q3p8s0n2vyj1'),
    every(45_000, 8, () => post('/faye', connect('eventsource'), reply)),
  )
  expect(streams.map(({ technique, flags, channel }) => [technique, flags.join(), channel])).toEqual([
    ['http', 'set-up', 'c1'],
    ['sse', '', 'c1'],
    ['beacon', 'heartbeat', 'c1'],
  ])
})

test('the answer to a Bayeux connect without an event is no update, whatever else it confirms', () => {
  const sent = '[{"channel":"/meta/connect"},{"channel":"/said","data":1}]'
  const confirmed = '[{"channel":"/said","id":"7","successful":true},{"channel":"/meta/connect","successful":true}]'
  const events = '[{"channel":"/meta/connect","successful":true},{"channel":"/news","data":1}]'
  const [polls] = streamsOf(
    exchange(100, post('/bayeux', sent, confirmed)),
    exchange(500, post('/bayeux', '[{"channel":"/meta/connect"}]', events)),
  )
  expect(polls).toMatchObject({ technique: 'long-polling', updates: 1, wasted: 1 })
})

test('the pieces of a live video are files, though their media type is generic', () => {
  const piece = (at: number) =>
    exchange(at, { url: `/live/${at}.m4s`, type: 'application/octet-stream', bytes: 20_000 })
  const [pieces] = streamsOf(...Array.from({ length: 12 }, (_, i) => piece(2000 * (i + 1))))
  expect(pieces).toMatchObject({ technique: 'http', flags: ['media'], requests: 12 })
})

test('one connection of a library does not stand in for the refused socket of another', () => {
  const refused = (url: string) => [
    connection('websocket', [], url)[0]!,
    closed(400, { by: 'error', clean: false, code: 1006 }),
  ]
  const source = (url: string) =>
    connection('eventsource', [], `http://site.test${url}`).map((event) => ({ ...event, at: event.at + 1000 }))
  const beside = (socket: string, url: string) => streamsOf(refused(`ws://site.test${socket}`), source(url))[1]
  expect(beside('/a/connection/websocket', '/b/connection/sse')!.flags).toEqual([])
  expect(beside('/a/connection/websocket', '/a/connection/sse')!.flags).toEqual(['fallback'])
})
