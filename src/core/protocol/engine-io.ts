import { type Protocol, withoutQuery } from './protocol.ts'

/** Engine.IO 3 and 4, the transport of Socket.IO (engine.io-protocol: `transport=` and `EIO=` in every URL). */
export const engineIo: Protocol = {
  id: 'socket.io',
  matches: ({ url }) => /[?&]EIO=\d/.test(url) && /[?&]transport=(polling|websocket|webtransport)/.test(url),
  // Packets: ping, pong, upgrade probe, noop; `ok` is the answer to a POST. U+001E joins several; version 3 puts lengths before
  // them.
  isNoOp: (text) => text === 'ok' || text.split('\u001e').every((packet) => /^(\d+:)?([2356]|[23]probe)$/.test(packet)),
  channelKey: withoutQuery,
  role: ({ url }) => (/transport=polling/.test(url) ? 'long-polling' : undefined),
}
