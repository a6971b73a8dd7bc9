export interface LabTechnique {
  /** Id in counters, in `/?on=` and in `lab.counts()`. */
  readonly id: string
  readonly label: string
  readonly group: 'Polling' | 'Long polling' | 'Streams' | 'Sockets' | 'Peers' | 'Ordinary'
  /** Path of the technique's URLs; a prefix where it ends in `/`, and empty for peer connections, which have none. */
  readonly path: string
  /** Which of the page's two origins it uses: a browser opens only six connections to an HTTP/1.1 origin. */
  readonly origin: 'same' | 'cross'
  /** The technique that the extension should report. */
  readonly expected: 'polling' | 'long-polling' | 'sse' | 'http-streaming' | 'websocket' | 'webrtc' | 'beacon' | 'http'
  readonly flags?: readonly string[]
  readonly describe: string
}

/** All techniques of the lab, in the order of the page. */
export const techniques = [
  {
    id: 'polling-fixed',
    label: 'Polling, fixed',
    group: 'Polling',
    path: '/api/quotes',
    origin: 'same',
    expected: 'polling',
    describe: 'fetch every 1000 ms by setInterval; the latest value, so the body repeats when nothing is new.',
  },
  {
    id: 'polling-jittered',
    label: 'Polling, jittered',
    group: 'Polling',
    path: '/api/jittered',
    origin: 'same',
    expected: 'polling',
    describe: 'XHR 1000 ms ±30 % after each answer; the updates since a cursor.',
  },
  {
    id: 'polling-adaptive',
    label: 'Polling, adaptive',
    group: 'Polling',
    path: '/api/adaptive',
    origin: 'same',
    expected: 'polling',
    describe: 'fetch with gaps that grow by half from 400 to 3000 ms while nothing is new, and fall back on news.',
  },
  {
    id: 'polling-304',
    label: 'Polling, conditional',
    group: 'Polling',
    path: '/api/etag',
    origin: 'same',
    expected: 'polling',
    describe: 'fetch every 1000 ms with If-None-Match; 304 when nothing is new.',
  },
  {
    id: 'long-polling',
    label: 'Long polling',
    group: 'Long polling',
    path: '/api/notify',
    origin: 'same',
    expected: 'long-polling',
    describe: 'fetch held until the next update or for 10 s, then asked again at once.',
  },
  {
    id: 'sse',
    label: 'Server-Sent Events',
    group: 'Streams',
    path: '/api/events',
    origin: 'same',
    expected: 'sse',
    describe: 'EventSource with named and unnamed events, ids and a comment every 5 s.',
  },
  {
    id: 'sse-fetch',
    label: 'SSE over fetch',
    group: 'Streams',
    path: '/api/events-fetch',
    origin: 'cross',
    expected: 'sse',
    flags: ['fetch'],
    describe: 'text/event-stream read by fetch, every event cut in two, where possible inside a character.',
  },
  {
    id: 'ndjson-fetch',
    label: 'JSON lines over fetch',
    group: 'Streams',
    path: '/api/lines',
    origin: 'cross',
    expected: 'http-streaming',
    describe: 'application/x-ndjson read by fetch as it grows.',
  },
  {
    id: 'text-xhr',
    label: 'Text over XHR',
    group: 'Streams',
    path: '/api/text-stream',
    origin: 'cross',
    expected: 'http-streaming',
    describe: 'text/plain read from responseText as it grows.',
  },
  {
    id: 'websocket-text',
    label: 'WebSocket, text',
    group: 'Sockets',
    path: '/ws/text',
    origin: 'same',
    expected: 'websocket',
    describe: 'JSON text pushed by the server; the page says something every 2 s and gets it back.',
  },
  {
    id: 'websocket-binary',
    label: 'WebSocket, binary',
    group: 'Sockets',
    path: '/ws/binary',
    origin: 'same',
    expected: 'websocket',
    describe: 'The same with ArrayBuffers both ways.',
  },
  {
    id: 'socketio',
    label: 'Socket.IO',
    group: 'Sockets',
    path: '/socket.io/',
    origin: 'same',
    expected: 'websocket',
    describe: 'The default client: polls first, then upgrades to WebSocket.',
  },
  {
    id: 'socketio-polling',
    label: 'Socket.IO, polling only',
    group: 'Long polling',
    path: '/socketio-polling/',
    origin: 'cross',
    expected: 'long-polling',
    describe: 'The same client where WebSocket is not allowed.',
  },
  {
    id: 'webrtc-data',
    label: 'WebRTC, data',
    group: 'Peers',
    path: '',
    origin: 'same',
    expected: 'webrtc',
    flags: ['data'],
    describe: 'Two peers in the page: one sends the feed and one binary message, the other echoes every third.',
  },
  {
    id: 'webrtc-media',
    label: 'WebRTC, media',
    group: 'Peers',
    path: '',
    origin: 'same',
    expected: 'webrtc',
    flags: ['media'],
    describe: 'Two peers in the page and a video track of a canvas at 10 frames a second.',
  },
  {
    id: 'beacon',
    label: 'Beacon',
    group: 'Ordinary',
    path: '/api/beacon',
    origin: 'same',
    expected: 'beacon',
    describe: 'sendBeacon every 3 s.',
  },
  {
    id: 'typing',
    label: 'Typing',
    group: 'Ordinary',
    path: '/api/suggest',
    origin: 'same',
    expected: 'http',
    describe: 'Suggestions for a word being typed: a request every 120 to 250 ms, then a pause of 2 to 4 s.',
  },
  {
    id: 'scroll',
    label: 'Scrolling',
    group: 'Ordinary',
    path: '/api/items',
    origin: 'same',
    expected: 'http',
    describe: 'The next page of a list, at irregular pauses of 400 to 3000 ms.',
  },
  {
    id: 'assets',
    label: 'Assets',
    group: 'Ordinary',
    path: '/api/asset/',
    origin: 'same',
    expected: 'http',
    describe: 'Twelve parallel requests, once.',
  },
  {
    id: 'slow',
    label: 'Slow answer',
    group: 'Ordinary',
    path: '/api/report',
    origin: 'same',
    expected: 'http',
    describe: 'One request, answered after 3 s.',
  },
  {
    id: 'download',
    label: 'Download',
    group: 'Ordinary',
    path: '/api/download',
    origin: 'same',
    expected: 'http',
    describe: 'One answer of 2 MB with its Content-Length, over about 2 s.',
  },
] as const satisfies readonly LabTechnique[]

export type LabTechniqueId = (typeof techniques)[number]['id']

/**
 * The technique that a request belongs to.
 * @param pathname path of the URL, without query
 * @returns its id; undefined for the lab's own paths
 */
export function techniqueOf(pathname: string): LabTechniqueId | undefined {
  // The peers' only request: the feed which one peer then sends to the other.
  if (pathname === '/api/feed') return 'webrtc-data'
  return techniques.find(({ path }) =>
    path.endsWith('/') ? pathname.startsWith(path) : path !== '' && pathname === path,
  )?.id
}
