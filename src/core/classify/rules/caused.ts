import type { Rule } from '../rule.ts'
import { percent } from '../words.ts'

// A poller's clock is steadier than a person or a push: below this variation a coincidence is likelier than a cause.
const clockwork = 0.15
// Share of requests that must come right after, and how far that must lie above what chance alone explains.
const mostly = 0.6
const beyondChance = 0.35

/** Requests that something made happen: a person's hand, or a message on a push channel. Never polling. */
export const caused: Rule = {
  id: 'caused',
  judge(_stream, e) {
    if (e.n < 3 || e.iatVariation < clockwork || e.reissue >= 0.7) return undefined
    if (e.afterInput >= mostly && e.afterInput - e.inputCoverage >= beyondChance)
      return {
        technique: 'http',
        flags: ['interactive'],
        confidence: 'high',
        because: [`${percent(e.afterInput)} of the requests came within a second of a key, click or scroll.`],
      }
    if (e.afterPush >= mostly && e.afterPush - e.pushCoverage >= beyondChance)
      return {
        technique: 'http',
        flags: ['push-triggered'],
        confidence: 'high',
        because: [`${percent(e.afterPush)} of the requests came within 200 ms of a message on a push channel.`],
      }
    return undefined
  },
}
