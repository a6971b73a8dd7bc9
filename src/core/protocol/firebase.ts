import { type Protocol, withoutQuery } from './protocol.ts'

/**
 * WebChannel, the transport of Firestore: `TYPE=xmlhttp` is the back channel, held with `CI=1` and streamed without
 * (closure-library).
 */
export const webChannel: Protocol = {
  id: 'webchannel',
  matches: ({ url }) => /[?&]VER=8\b/.test(url) && /[?&](RID|SID)=/.test(url),
  // A message may be preceded by its length and a line end.
  isNoOp: (text) => /^(\d+\n)?\[\[\d+,\["noop"\]\]\]\s*$/.test(text),
  channelKey: withoutQuery,
  framing: (url) => (/[?&]TYPE=xmlhttp\b/.test(url) && !/[?&]CI=1\b/.test(url) ? 'length-prefixed' : undefined),
  role({ url }) {
    if (/[?&]TYPE=terminate\b/.test(url)) return 'set-up'
    if (!/[?&]TYPE=xmlhttp\b/.test(url)) return 'sender'
    return /[?&]CI=1\b/.test(url) ? 'long-polling' : 'http-streaming'
  },
}

/** Firebase Realtime Database: long polling at `.lp` until the WebSocket at `.ws` is open (firebase-js-sdk). */
export const realtimeDatabase: Protocol = {
  id: 'firebase-rtdb',
  matches: ({ url }) => /\/\.(lp|ws)\?/.test(url),
  isNoOp: (text) => text === '0',
  // The client connects to the host of the database first and continues at that of a server: one connection, whatever the host.
  channelKey: () => 'firebase-rtdb',
  role: ({ url }) => (/\/\.lp\?/.test(url) ? 'long-polling' : undefined),
}
