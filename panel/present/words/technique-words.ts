import { type Technique, techniqueLabels } from '../../../src/core/verdict/technique.ts'

/** Shorter names for columns and chips; the long names are in their titles. */
export const shortLabels: Record<Technique, string> = {
  ...techniqueLabels,
  sse: 'SSE',
}

/**
 * The advantages and costs of each technique, shown beside a stream that uses it. Facts only, in the order in which
 * somebody who considers a change would ask.
 */
export const tradeOffs: Record<Technique, string> = {
  polling:
    'Polling is the simplest to build: ordinary requests, ordinary caching, nothing kept open. In return every poll costs the network and the server a whole request whether or not there is news, and an update waits half an interval on average before anybody asks for it. A shorter interval buys freshness with more empty answers.',
  'long-polling':
    'A long poll asks once and lets the server wait until there is something to say, so that few answers are empty and news comes at once. Each update still ends the request: the next one pays headers and a round trip again, and news that arrives in between waits for the reconnect. The server holds a request open per client.',
  sse: 'Server-Sent Events are one ordinary HTTP response that never ends: a few bytes per update, automatic reconnect, and any HTTP server, log or proxy understands them. They go one way only, so whatever the page has to say needs a request of its own. Over HTTP/1.1 a browser allows six connections per origin in all tabs together, and each stream takes one.',
  'http-streaming':
    'A response that is read while it grows costs a few bytes per message and needs nothing but HTTP. It goes one way, and what EventSource does by itself (message boundaries, reconnect, where to go on) is the page’s own work. Proxies that collect a response before passing it on turn it into one late lump.',
  websocket:
    'A WebSocket lets both sides speak at any time for a handful of framing bytes, without asking. It leaves HTTP behind: no methods, status codes or caching per message, so request and answer, errors, reconnects and back-pressure are built by hand. The server keeps a connection and its state for every client, and load balancers have to play along.',
  webrtc:
    'WebRTC connects two peers directly: once set up, no server sees the data, latency is as low as the path allows, and media and unordered messages are at home in it. It is the hardest to set up and to run: it needs a signalling channel, STUN to be found and a TURN relay where networks forbid the direct way, and that relay then pays for every byte.',
  webtransport:
    'WebTransport gives independent streams and datagrams over HTTP/3, so that a lost packet holds up nothing but its own stream. It needs HTTP/3 from end to end and a server that speaks it; where UDP is blocked a fallback has to stand ready.',
  beacon:
    'A beacon goes up and nobody waits for the answer, so it survives the page being closed. It is a whole request for each report, and the page never learns whether it arrived.',
  http: 'Ordinary requests, each asked for by the page or the person and answered once. Nothing here repeats by itself or is held open, so there is no realtime technique to judge.',
}
