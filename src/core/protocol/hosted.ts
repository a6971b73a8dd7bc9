import { type Protocol, withoutQuery } from './protocol.ts'

const schemeAndHost = (url: string) => withoutQuery(url).split('/').slice(0, 3).join('/')

/** PubNub: the server holds `subscribe` for up to 310 s; an answer without messages is empty (javascript SDK). */
export const pubNub: Protocol = {
  id: 'pubnub',
  matches: ({ url }) => /\/v2\/(subscribe|presence)\/[^/]+\/|\/publish\/(pub|demo)[^/]*\/sub[^/]*\/\d+\//.test(url),
  isNoOp: (text) => /"m":\[\]\}?$/.test(text),
  channelKey: schemeAndHost,
  role({ url }) {
    if (/\/publish\//.test(url)) return 'sender'
    if (/\/v2\/subscribe\//.test(url)) return 'long-polling'
    return /\/heartbeat\b/.test(url) ? 'heartbeat' : undefined
  },
}

/** Ably: the server holds `/comet/<key>/recv`, and streams the body of `stream` (ably-js). */
export const ably: Protocol = {
  id: 'ably',
  matches: ({ url }) =>
    /\/comet\/(connect\b|[^/]+\/(recv|stream|send|close|disconnect)\b)/.test(url) ||
    /[?&]heartbeats=true&.*\bv=/.test(url),
  isNoOp: (text) => /^\[?\{"action":0\}\]?$/.test(text),
  channelKey: schemeAndHost,
  role({ url }) {
    if (/\/recv\b/.test(url)) return 'long-polling'
    if (/\/stream\b/.test(url)) return 'http-streaming'
    return /\/send\b/.test(url) ? 'sender' : undefined
  },
}

/** Pusher Channels (protocol 7): heartbeats are the events `pusher:ping` and `pusher:pong`. */
export const pusher: Protocol = {
  id: 'pusher',
  matches: ({ url }) => /\/app\/[\w-]+\?(.*&)?protocol=\d/.test(url),
  isNoOp: (text) => /^\{"event":"pusher:p[io]ng"/.test(text),
  channelKey: withoutQuery,
}
