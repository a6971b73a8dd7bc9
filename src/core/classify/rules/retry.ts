import { percent } from '../../base/words.ts'
import { minExchangesForMedium, minFailingShare, type Rule } from '../rule.ts'
import { isTelemetry } from './telemetry.ts'

/** Requests that are repeated because they failed. */
export const retry: Rule = {
  judge(stream, evidence) {
    const { n, total, errors } = evidence
    const ofWhich = total > n ? `the last ${n} requests` : 'the requests'
    if (errors < minFailingShare) return undefined
    if (isTelemetry(stream, evidence))
      return {
        technique: 'beacon',
        flags: ['telemetry', 'failed'],
        confidence: 'medium',
        because: [`${percent(errors)} of ${ofWhich} failed; what they carry goes up only, by its name and its size.`],
      }
    return {
      technique: 'http',
      flags: ['retry'],
      // That requests fail needs no pattern of times: a few are enough.
      confidence: n >= minExchangesForMedium ? 'high' : 'medium',
      because: [`${percent(errors)} of ${ofWhich} failed: they are asked again for an answer, not for news.`],
    }
  },
}
