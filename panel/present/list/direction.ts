import type { Analysed } from '../analysed.ts'

/** The direction of payload, as arrows and in words. */
export interface Direction {
  arrows: '' | '↓' | '↑' | '↑↓'
  words: string
}

/** The directions in which a stream has carried payload. Audio and video are no messages: packets show their direction. */
export function directionOf({ facts, analysis }: Analysed): Direction {
  const media = facts.peer?.media ? facts.peer.stats : undefined
  const down = analysis.messagesIn > 0 || (media?.packetsReceived ?? 0) > 0
  const up = analysis.messagesOut > 0 || (media?.packetsSent ?? 0) > 0
  if (down && up) return { arrows: '↑↓', words: 'both ways' }
  if (down) return { arrows: '↓', words: 'to the page' }
  if (up) return { arrows: '↑', words: 'from the page' }
  return { arrows: '', words: 'nothing yet' }
}
