import { type Protocol, withoutQuery } from './protocol.ts'

/** Matrix: the server holds `/sync` for its `timeout` (client-server API, 6.4; simplified sliding sync by POST). */
export const matrix: Protocol = {
  id: 'matrix',
  matches: ({ url }) => /\/_matrix\/client\/[^?]*\/sync\b/.test(url),
  isNoOp: isEmptySync,
  channelKey: withoutQuery,
  role: ({ url }) => (/[?&]timeout=[1-9]/.test(url) ? 'long-polling' : undefined),
}

/** CouchDB and PouchDB: the server holds `_changes` until a change and sends line ends as heartbeats (CouchDB API, 5.1.20). */
export const couchDb: Protocol = {
  id: 'couchdb',
  matches: ({ url }) => /\/_changes\?(.*&)?feed=(longpoll|continuous)\b/.test(url),
  isNoOp: (text) => /^\{"results":\[\s*\],\s*"last_seq":/.test(text),
  channelKey: withoutQuery,
  framing: (url) => (/[?&]feed=continuous\b/.test(url) ? 'json-lines' : undefined),
  role: ({ url }) => (/[?&]feed=longpoll\b/.test(url) ? 'long-polling' : 'http-streaming'),
}

/** Electric: the client reads a shape in pieces, and then long-polls with `live=true`. */
export const electric: Protocol = {
  id: 'electric',
  matches: ({ url }) => /\/v1\/shape\?(.*&)?(table|handle)=/.test(url),
  isNoOp: (text) => /^\[\{"headers":\{"control":"up-to-date"[^{}]*\}\}\]$/.test(text),
  channelKey: withoutQuery,
  role: ({ url }) => (/[?&]live=true\b/.test(url) ? 'long-polling' : undefined),
}

/** Phoenix channels: one endpoint for polls (GET) and messages (POST), and a WebSocket beside it (phoenix). */
export const phoenix: Protocol = {
  id: 'phoenix',
  matches: ({ url }) => /\/(longpoll|websocket)\?(.*&)?vsn=\d/.test(url) && !supabaseSocket.test(url),
  // The body of a poll that timed out has status 204, that of the first poll 410. Servers sort its fields: messages before
  // status.
  isNoOp: (text) =>
    (/^\{[^{}]*"status":(204|410)\b[^{}]*\}$/.test(text) && !/"messages":\[[^\]]/.test(text)) ||
    /"phoenix","heartbeat",\{\}\]$|"topic":"phoenix","event":"heartbeat"/.test(text) ||
    isHeartbeatReply(text),
  channelKey: (url) => withoutQuery(url).replace(/\/(longpoll|websocket)$/, ''),
  role: ({ url, method }) => (/\/longpoll\?/.test(url) ? (method === 'POST' ? 'sender' : 'long-polling') : undefined),
}

// The WebSocket of Supabase, which `phoenix` would match, too.
const supabaseSocket = /\/realtime\/v1\/websocket\?/

/** Supabase Realtime: Phoenix channels with messages as objects, and with Phoenix's heartbeats. */
export const supabase: Protocol = {
  ...phoenix,
  id: 'supabase',
  matches: ({ url }) => supabaseSocket.test(url),
  channelKey: withoutQuery,
}

/** UTF-16 units of the answer to a heartbeat. */
const maxHeartbeatReplyLength = 200

/** Whether a message is the answer to a heartbeat, on the topic `phoenix`. The order of its fields depends on the server. */
const isHeartbeatReply = (text: string) =>
  text.length <= maxHeartbeatReplyLength &&
  /"phoenix"/.test(text) &&
  /"phx_reply"/.test(text) &&
  /"response":\{\}/.test(text) &&
  /"status":"ok"/.test(text)

/** Sections of a sync, beside the rooms, in which a non-empty list is news (client-server API, 6.4; MSC4186). */
const syncSections = ['presence', 'account_data', 'to_device', 'device_lists', 'extensions'] as const

/** Whether the answer to a sync holds no news. */
function isEmptySync(text: string): boolean {
  if (!/^\{.*"(next_batch|pos)"/s.test(text)) return false
  try {
    const value = JSON.parse(text) as Record<string, unknown>
    return !hasContent(value['rooms'], true) && !syncSections.some((name) => hasContent(value[name], false))
  } catch {
    return false
  }
}

/** Whether a value is or contains a list that is not empty. @param plain whether a plain value counts as content, too */
function hasContent(value: unknown, plain: boolean): boolean {
  if (Array.isArray(value)) return value.length > 0
  if (typeof value !== 'object' || value === null) return plain && value !== undefined
  return Object.values(value).some((member) => hasContent(member, plain))
}
