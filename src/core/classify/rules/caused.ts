import { percent } from '../../base/words.ts'
import type { Caused } from '../../evidence/caused.ts'
import { minExchangesForMedium, minReissueShare, type Rule } from '../rule.ts'

/** Requests from which on a share of them tells something. */
const minRequests = 3
/** Share of requests that must come soon after a cause. */
const minCausedShare = 0.6
/** Share of requests whose text goes on from the one before, from which on somebody types it. */
const minTypedShare = 0.6
/** Variation of the intervals, or the gaps, of a timer. */
const maxTimerVariation = 0.05
/** Amount by which that share must exceed the share that would come by chance. */
const minBeyondChance = 0.35

/**
 * Requests that a person's action or a message on a push channel caused: these are never polls. The sentences name the wider reach;
 * where `causedShare` took the narrower one (50 or 40 ms), the share is that of the requests within it.
 */
export const caused: Rule = {
  judge(_stream, { n, reissue, typed, newText, iatVariation, gapVariation, afterInput, afterPush }) {
    if (n >= minRequests && typed >= minTypedShare)
      return {
        technique: 'http',
        flags: ['interactive'],
        confidence: n >= minExchangesForMedium ? 'high' : 'medium',
        because: [
          `${percent(Math.min(1, typed))} of the requests have a text that goes on from the one before: somebody types.`,
        ],
      }
    // Words that come by a timer are names of the requests, such as ids: nobody looks words up so evenly.
    const isTimed = Math.min(iatVariation, gapVariation) <= maxTimerVariation
    if (n >= minRequests && newText >= minTypedShare && !isTimed)
      return {
        technique: 'http',
        flags: ['sporadic'],
        confidence: n >= minExchangesForMedium ? 'high' : 'medium',
        because: [
          `${percent(newText)} of the requests ask for a text that no earlier request had: each is a different question, while a poll asks the same question again.`,
        ],
      }
    if (n < minRequests || reissue >= minReissueShare) return undefined
    if (isCaused(afterInput))
      return {
        technique: 'http',
        flags: ['interactive'],
        confidence: 'high',
        because: [`${percent(afterInput.share)} of the requests came within a second of a key, click or scroll.`],
      }
    if (isCaused(afterPush))
      return {
        technique: 'http',
        flags: ['push-triggered'],
        confidence: 'high',
        because: [`${percent(afterPush.share)} of the requests came within 200 ms of a message on a push channel.`],
      }
    return undefined
  },
}

const isCaused = ({ share, beyondChance: surplus }: Caused) => share >= minCausedShare && surplus >= minBeyondChance
