import { isImageType } from '../../base/media-types.ts'
import type { Bytes } from '../../base/units.ts'
import { counted } from '../../base/words.ts'
import type { Evidence } from '../../evidence/evidence.ts'
import type { Stream } from '../../stream/stream.ts'
import { confidenceFor, maxReceiptBytes, minExchangesForHigh, minFailingShare, type Rule } from '../rule.ts'

// Words in the URLs of collectors of measurements and errors: Google Analytics, Sentry, Segment, Datadog and others.
const collectorName =
  /\b(collect|telemetry|analytics|beacon|rum|rtcstats|envelope|sentry|segment|mixpanel|amplitude|posthog|fullstory|nr-data|newrelic|clarity|hotjar|bugsnag|rollbar|logrocket|honeycomb|intake|ingest)\b/i
// Words that other addresses have, too: a calendar has events, and a log may be read.
const telemetryName = /\b(events?|track(ing)?|metrics|logs?|ping|stats|presence|pixel)\b/i

/** Share of requests after pushed messages up to which a page reports by itself. */
const maxPushedShare = 0.5

/** Requests from which on their sizes and answers are those of a collector, whose name may then be any of these. */
const minRequests = 3
/** Mean size of an answer up to which it may be a receipt in words, if the body that was sent is so many times larger. */
const maxLongReceiptBytes: Bytes = 256
const minSentPerReceived = 4
/** Size of a body by that of its answer from which on differing answers, such as the number of a report, are no data. */
const minSentPerDifferingAnswer = 10

/** Whether requests go mostly up, to a URL that is named like those of telemetry. */
export const isTelemetry = (stream: Stream, evidence: Evidence) =>
  isMostlyUpload(stream, evidence) &&
  (collectorName.test(stream.sampleUrl) || (telemetryName.test(stream.sampleUrl) && mayReport(stream, evidence)))

/** Whether what goes to an address that may be one of measurements is no answer to a pushed message, and creates nothing. */
const mayReport = (stream: Stream, { created, afterPush }: Evidence) =>
  created === 0 && afterPush.share <= maxPushedShare && hasSameAnswers(stream)

/** Whether the host, or the end of the path, has the name of a collector: of few requests a word on the way to a page's own data proves nothing. */
function endsLikeCollector({ sampleUrl }: Stream): boolean {
  const [, host = '', path = ''] = /^\w+:\/\/([^/?]*)([^?]*)/.exec(sampleUrl) ?? []
  return collectorName.test(host) || collectorName.test(path.replace(/\/$/, '').split('/').at(-1)!)
}

/** Whether a request without a body reports in its query, to a collector that answers with nothing at all. */
const reportsByQuery = ({ sampleUrl, method }: Stream, { received }: Evidence) =>
  method === 'POST' && received === 0 && collectorName.test(sampleUrl) && sampleUrl.includes('?')

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
    const byQuery = sent === 0 && reportsByQuery(stream, evidence)
    const isFew = n < minRequests
    if (n === 0 || (isFew && !endsLikeCollector(stream)) || errors >= minFailingShare || asks) return undefined
    if (!byQuery && (sent === 0 || !isTelemetry(stream, evidence))) return undefined
    const firm = byQuery && n < minExchangesForHigh ? 'provisional' : confidenceFor(n)
    const confidence = isFew ? 'low' : firm
    return {
      technique: 'beacon',
      flags: ['telemetry'],
      confidence: confidence === 'high' ? 'medium' : confidence,
      because: [
        byQuery
          ? `${counted(n, stream.method)} with a query and no body to where measurements go, by its name, answered with nothing.`
          : `${counted(n, stream.method)} of ${Math.round(sent)} B${n > 1 ? ' on average' : ''} to where measurements go, by its name, answered with ${Math.round(received)} B.`,
      ],
    }
  },
}
