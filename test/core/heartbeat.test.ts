import { expect, test } from 'vitest'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { protocolOf } from '../../src/core/protocol/protocols.ts'
import { connection, only, page } from './story.ts'

/** A client that sends a heartbeat every 15 s, and a server that answers it. */
const beats = (url: string, ask: string, answer: string) =>
  only(
    page(),
    connection(
      'websocket',
      Array.from({ length: 8 }, (_, n) => n).flatMap((n) => [
        [1000 + n * 15_000, '>', ask] as [number, '>', string],
        [1040 + n * 15_000, '<', answer] as [number, '<', string],
      ]),
      url,
    ),
  )

test.each([
  [
    'Phoenix',
    '/socket/websocket?vsn=2.0.0',
    '[null,"5","phoenix","heartbeat",{}]',
    '[null,"5","phoenix","phx_reply",{"response":{},"status":"ok"}]',
  ],
  [
    'Supabase',
    '/realtime/v1/websocket?apikey=e&vsn=1.0.0',
    '{"topic":"phoenix","event":"heartbeat","payload":{},"ref":"3"}',
    '{"ref":"3","event":"phx_reply","payload":{"status":"ok","response":{}},"topic":"phoenix"}',
  ],
  ['Home Assistant', '/api/websocket', '{"id":7,"type":"ping"}', '{"id":7,"type":"pong"}'],
  ['Meteor over SockJS', '/sockjs/123/abcdefgh/websocket', '["{\\"msg\\":\\"pong\\"}"]', 'a["{\\"msg\\":\\"ping\\"}"]'],
  ['SignalR without negotiation', '/hub', '{"type":6}\u001e', '{"type":6}\u001e'],
  ['Socket Cluster', '/socketcluster/', '#2', '#1'],
  [
    'Janus',
    '/janus',
    '{"janus":"keepalive","session_id":1,"transaction":"a"}',
    '{"janus":"ack","session_id":1,"transaction":"a"}',
  ],
  ['XMPP', '/xmpp', "<iq type='get' id='1'><ping xmlns='urn:xmpp:ping'/></iq>", "<iq type='result' id='1'/>"],
  ['Guacamole', '/tunnel', '3.nop;', '3.nop;'],
  ['Python', '/ws', '{"type": "ping"}', '{"type": "pong"}'],
  ['Kraken', '/v2', '{"channel":"heartbeat"}', '{"channel":"heartbeat"}'],
  ['Bitstamp', '/', '{"event":"bts:heartbeat"}', '{"event":"bts:heartbeat","channel":"","data":{"status":"success"}}'],
  ['Gate', '/ws/v4/', '{"time":1,"channel":"spot.ping"}', '{"time":1,"channel":"spot.pong","event":"","result":null}'],
  ['TradingView', '/socket.io/websocket', '~m~4~m~~h~1', '~m~4~m~~h~1'],
  ['IRC', '/', 'PING :tmi.twitch.tv', ':tmi.twitch.tv PONG tmi.twitch.tv :tmi.twitch.tv'],
  ['Binance', '/stream', '{"method":"PING","id":1}', '{"result":{},"id":1}'],
])('heartbeats of %s are no updates', (_name, path, ask, answer) => {
  const { updates, wasted, flags } = beats(`ws://site.test${path}`, ask, answer)
  expect({ updates, wasted, flags }).toEqual({ updates: 0, wasted: 16, flags: ['heartbeat-only'] })
})

test.each([
  ['{"type":"price","value":"ping"}', '{"value":1}'],
  ['{"type":"order","id":4}', '{"type":"filled","id":4}'],
  ['{"type":"ping","news":[{"a":1}]}', '[{"id":1}]'],
  ['{"type":"chat","name":"pong"}', '{"name":"ping","price":3}'],
])('%s and what follows it say something', (ask, answer) => {
  expect(beats('ws://site.test/ws', ask, answer)).toMatchObject({ updates: 8, wasted: 0 })
})

test.each([
  ['wss://r.supabase.co/realtime/v1/websocket?apikey=e&vsn=1.0.0', 'supabase'],
  ['wss://meteor.test/websocket', 'meteor'],
  ['wss://home.test/api/websocket', undefined],
])('%s is of %s', (url, id) => expect(protocolOf({ url })?.id).toBe(id))

test('binary heartbeats are no updates either', () => {
  const pings = connection('websocket', [
    [1000, '>', 'wAA='],
    [1040, '<', '0AA='],
  ]).map(
    (event): CaptureEvent =>
      event.type === 'message'
        ? {
            type: 'message',
            at: event.at,
            doc: event.doc,
            id: event.id,
            dir: event.dir,
            kind: 'binary',
            bytes: 2,
            data: event.text!,
          }
        : event.type === 'open'
          ? { ...event, protocol: 'mqtt' }
          : event,
  )
  expect(only(page(), pings)).toMatchObject({ updates: 0, wasted: 2 })
})
