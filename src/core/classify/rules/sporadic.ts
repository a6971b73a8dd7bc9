import type { Stream } from '../../stream.ts'
import type { Evidence } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { counted } from '../words.ts'

// What collectors of measurements and errors call their addresses: Google Analytics, Sentry, Segment, Datadog and others.
const telemetryName =
  /\b(collect|telemetry|analytics|events?|track(ing)?|beacon|metrics|rum|logs?|ping|stats|envelope|sentry|segment|mixpanel|amplitude|intake|ingest|pixel)\b/i

/** Something goes up to where telemetry goes, and next to nothing comes back. */
export const isTelemetry = (stream: Stream, e: Evidence) => goesUp(stream, e) && telemetryName.test(stream.sampleUrl)

const goesUp = (stream: Stream, e: Evidence) =>
  e.received <= 64 && (stream.method === 'POST' ? e.sent === 0 || e.sent > e.received : isPixel(stream))

/** A picture of one pixel, asked for with all that is told in its URL. */
const isPixel = ({ contentTypes }: Stream) =>
  contentTypes.size > 0 && [...contentTypes].every((type) => type.startsWith('image/'))

/** Whatever comes back says the same each time. */
const isUnread = (stream: Stream) => stream.updates - stream.unseenBodies <= 1

/** No rhythm: ordinary traffic, or telemetry where it goes up and nobody reads the answer. */
export const sporadic: Rule = {
  id: 'sporadic',
  judge(stream, e) {
    if (isTelemetry(stream, e) || (goesUp(stream, e) && e.sent > 0 && e.n >= 8 && isUnread(stream)))
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
