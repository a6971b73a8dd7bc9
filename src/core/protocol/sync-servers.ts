import { type Protocol, withoutQuery } from './protocol.ts'

/** Matrix: `/sync` is held for its `timeout` (client-server API, 6.4; simplified sliding sync by POST). */
export const matrix: Protocol = {
  id: 'matrix',
  matches: ({ url }) => /\/_matrix\/client\/[^?]*\/sync\b/.test(url),
  isNoOp: (text) => /^\{"next_batch":"[^"]*"\}$/.test(text),
  channelKey: withoutQuery,
  role: ({ url }) => (/[?&]timeout=[1-9]/.test(url) ? 'long-polling' : undefined),
}

/** Electric: a shape is read in pieces, and then held with `live=true`. */
export const electric: Protocol = {
  id: 'electric',
  matches: ({ url }) => /\/v1\/shape\?(.*&)?(table|handle)=/.test(url),
  isNoOp: (text) => /^\[\{"headers":\{"control":"up-to-date"[^{}]*\}\}\]$/.test(text),
  channelKey: withoutQuery,
  role: ({ url }) => (/[?&]live=true\b/.test(url) ? 'long-polling' : undefined),
}

/** Phoenix channels: the same endpoint for polls (GET) and messages (POST), and a socket beside it (phoenix). */
export const phoenix: Protocol = {
  id: 'phoenix',
  matches: ({ url }) => /\/(longpoll|websocket)\?(.*&)?vsn=\d/.test(url),
  // A poll that timed out says 204 in its body; the first one, 410. Maps are written by the alphabet: messages come first.
  isNoOp: (text) =>
    (/^\{[^{}]*"status":(204|410)\b[^{}]*\}$/.test(text) && !/"messages":\[[^\]]/.test(text)) ||
    /"phoenix","heartbeat",\{\}\]$|"topic":"phoenix","event":"heartbeat"/.test(text) ||
    /"phoenix","phx_reply",\{"status":"ok","response":\{\}\}\]$/.test(text),
  channelKey: (url) => withoutQuery(url).replace(/\/(longpoll|websocket)$/, ''),
  role: ({ url, method }) => (/\/longpoll\?/.test(url) ? (method === 'POST' ? 'sender' : 'long-polling') : undefined),
}
