import { type Protocol, withoutQuery } from './protocol.ts'

/** Bayeux, as CometD and Faye speak it: messages name their channel, and `/meta/connect` is held (Bayeux 1.0, 4.2). */
export const bayeux: Protocol = {
  id: 'bayeux',
  matches: ({ url, operation }) =>
    operation.startsWith('channel:/meta/') || /\/(cometd|faye|bayeux)(\/|\?|$)/.test(withoutQuery(url)),
  // A connect that timed out is answered with itself, and at most with what else was asked at once. Faye's sockets ping with an
  // empty list.
  isNoOp: (text) => text === '[]' || (/"channel":"\/meta\/connect"/.test(text) && !/"data":/.test(text)),
  // Faye's event streams are at the endpoint's address and the client's id.
  channelKey: (url) =>
    withoutQuery(url).replace(/\/(handshake|connect|disconnect)$|(?<=\/(cometd|faye|bayeux))\/[a-z0-9]{20,}$/, ''),
  role({ operation }) {
    if (operation === 'channel:/meta/connect') return 'long-polling'
    // Answered at once: it says that the client is still there.
    if (operation === 'channel:/meta/connect eventsource') return 'heartbeat'
    if (/^channel:\/meta\/(handshake|disconnect)/.test(operation)) return 'set-up'
    return operation.startsWith('channel:') ? 'sender' : undefined
  },
}
