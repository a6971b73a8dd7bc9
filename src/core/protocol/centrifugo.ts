import { type Protocol, withoutQuery } from './protocol.ts'

/**
 * Centrifugo: the last segment of the path names the transport, and what the page sends beside an event stream or a streamed response goes to
 * `/emulation` (centrifuge-js, the emulation endpoint).
 */
export const centrifugo: Protocol = {
  id: 'centrifugo',
  matches: ({ url, subprotocol }) =>
    /\/connection\/(websocket|sse|http_stream)\b/.test(url) || isEmulation(url) || /centrifuge/.test(subprotocol),
  isNoOp: (text) => /^\{\}\n?$/.test(text),
  channelKey: (url) => withoutQuery(url).replace(/\/(connection\/(websocket|sse|http_stream)|emulation)$/, ''),
  role: ({ url, method }) => (isEmulation(url) && method === 'POST' ? 'sender' : undefined),
}

const isEmulation = (url: string) => /\/emulation$/.test(withoutQuery(url))
