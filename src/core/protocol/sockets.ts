import { type Protocol, withoutQuery } from './protocol.ts'

/** Protocols that are known by the subprotocol or the address of their WebSocket, and of which the heartbeats matter. */
const socket = (
  id: string,
  matches: Protocol['matches'],
  noOp: RegExp,
  channelKey: Protocol['channelKey'] = withoutQuery,
): Protocol => ({
  id,
  matches,
  isNoOp: (text) => noOp.test(text),
  channelKey,
})

const speaks =
  (pattern: RegExp): Protocol['matches'] =>
  ({ subprotocol }) =>
    pattern.test(subprotocol)

export const sockets: readonly Protocol[] = [
  socket('graphql-transport-ws', speaks(/\bgraphql-transport-ws\b/), /^\{"type":"p[io]ng"/),
  // The older protocol of subscriptions-transport-ws took the name that the newer library has.
  socket('graphql-ws', speaks(/(^|[ ,])graphql-ws\b/), /^\{"type":"ka"/),
  socket('actioncable', speaks(/\bactioncable-v1-json\b/), /^\{"type":"ping"/),
  socket('stomp', speaks(/\bv1[012]\.stomp\b/), /^\n$/),
  socket('mqtt', speaks(/\bmqtt/), /^(wAA=|0AA=)$/), // PINGREQ and PINGRESP, as base64
  socket('wamp', speaks(/\bwamp\.2\./), /^$/),
  socket('amqp', speaks(/\bamqp|AMQPWSB10/), /^$/),
  socket(
    'centrifugo',
    ({ url, subprotocol }) => /\/connection\/(websocket|sse|http_stream)\b/.test(url) || /centrifuge/.test(subprotocol),
    /^\{\}\n?$/,
    // The name of the transport is the last of the address.
    (url) => withoutQuery(url).replace(/\/(websocket|sse|http_stream)$/, ''),
  ),
  // At the root of its site; Home Assistant, Mattermost and others have theirs below an API.
  socket('meteor', ({ url }) => /^wss?:\/\/[^/]+\/websocket$/.test(url), /^\{"msg":"p[io]ng"/),
  socket('discord', ({ url }) => /gateway\.discord\.gg/.test(url), /^\{[^{}]*"op":(1|11)\b[^{}]*\}$/),
  socket('slack', ({ url }) => /wss-primary\.slack\.com/.test(url), /^\{"type":"p[io]ng"/),
]
