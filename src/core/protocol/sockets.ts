import { type Protocol, withoutQuery } from './protocol.ts'

/** Protocols that are known by the subprotocol or the address of their WebSocket, and of which the heartbeats matter. */
const socketProtocol = (
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

const hasSubprotocol =
  (pattern: RegExp): Protocol['matches'] =>
  ({ subprotocol }) =>
    pattern.test(subprotocol)

export const sockets: readonly Protocol[] = [
  socketProtocol('graphql-transport-ws', hasSubprotocol(/\bgraphql-transport-ws\b/), /^\{"type":"p[io]ng"/),
  // The older protocol of subscriptions-transport-ws took the name that the newer library has.
  socketProtocol('graphql-ws', hasSubprotocol(/(^|[ ,])graphql-ws\b/), /^\{"type":"ka"/),
  socketProtocol('actioncable', hasSubprotocol(/\bactioncable-v1-json\b/), /^\{"type":"ping"/),
  socketProtocol('stomp', hasSubprotocol(/\bv1[012]\.stomp\b/), /^\n$/),
  socketProtocol('mqtt', hasSubprotocol(/\bmqtt/), /^(wAA=|0AA=)$/), // PINGREQ and PINGRESP, as base64
  socketProtocol('wamp', hasSubprotocol(/\bwamp\.2\./), /^$/),
  socketProtocol('amqp', hasSubprotocol(/\bamqp|AMQPWSB10/), /^$/),
  socketProtocol(
    'centrifugo',
    ({ url, subprotocol }) => /\/connection\/(websocket|sse|http_stream)\b/.test(url) || /centrifuge/.test(subprotocol),
    /^\{\}\n?$/,
    // The name of the transport is the last of the address.
    (url) => withoutQuery(url).replace(/\/(websocket|sse|http_stream)$/, ''),
  ),
  // At the root of its site; Home Assistant, Mattermost and others have theirs below an API.
  socketProtocol('meteor', ({ url }) => /^wss?:\/\/[^/]+\/websocket$/.test(url), /^\{"msg":"p[io]ng"/),
  socketProtocol('discord', ({ url }) => /gateway\.discord\.gg/.test(url), /^\{[^{}]*"op":(1|11)\b[^{}]*\}$/),
  socketProtocol('slack', ({ url }) => /wss-primary\.slack\.com/.test(url), /^\{"type":"p[io]ng"/),
]
