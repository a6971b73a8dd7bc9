import { counted } from '../../base/words.ts'
import type { Rule } from '../rule.ts'
import { hasSameAnswers, isMostlyUpload, isTelemetry } from './telemetry.ts'

/** Requests without a rhythm: ordinary traffic, or telemetry where bodies are sent and all answers are equal. */
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
    // Requests that no action caused and that each got news may be those of a poller whose server sets the time of the next poll.
    const paced = stream.news.updates >= stream.requests.answered && e.afterInput.share + e.afterPush.share < 0.2
    return {
      technique: 'http',
      flags: ['sporadic'],
      confidence: e.n >= 8 && !(paced && stream.method === 'POST') ? 'high' : 'medium',
      because: [`${counted(e.n, 'request')} without a rhythm: they follow no clock and are not held.`],
    }
  },
}
