import { percent } from '../../base/words.ts'
import type { Caused } from '../../evidence/caused.ts'
import type { Rule } from '../rule.ts'

/** Share of requests that must come right after a cause. */
const minCausedShare = 0.6
/** Amount by which that share must exceed the share that would come by chance. */
const minBeyondChance = 0.35

/** Requests that a person's action or a message on a push channel caused: these are never polls. */
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
