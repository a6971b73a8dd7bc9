import type { Rule } from '../rule.ts'
import { counted } from '../words.ts'

const telemetryName = /\b(collect|telemetry|analytics|events?|track(ing)?|beacon|metrics|rum|logs?|ping|stats)\b/i

/** No rhythm: ordinary traffic, or telemetry where it goes up and nobody reads the answer. */
export const sporadic: Rule = {
  id: 'sporadic',
  judge(stream, e) {
    const upwards = stream.method === 'POST' && e.sent > e.received && e.received <= 64
    if (upwards && (e.n >= 8 || telemetryName.test(stream.sampleUrl)))
      return {
        technique: 'beacon',
        flags: ['telemetry'],
        confidence: e.n >= 8 ? 'medium' : 'low',
        because: [
          `${counted(e.n, 'POST')} of ${Math.round(e.sent)} B on average, answered with ${Math.round(e.received)} B.`,
        ],
      }
    return {
      technique: 'http',
      flags: ['sporadic'],
      confidence: e.n >= 8 ? 'high' : 'medium',
      because: [`${counted(e.n, 'request')} without a rhythm: they follow no clock and are not held.`],
    }
  },
}
