import { percent } from '../../base/words.ts'
import type { Caused } from '../../evidence/caused.ts'
import type { Rule } from '../rule.ts'

// Share of requests that must come right after, and how far that must lie above what chance alone explains.
const minCausedShare = 0.6
const minBeyondChance = 0.35

/** Requests that something made happen: a person's hand, or a message on a push channel. Never polling. */
export const caused: Rule = {
  id: 'caused',
  judge(_stream, e) {
    if (e.n < 3 || e.reissue >= 0.7) return undefined
    if (isCaused(e.afterInput))
      return {
        technique: 'http',
        flags: ['interactive'],
        confidence: 'high',
        because: [`${percent(e.afterInput.share)} of the requests came within a second of a key, click or scroll.`],
      }
    if (isCaused(e.afterPush))
      return {
        technique: 'http',
        flags: ['push-triggered'],
        confidence: 'high',
        because: [`${percent(e.afterPush.share)} of the requests came within 200 ms of a message on a push channel.`],
      }
    return undefined
  },
}

const isCaused = ({ share, beyondChance: surplus }: Caused) => share >= minCausedShare && surplus >= minBeyondChance
