import { centrifugo } from './centrifugo.ts'
import { type Protocol, withoutQuery } from './protocol.ts'

/** A protocol that its WebSocket's subprotocol or URL shows, described by its heartbeats only. @param noOp matches a heartbeat */
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

/** Protocols that run over WebSockets, or whose other transports look like ordinary requests. */
export const sockets: readonly Protocol[] = [
  socketProtocol('graphql-transport-ws', hasSubprotocol(/\bgraphql-transport-ws\b/), /^\{"type":"p[io]ng"/),
  // `graphql-ws` is the subprotocol of the older subscriptions-transport-ws, though the newer library has that name.
  socketProtocol('graphql-ws', hasSubprotocol(/(^|[ ,])graphql-ws\b/), /^\{"type":"ka"/),
  socketProtocol('actioncable', hasSubprotocol(/\bactioncable-v1-json\b/), /^\{"type":"ping"/),
  socketProtocol('stomp', hasSubprotocol(/\bv1[012]\.stomp\b/), /^\n$/),
  socketProtocol('mqtt', hasSubprotocol(/\bmqtt/), /^(wAA=|0AA=)$/), // PINGREQ and PINGRESP, as base64
  socketProtocol('wamp', hasSubprotocol(/\bwamp\.2\./), /^$/),
  socketProtocol('amqp', hasSubprotocol(/\bamqp|AMQPWSB10/), /^$/),
  centrifugo,
  // Meteor's `/websocket` is at the root of the site; Home Assistant, Mattermost and others have theirs below an API.
  socketProtocol('meteor', ({ url }) => /^wss?:\/\/[^/]+\/websocket$/.test(url), /^\{"msg":"p[io]ng"/),
  socketProtocol('discord', ({ url }) => /gateway\.discord\.gg/.test(url), /^\{[^{}]*"op":(1|11)\b[^{}]*\}$/),
  socketProtocol('slack', ({ url }) => /wss-primary\.slack\.com/.test(url), /^\{"type":"p[io]ng"/),
]
