import { type Protocol, withoutQuery } from './protocol.ts'

/** Matrix: `/sync` is held for its `timeout` (client-server API, 6.4; simplified sliding sync by POST). */
export const matrix: Protocol = {
  id: 'matrix',
  matches: ({ url }) => /\/_matrix\/client\/[^?]*\/sync\b/.test(url),
  isNoOp: isEmptySync,
  channelKey: withoutQuery,
  role: ({ url }) => (/[?&]timeout=[1-9]/.test(url) ? 'long-polling' : undefined),
}

/** CouchDB and PouchDB: `_changes` is held until something changes, with a line end now and then (CouchDB API, 5.1.20). */
export const couchDb: Protocol = {
  id: 'couchdb',
  matches: ({ url }) => /\/_changes\?(.*&)?feed=(longpoll|continuous)\b/.test(url),
  isNoOp: (text) => /^\{"results":\[\s*\],\s*"last_seq":/.test(text),
  channelKey: withoutQuery,
  framing: (url) => (/[?&]feed=continuous\b/.test(url) ? 'json-lines' : undefined),
  role: ({ url }) => (/[?&]feed=longpoll\b/.test(url) ? 'long-polling' : 'http-streaming'),
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
  matches: ({ url }) => /\/(longpoll|websocket)\?(.*&)?vsn=\d/.test(url) && !supabaseSocket.test(url),
  // A poll that timed out says 204 in its body; the first one, 410. Maps are written by the alphabet: messages come first.
  isNoOp: (text) =>
    (/^\{[^{}]*"status":(204|410)\b[^{}]*\}$/.test(text) && !/"messages":\[[^\]]/.test(text)) ||
    /"phoenix","heartbeat",\{\}\]$|"topic":"phoenix","event":"heartbeat"/.test(text) ||
    isHeartbeatReply(text),
  channelKey: (url) => withoutQuery(url).replace(/\/(longpoll|websocket)$/, ''),
  role: ({ url, method }) => (/\/longpoll\?/.test(url) ? (method === 'POST' ? 'sender' : 'long-polling') : undefined),
}

const supabaseSocket = /\/realtime\/v1\/websocket\?/

/** Supabase Realtime: Phoenix's channels as objects, and its heartbeats. */
export const supabase: Protocol = {
  ...phoenix,
  id: 'supabase',
  matches: ({ url }) => supabaseSocket.test(url),
  channelKey: withoutQuery,
}

/** The answer to a heartbeat, which the topic `phoenix` is for; servers order its fields as they like. */
const isHeartbeatReply = (text: string) =>
  text.length <= 200 &&
  /"phoenix"/.test(text) &&
  /"phx_reply"/.test(text) &&
  /"response":\{\}/.test(text) &&
  /"status":"ok"/.test(text)

/** Sections of a sync in which new things are listed, beside the rooms (client-server API, 6.4; MSC4186). */
const syncSections = ['presence', 'account_data', 'to_device', 'device_lists', 'extensions'] as const

function isEmptySync(text: string): boolean {
  if (!/^\{.*"(next_batch|pos)"/s.test(text)) return false
  try {
    const value = JSON.parse(text) as Record<string, unknown>
    return !hasContent(value['rooms'], true) && !syncSections.some((name) => hasContent(value[name], false))
  } catch {
    return false
  }
}

/** Whether there is a list in it that is not empty. @param values whether a plain value is as good */
function hasContent(value: unknown, values: boolean): boolean {
  if (Array.isArray(value)) return value.length > 0
  if (typeof value !== 'object' || value === null) return values && value !== undefined
  return Object.values(value).some((one) => hasContent(one, values))
}
