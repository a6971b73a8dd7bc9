import type { Rule } from '../rule.ts'
import { counted } from '../words.ts'

// A poller's clock may jitter by a third or so (0.17); beyond this the pauses are a reader's.
const unsteady = 0.2

/** Each request asks for what comes after the last answer, each answer has some, and the pauses follow no clock: scrolling. */
export const pagination: Rule = {
  id: 'pagination',
  judge(stream, e) {
    const moving = e.n >= 3 && e.cursorMoves >= 0.9 * (e.n - 1)
    if (!moving || stream.wasted > 0 || Math.min(e.iatSpread, e.gapVariation) <= unsteady || e.reissue >= 0.7)
      return undefined
    return {
      technique: 'http',
      flags: ['sporadic', 'pagination'],
      confidence: e.n >= 8 ? 'high' : 'medium',
      because: [
        `${counted(e.n, 'request')} each asked for what follows the last answer, every one got something, and no clock set the pauses.`,
      ],
    }
  },
}
