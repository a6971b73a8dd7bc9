/** What a library on top of a technique says about itself: enough to know its set-up, its heartbeats and its empty answers. */
export interface Protocol {
  id: string
  matches(url: string, subprotocol: string): boolean
  /** True for a message that only keeps the connection alive or answers an empty poll. */
  isNoOp(text: string): boolean
  /** URLs with one channel key serve one connection of the library, over whatever transports it tries. */
  channelKey(url: string): string
  /** What the URL says the transport is, whatever its timing looks like. */
  role(url: string): 'long-polling' | 'http-streaming' | undefined
}

const withoutQuery = (url: string) => url.replace(/^ws/, 'http').split('?', 1)[0]!

/** Engine.IO 3 and 4, the transport of Socket.IO (engine.io-protocol: `transport=` and `EIO=` in every URL). */
const engineIo: Protocol = {
  id: 'socket.io',
  matches: (url) => /[?&]EIO=\d/.test(url) && /[?&]transport=(polling|websocket)/.test(url),
  // ping, pong, upgrade probe, noop; `ok` answers a POST. Several packets are joined by U+001E.
  isNoOp: (text) => text === 'ok' || text.split('\u001e').every((packet) => /^([2356]|[23]probe)$/.test(packet)),
  channelKey: withoutQuery,
  role: (url) => (/transport=polling/.test(url) ? 'long-polling' : undefined),
}

/** SockJS: BASE/<server>/<session>/<transport>. */
const sockJsUrl = /\/\d{3}\/[a-z0-9]{8}\/(websocket|xhr|xhr_streaming|xhr_send|eventsource|htmlfile|jsonp|jsonp_send)\b/
const sockJs: Protocol = {
  id: 'sockjs',
  matches: (url) => sockJsUrl.test(url),
  isNoOp: (text) => /^(h+\n?|o\n?)$/.test(text),
  channelKey: (url) => withoutQuery(url).replace(/\/\d{3}\/[a-z0-9]{8}\/\w+$/, ''),
  role: (url) => {
    const transport = sockJsUrl.exec(url)?.[1]
    if (transport === 'xhr' || transport === 'jsonp') return 'long-polling'
    return transport === 'xhr_streaming' || transport === 'htmlfile' ? 'http-streaming' : undefined
  },
}

export const protocols: readonly Protocol[] = [engineIo, sockJs]

/** The protocol that a URL or a negotiated subprotocol shows, if any is known. */
export function protocolOf(url: string, subprotocol = ''): Protocol | undefined {
  return protocols.find((protocol) => protocol.matches(url, subprotocol))
}

// Heartbeats that many libraries and hand-written clients share.
const commonHeartbeat =
  /^\s*$|^(ping|pong|heartbeat|hb|keep-?alive|null|0)$|^\{\}$|^\{"(type|event|action|op|msg|t)":"(ping|pong|heartbeat|hb|ka|keep_?alive|connection_keep_alive)"[^{[]*\}$/i

/** True for a short message that carries no news, by the protocol's own words or by what everybody calls a heartbeat. */
export function isHeartbeat(text: string, protocol: Protocol | undefined): boolean {
  if (text.length > 200) return false
  return commonHeartbeat.test(text) || (protocol?.isNoOp(text) ?? false)
}
