import { counted } from '../../base/words.ts'
import type { Rule } from '../rule.ts'
import { hasSameAnswers, isMostlyUpload, isTelemetry } from './telemetry.ts'

/** No rhythm: ordinary traffic, or telemetry where it goes up and nobody reads the answer. */
export const sporadic: Rule = {
  id: 'sporadic',
  judge(stream, e) {
    if (isTelemetry(stream, e) || (isMostlyUpload(stream, e) && e.sent > 0 && e.n >= 8 && hasSameAnswers(stream)))
      return {
        technique: 'beacon',
        flags: ['telemetry'],
        confidence: e.n >= 8 ? 'medium' : 'low',
        because: [
          `${counted(e.n, 'POST')} of ${Math.round(e.sent)} B on average, answered with ${Math.round(e.received)} B.`,
        ],
      }
    // A poller whose server says when to come again has no rhythm of its own; nobody's hand, and news each time, may be that.
    const paced = stream.news.updates >= stream.requests.answered && e.afterInput.share + e.afterPush.share < 0.2
    return {
      technique: 'http',
      flags: ['sporadic'],
      confidence: e.n >= 8 && !(paced && stream.method === 'POST') ? 'high' : 'medium',
      because: [`${counted(e.n, 'request')} without a rhythm: they follow no clock and are not held.`],
    }
  },
}
