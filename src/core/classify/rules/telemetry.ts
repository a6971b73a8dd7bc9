import { counted } from '../../base/words.ts'
import type { Evidence } from '../../evidence/evidence.ts'
import type { Stream } from '../../stream/stream.ts'
import { confidenceFor, type Rule } from '../rule.ts'

// Words in the URLs of collectors of measurements and errors: Google Analytics, Sentry, Segment, Datadog and others.
const telemetryName =
  /\b(collect|telemetry|analytics|events?|track(ing)?|beacon|metrics|rum|logs?|ping|stats|rtcstats|envelope|sentry|segment|mixpanel|amplitude|posthog|fullstory|nr-data|newrelic|clarity|hotjar|bugsnag|rollbar|logrocket|honeycomb|presence|intake|ingest|pixel)\b/i

/** Whether requests go mostly up, to a URL that is named like those of telemetry. */
export const isTelemetry = (stream: Stream, e: Evidence) =>
  isMostlyUpload(stream, e) && telemetryName.test(stream.sampleUrl)

/** Whether requests go mostly up: answers are small (bytes) and smaller than the request bodies, or are pixels. */
export const isMostlyUpload = (stream: Stream, e: Evidence) =>
  stream.method === 'POST'
    ? e.received <= 64
      ? e.sent === 0 || e.sent > e.received
      : e.received <= 256 && e.received <= e.sent / 4
    : e.received <= 64 && isPixel(stream)

/** Whether the answers are images: small ones are pixels whose URL carries the measurement. */
const isPixel = ({ answers: { contentTypes } }: Stream) =>
  contentTypes.size > 0 && [...contentTypes].every((type) => type.startsWith('image/'))

/** Whether all answers that were seen are equal: the first counts as an update, and no other does. */
export const hasSameAnswers = (stream: Stream) => stream.news.updates - stream.news.unseenBodies <= 1

/** Telemetry, by its URL and sizes, whatever its rhythm: a page reports by the clock, or when a person acts. */
export const telemetry: Rule = {
  id: 'telemetry',
  judge(stream, e) {
    // Empty lists are answers to a question, and so are answers that differ, unless they are small, such as the number of a
    // report.
    const asks = stream.answers.emptyLists > 0 || !(hasSameAnswers(stream) || e.received <= e.sent / 10)
    if (e.n < 3 || e.sent === 0 || e.errors >= 0.5 || asks || !isTelemetry(stream, e)) return undefined
    const confidence = confidenceFor(e.n)
    return {
      technique: 'beacon',
      flags: ['telemetry'],
      confidence: confidence === 'high' ? 'medium' : confidence,
      because: [
        `${counted(e.n, stream.method)} of ${Math.round(e.sent)} B on average to where measurements go, by its name, answered with ${Math.round(e.received)} B.`,
      ],
    }
  },
}
