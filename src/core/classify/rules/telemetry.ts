import { counted } from '../../base/words.ts'
import type { Evidence } from '../../evidence/evidence.ts'
import type { Stream } from '../../stream/stream.ts'
import { confidenceFor, type Rule } from '../rule.ts'

// What collectors of measurements and errors call their addresses: Google Analytics, Sentry, Segment, Datadog and others.
const telemetryName =
  /\b(collect|telemetry|analytics|events?|track(ing)?|beacon|metrics|rum|logs?|ping|stats|rtcstats|envelope|sentry|segment|mixpanel|amplitude|posthog|fullstory|nr-data|newrelic|clarity|hotjar|bugsnag|rollbar|logrocket|honeycomb|presence|intake|ingest|pixel)\b/i

/** Something goes up to where telemetry goes, and next to nothing comes back. */
export const isTelemetry = (stream: Stream, e: Evidence) =>
  isMostlyUpload(stream, e) && telemetryName.test(stream.sampleUrl)

/** What says that all was taken is short, beside what was. */
export const isMostlyUpload = (stream: Stream, e: Evidence) =>
  stream.method === 'POST'
    ? e.received <= 64
      ? e.sent === 0 || e.sent > e.received
      : e.received <= 256 && e.received <= e.sent / 4
    : e.received <= 64 && isPixel(stream)

/** A picture of one pixel, asked for with all that is told in its URL. */
const isPixel = ({ answers: { contentTypes } }: Stream) =>
  contentTypes.size > 0 && [...contentTypes].every((type) => type.startsWith('image/'))

/** Whatever comes back says the same each time. */
export const hasSameAnswers = (stream: Stream) => stream.news.updates - stream.news.unseenBodies <= 1

/** By its name, whatever its rhythm: what a page reports when somebody clicks, or by the clock, is no question. */
export const telemetry: Rule = {
  id: 'telemetry',
  judge(stream, e) {
    // An empty list is an answer to a question, and so is what differs, unless it is next to nothing: a number for a report.
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
