import { counted } from '../../base/words.ts'
import { isWriting, minExchangesForHigh, type Rule } from '../rule.ts'
import { cameWholeWords } from './came-whole.ts'
import { hasSameAnswers, isMostlyUpload, isTelemetry } from './telemetry.ts'

/** Share of requests that a key, click, scroll or pushed message caused, from which on no poller paces them. */
const minCausedShare = 0.2

/** Requests without a rhythm: ordinary traffic, or telemetry where bodies are sent and all answers are equal. */
export const sporadic: Rule = {
  judge(stream, evidence) {
    const { n, total, sent, received, afterInput, afterPush } = evidence
    const isMany = n >= minExchangesForHigh
    const isReport = isMostlyUpload(stream, evidence) && sent > 0 && isMany && hasSameAnswers(stream)
    if (isTelemetry(stream, evidence) || isReport)
      return {
        technique: 'beacon',
        flags: ['telemetry'],
        confidence: isMany ? 'medium' : 'provisional',
        because: [
          `${counted(total, 'POST')} of ${Math.round(sent)} B on average, answered with ${Math.round(received)} B.`,
        ],
      }
    // Requests that no action caused and that each got news may be those of a poller whose server sets the time of the next poll.
    const paced = stream.news.updates >= stream.requests.answered && afterInput.share + afterPush.share < minCausedShare
    return {
      technique: 'http',
      flags: ['sporadic'],
      confidence: isMany && !(paced && stream.method === 'POST') ? 'high' : 'medium',
      because: [
        isWriting(stream, evidence)
          ? `${counted(total, 'request')} that change something at the server: they ask for no news.`
          : `${counted(total, 'request')} without a rhythm: they follow no clock and are not held.`,
        ...cameWholeWords(evidence),
      ],
    }
  },
}
