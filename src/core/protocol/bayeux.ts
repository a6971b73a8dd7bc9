import { type Protocol, withoutQuery } from './protocol.ts'

/** Bayeux, as CometD and Faye speak it: messages name their channel, and `/meta/connect` is held (Bayeux 1.0, 4.2). */
export const bayeux: Protocol = {
  id: 'bayeux',
  matches: ({ url, operation }) =>
    operation.startsWith('channel:/meta/') || /\/(cometd|faye|bayeux)(\/|\?|$)/.test(withoutQuery(url)),
  // A connect that timed out is answered with itself and nothing else; Faye's sockets ping with an empty list.
  isNoOp: (text) =>
    text === '[]' || (/^\[\{[^{}]*(\{[^{}]*\}[^{}]*)?\}\]$/.test(text) && /"channel":"\/meta\/connect"/.test(text)),
  channelKey: (url) => withoutQuery(url).replace(/\/(handshake|connect|disconnect)$/, ''),
  role({ operation }) {
    if (operation === 'channel:/meta/connect') return 'long-polling'
    if (/^channel:\/meta\/(handshake|disconnect)/.test(operation)) return 'set-up'
    return operation.startsWith('channel:') ? 'sender' : undefined
  },
}
