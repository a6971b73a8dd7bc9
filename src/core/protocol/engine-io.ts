import { type Protocol, withoutQuery } from './protocol.ts'

/** Engine.IO 3 and 4, the transport of Socket.IO (engine.io-protocol: `transport=` and `EIO=` in every URL). */
export const engineIo: Protocol = {
  id: 'socket.io',
  matches: ({ url }) => /[?&]EIO=\d/.test(url) && /[?&]transport=(polling|websocket|webtransport)/.test(url),
  // Packets: ping, pong, upgrade probe, noop; `ok` is the answer to a POST. U+001E joins several; version 3 puts lengths before
  // them.
  // The handshake, and the answer to the connection to a namespace, say nothing to the page.
  isNoOp: (text) =>
    text === 'ok' ||
    text
      .split('\u001e')
      .every((packet) => /^(\d+:)?([2356]|[23]probe|0\{"sid":.*|40(\/[^,]*,)?(\{"sid":"[^"]*"\})?)$/.test(packet)),
  // Socket.IO's packets 5 and 6, in a message of Engine.IO, 4, begin with the number of their attachments (socket.io-protocol 5).
  attachments: (text) => Number(/^4[56](\d{1,4})-/.exec(text)?.[1] ?? 0),
  channelKey: withoutQuery,
  role({ url, method }) {
    if (!/transport=polling/.test(url)) return undefined
    return method === 'POST' ? 'sender' : 'long-polling'
  },
}
