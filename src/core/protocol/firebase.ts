import { type Protocol, withoutQuery } from './protocol.ts'

/** WebChannel, which Firestore speaks: `TYPE=xmlhttp` is the back channel, held or streamed by `CI` (closure-library). */
export const webChannel: Protocol = {
  id: 'webchannel',
  matches: ({ url }) => /[?&]VER=8\b/.test(url) && /[?&](RID|SID)=/.test(url),
  // Each message is preceded by its length and a line end.
  isNoOp: (text) => /^(\d+\n)?\[\[\d+,\["noop"\]\]\]\s*$/.test(text),
  channelKey: withoutQuery,
  role({ url }) {
    if (/[?&]TYPE=terminate\b/.test(url)) return 'set-up'
    if (!/[?&]TYPE=xmlhttp\b/.test(url)) return 'sender'
    return /[?&]CI=1\b/.test(url) ? 'long-polling' : 'http-streaming'
  },
}

/** Firebase Realtime Database: `.lp` until `.ws` is there (firebase-js-sdk). */
export const realtimeDatabase: Protocol = {
  id: 'firebase-rtdb',
  matches: ({ url }) => /\/\.(lp|ws)\?/.test(url),
  isNoOp: (text) => text === '0',
  // It asks at the database's own address first and goes on at that of a server: one connection, whatever the host.
  channelKey: () => 'firebase-rtdb',
  role: ({ url }) => (/\/\.lp\?/.test(url) ? 'long-polling' : undefined),
}
