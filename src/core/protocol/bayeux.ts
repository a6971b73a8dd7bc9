import { type Protocol, withoutQuery } from './protocol.ts'

/**
 * Bayeux, the protocol of CometD and Faye: messages name their channel, and the server holds `/meta/connect` (Bayeux 1.0, 4.2).
 */
export const bayeux: Protocol = {
  id: 'bayeux',
  matches: ({ url, operation }) =>
    operation.startsWith('channel:/meta/') || /\/(cometd|faye|bayeux)(\/|\?|$)/.test(withoutQuery(url)),
  // The answer to a connect that timed out holds a reply on its channel, and none with data. Faye's sockets send empty lists as
  // pings.
  isNoOp: (text) => text === '[]' || (/"channel":"\/meta\/connect"/.test(text) && !/"data":/.test(text)),
  // The URL of Faye's event streams is that of the endpoint followed by the client's id.
  channelKey: (url) =>
    withoutQuery(url).replace(/\/(handshake|connect|disconnect)$|(?<=\/(cometd|faye|bayeux))\/[a-z0-9]{20,}$/, ''),
  role({ operation }) {
    if (operation === 'channel:/meta/connect') return 'long-polling'
    // Beside an event stream a connect is answered at once: it only shows that the client is still there.
    if (operation === 'channel:/meta/connect eventsource') return 'heartbeat'
    if (/^channel:\/meta\/(handshake|disconnect)/.test(operation)) return 'set-up'
    return operation.startsWith('channel:') ? 'sender' : undefined
  },
}
