import { isHeartbeat } from './heartbeat.ts'
import { type Protocol, withoutQuery } from './protocol.ts'

// Servers are numbers of three digits; Pusher's client does not write the zeros.
const endpoint =
  /\/\d{1,3}\/[a-z0-9]{8}\/(websocket|xhr|xhr_streaming|xhr_send|eventsource|htmlfile|jsonp|jsonp_send)\b/

/** SockJS: BASE/<server>/<session>/<transport> (sockjs-protocol 0.3.3). */
export const sockJs: Protocol = {
  id: 'sockjs',
  matches: ({ url }) => endpoint.test(url),
  // Heartbeat, and the 2048 of them that begin a stream.
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

/** Messages travel as a list of texts: Meteor's heartbeats, for one. */
function isWrappedHeartbeat(text: string): boolean {
  const list = /^a?(\[".*"\])\n?$/.exec(text)?.[1]
  if (!list || text.length > 200) return false
  try {
    return (JSON.parse(list) as unknown[]).every((one) => typeof one === 'string' && isHeartbeat(one, undefined))
  } catch {
    return false
  }
}
