import type { Stream } from '../../../src/core/stream/stream.ts'

/** The direction of payload, as arrows and in words. */
export interface Direction {
  arrows: '' | '↓' | '↑' | '↑↓'
  words: string
}

/** The directions in which a stream has carried payload. */
export function directionOf(stream: Stream): Direction {
  const media = stream.peer?.media ?? false
  const down = stream.in.count > 0 || (media && (stream.peer?.stats?.packetsReceived ?? 0) > 0)
  const up = stream.out.count > 0 || (media && (stream.peer?.stats?.packetsSent ?? 0) > 0)
  if (down && up) return { arrows: '↑↓', words: 'both ways' }
  if (down) return { arrows: '↓', words: 'to the page' }
  if (up) return { arrows: '↑', words: 'from the page' }
  return { arrows: '', words: 'nothing yet' }
}
