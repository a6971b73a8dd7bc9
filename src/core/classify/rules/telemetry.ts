import { isImageType } from '../../base/media-types.ts'
import type { Bytes } from '../../base/units.ts'
import { counted } from '../../base/words.ts'
import type { Evidence } from '../../evidence/evidence.ts'
import type { Stream } from '../../stream/stream.ts'
import { confidenceFor, maxReceiptBytes, minFailingShare, type Rule } from '../rule.ts'

// Words in the URLs of collectors of measurements and errors: Google Analytics, Sentry, Segment, Datadog and others.
const telemetryName =
  /\b(collect|telemetry|analytics|events?|track(ing)?|beacon|metrics|rum|logs?|ping|stats|rtcstats|envelope|sentry|segment|mixpanel|amplitude|posthog|fullstory|nr-data|newrelic|clarity|hotjar|bugsnag|rollbar|logrocket|honeycomb|presence|intake|ingest|pixel)\b/i

/** Requests from which on their sizes and answers are those of a collector. */
const minRequests = 3
/** Mean size of an answer up to which it may be a receipt in words, if the body that was sent is so many times larger. */
const maxLongReceiptBytes: Bytes = 256
const minSentPerReceived = 4
/** Size of a body by that of its answer from which on differing answers, such as the number of a report, are no data. */
const minSentPerDifferingAnswer = 10

/** Whether requests go mostly up, to a URL that is named like those of telemetry. */
export const isTelemetry = (stream: Stream, evidence: Evidence) =>
  isMostlyUpload(stream, evidence) && telemetryName.test(stream.sampleUrl)

/** Whether requests go mostly up: answers are small (bytes) and smaller than the request bodies, or are pixels. */
export function isMostlyUpload(stream: Stream, { sent, received }: Evidence): boolean {
  const isReceipt = received <= maxReceiptBytes
  // A pixel is a small picture whose URL carries the measurement.
  if (stream.method !== 'POST') return isReceipt && answersWithImages(stream)
  if (isReceipt) return sent === 0 || sent > received
  return received <= maxLongReceiptBytes && received <= sent / minSentPerReceived
}

/** Whether all answers are pictures. */
export const answersWithImages = ({ answers: { contentTypes } }: Stream) =>
  contentTypes.size > 0 && [...contentTypes].every(isImageType)

/** Whether all answers that were seen are equal: the first counts as an update, and no other does. */
export const hasSameAnswers = (stream: Stream) => stream.news.updates - stream.news.unseenBodies <= 1

const heartbeatName = /heart_?beat|keep_?alive|\b(ping|pong|alive|presence|beat)\b/i

/** Whether the URL or the operation is named as heartbeats are. */
export const isHeartbeatName = ({ sampleUrl, operation }: Stream) => heartbeatName.test(`${sampleUrl} ${operation}`)

/** Size of a body by that of its answer from which on the answer, which nobody saw, is a receipt. */
const minSentPerUnseenAnswer = 2

/**
 * Whether answers may differ, as nobody saw what they hold, and neither a name nor their size says that they answer heartbeats: what was not
 * seen is no evidence.
 */
export const mayDiffer = (stream: Stream, { sent, received }: Evidence) =>
  stream.news.unseenBodies >= stream.requests.answered / 2 &&
  sent < minSentPerUnseenAnswer * received &&
  !isHeartbeatName(stream)

/** Telemetry, by its URL and sizes, whatever its rhythm: a page reports by the clock, or when a person acts. */
export const telemetry: Rule = {
  judge(stream, evidence) {
    const { n, sent, received, errors } = evidence
    // Empty lists are answers to a question, and so are answers that differ, unless they are small, such as the number of a
    // report.
    const isSmall = received <= sent / minSentPerDifferingAnswer
    const asks = stream.answers.emptyLists > 0 || !(hasSameAnswers(stream) || isSmall)
    if (n < minRequests || sent === 0 || errors >= minFailingShare || asks || !isTelemetry(stream, evidence))
      return undefined
    const confidence = confidenceFor(n)
    return {
      technique: 'beacon',
      flags: ['telemetry'],
      confidence: confidence === 'high' ? 'medium' : confidence,
      because: [
        `${counted(n, stream.method)} of ${Math.round(sent)} B on average to where measurements go, by its name, answered with ${Math.round(received)} B.`,
      ],
    }
  },
}
