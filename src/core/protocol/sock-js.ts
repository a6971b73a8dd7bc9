import { isHeartbeat } from './heartbeat.ts'
import { type Protocol, withoutQuery } from './protocol.ts'

// Servers are numbers of three digits; Pusher's client leaves leading zeros out.
const endpoint =
  /\/\d{1,3}\/[a-z0-9]{8}\/(websocket|xhr|xhr_streaming|xhr_send|eventsource|htmlfile|jsonp|jsonp_send)\b/

/** SockJS, whose URLs are BASE/<server>/<session>/<transport> (sockjs-protocol 0.3.3). */
export const sockJs: Protocol = {
  id: 'sockjs',
  matches: ({ url }) => endpoint.test(url),
  // `h` is a heartbeat, 2048 of which begin a stream; `o` opens a session.
  isNoOp: (text) => /^(h+\n?|o\n?)$/.test(text) || isWrappedHeartbeat(text),
  channelKey: (url) => withoutQuery(url).replace(/\/\d{1,3}\/[a-z0-9]{8}\/\w+$/, ''),
  precedingUrl: (url) => `${sockJs.channelKey(url)}/info`,
  framing: (url) => (/\/xhr_streaming\b/.test(url) ? 'lines' : undefined),
  role({ url }) {
    const transport = endpoint.exec(url)?.[1]
    if (!transport) return 'set-up'
    if (transport === 'xhr' || transport === 'jsonp') return 'long-polling'
    if (transport?.endsWith('_send')) return 'sender'
    return transport === 'xhr_streaming' || transport === 'htmlfile' ? 'http-streaming' : undefined
  },
}

/** UTF-16 units of a frame whose messages are all heartbeats. */
const maxWrappedLength = 200

/** Whether a frame, which holds a list of messages, holds heartbeats of the application only, such as Meteor's. */
function isWrappedHeartbeat(text: string): boolean {
  const list = /^a?(\[".*"\])\n?$/.exec(text)?.[1]
  if (!list || text.length > maxWrappedLength) return false
  try {
    return (JSON.parse(list) as unknown[]).every((item) => typeof item === 'string' && isHeartbeat(item, undefined))
  } catch {
    return false
  }
}
