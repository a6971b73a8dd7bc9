/** The nine techniques. The ids are used in files, in the command line's JSON and in code alike. */
export const techniques = [
  'polling',
  'long-polling',
  'sse',
  'http-streaming',
  'websocket',
  'webrtc',
  'webtransport',
  'beacon',
  'http',
] as const

export type Technique = (typeof techniques)[number]

/** The names people know them by. */
export const techniqueLabels: Record<Technique, string> = {
  polling: 'AJAX polling',
  'long-polling': 'Long polling',
  sse: 'Server-Sent Events',
  'http-streaming': 'HTTP streaming',
  websocket: 'WebSocket',
  webrtc: 'WebRTC',
  webtransport: 'WebTransport',
  beacon: 'Beacon',
  http: 'HTTP',
}
