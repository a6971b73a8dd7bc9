import type { Stream, StreamKind } from '../stream/stream.ts'
import { type Browser, recordedBy } from './recorded-by.ts'

const names: Record<Browser, string> = { chromium: 'Chromium', firefox: 'Firefox' }

/**
 * Browsers that keep a page out of the back/forward cache for an open connection of each kind. Measured with Chromium 156 and Firefox 153:
 * a page with the connection was left and gone back to. A connection that is not listed was no obstacle to entering the cache, or, as
 * WebTransport, was not measured. Of peer connections Chromium minds only those that are connected.
 */
const outOfCache: { readonly [Kind in StreamKind]?: readonly Browser[] } = {
  webrtc: ['chromium', 'firefox'],
  websocket: ['firefox'],
  eventsource: ['firefox'],
  exchanges: ['firefox'],
  streamed: ['firefox'],
}

const subjects: { readonly [Kind in StreamKind]?: string } = {
  webrtc: 'peer connection is open',
  websocket: 'WebSocket is open',
  eventsource: 'EventSource is open',
  exchanges: 'request is in flight',
  streamed: 'request is in flight',
}

/**
 * The browsers whose back/forward cache a stream keeps its page out of as it stands: the one that recorded it, where that is known, or
 * else all that were measured.
 * @param held a request of the stream is in flight
 * @returns undefined where there is none
 */
export function cachesWithout(stream: Stream, held: boolean): { browsers: Browser[]; because: string } | undefined {
  const { kind, peer } = stream
  const blocks = kind === 'exchanges' || kind === 'streamed' ? held : isConnected(stream)
  const recorder = recordedBy(stream)
  const browsers = (outOfCache[kind] ?? []).filter(
    (browser) =>
      (!recorder || browser === recorder) && (browser === 'firefox' || !peer || peer.connection === 'connected'),
  )
  if (!blocks || browsers.length === 0) return undefined
  const who = browsers.map((browser) => names[browser]).join(' and ')
  const keep = browsers.length === 1 ? 'does' : 'do'
  return {
    browsers,
    because: `While the ${subjects[kind]}, ${who} ${keep} not put the page into the back/forward cache: going back loads it anew.`,
  }
}

function isConnected({ status, connection, peer }: Stream): boolean {
  if (peer) return status === 'open' && peer.connection !== 'closed'
  return connection.openedAt !== undefined
}
