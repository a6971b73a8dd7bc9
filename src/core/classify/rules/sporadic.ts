import type { Stream } from '../../stream.ts'
import type { Evidence } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { counted } from '../words.ts'

const telemetryName = /\b(collect|telemetry|analytics|events?|track(ing)?|beacon|metrics|rum|logs?|ping|stats)\b/i

/** Something goes up to where telemetry goes, and next to nothing comes back. */
export const isTelemetry = (stream: Stream, e: Evidence) => goesUp(stream, e) && telemetryName.test(stream.sampleUrl)

const goesUp = (stream: Stream, e: Evidence) => stream.method === 'POST' && e.sent > e.received && e.received <= 64

/** No rhythm: ordinary traffic, or telemetry where it goes up and nobody reads the answer. */
export const sporadic: Rule = {
  id: 'sporadic',
  judge(stream, e) {
    if (isTelemetry(stream, e) || (goesUp(stream, e) && e.n >= 8))
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
