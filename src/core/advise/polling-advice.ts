import { packsHeads } from '../base/agreed-protocols.ts'
import type { Bytes } from '../base/units.ts'
import { counted, inBytes, percent } from '../base/words.ts'
import type { Stream } from '../stream/stream.ts'
import { unseenAnswers } from '../verdict/unseen-answers.ts'
import { type AdviceRule, type Case, minForShare } from './rule.ts'

/** Share of answers without an update from which on polling is mostly empty. */
const minEmptyShare = 0.5
/** Share of the bytes below which a saving is not worth a figure. */
const minNamedSaving = 0.05
/** Share of the bytes in repeated bodies from which on conditional requests are named as well. */
const minNamedRepeats = 0.1

/** Polling with few updates: a push technique would send only those. */
export const pollingMostlyEmpty: AdviceRule = {
  id: 'polling-mostly-empty',
  topic: 'asking',
  advise(about) {
    const { stream, verdict, cost, waste, whatIf } = about
    const share = waste.wasted / Math.max(1, stream.requests.answered)
    if (
      verdict.technique !== 'polling' ||
      stream.requests.answered < minForShare ||
      share < minEmptyShare ||
      isCached(stream)
    )
      return
    const now = cost.bytesUp + cost.bytesDown
    const sse = whatIf.find(({ technique }) => technique === 'sse')
    const saved = sse && now > 0 ? 1 - (sse.bytesUp + sse.bytesDown) / now : 0
    const { unseen } = seenOf(about)
    const saving =
      saved > minNamedSaving
        ? ` Server-Sent Events would have saved ${unseen > 0 ? 'at least' : 'about'} ${percent(saved)} of its bytes;`
        : ''
    // Where repeated bodies are a good part of the bytes, conditional requests would save them without another technique.
    const again = repeatedBytes(about) >= minNamedRepeats * now ? ` ${unconditionalWords(about)}` : ''
    return `${unseen > 0 ? 'At least ' : ''}${percent(share)} of ${counted(stream.requests.answered, 'answer')} carried no news.${saving || ' A push technique would have sent only the news;'} they keep one connection open per client, and updates come at once.${again}`
  },
}

/** Seconds below which a rate says little, and updates a second from which on a whole request for each is much. */
const minRateSeconds = 5
const minBusyUpdatesPerSecond = 1

/** Long polling with many updates, each of which has a whole request: a stream costs less. */
export const longPollingBusy: AdviceRule = {
  id: 'long-polling-high-rate',
  topic: 'asking',
  advise(about) {
    const { verdict, cost } = about
    const { known, unseen } = seenOf(about)
    const seconds = cost.observedSeconds
    const rate = known / seconds
    if (verdict.technique !== 'long-polling' || seconds < minRateSeconds || rate < minBusyUpdatesPerSecond) return
    return `${unseen > 0 ? 'At least ' : ''}${rate.toFixed(1)} updates a second each pay a whole request. A stream (Server-Sent Events, or a WebSocket where the client talks too) pays a few bytes for each.`
  },
}

/** Share of answers that must repeat the answer before. */
const minSameShare = 0.3

/** Polling that receives equal answers in full: conditional requests would leave their bodies out. */
export const sameAnswerAgain: AdviceRule = {
  id: 'polling-unconditional',
  topic: 'asking',
  advise(about) {
    const { stream, verdict, waste } = about
    const same = waste.wastedBy.same ?? 0
    if (
      verdict.technique !== 'polling' ||
      same < minForShare ||
      same / stream.requests.answered < minSameShare ||
      isCached(stream)
    )
      return
    return unconditionalWords(about)
  },
}

/** Updates: those whose content was seen, and answers that count as updates because nobody saw what they said. */
function seenOf({ stream: { news }, verdict }: Case): { known: number; unseen: number } {
  const unseen = unseenAnswers({ technique: verdict.technique, unseenBodies: news.unseenBodies })
  return { known: news.updates - unseen, unseen }
}

/** Whether most answers came from the cache and cost the network nothing. */
const isCached = ({ bytes, requests }: Stream) => bytes.cachedResponses > requests.count / 2

/** Bytes of the bodies that repeated the body before, as they came (compressed), without those that came from the cache. */
function repeatedBytes({ stream, cost }: Case): Bytes {
  const bodies = Math.min(stream.in.bytes, Math.max(0, cost.bytesDown - stream.bytes.heads))
  return (stream.news.repeatedBytes / Math.max(1, stream.in.bytes)) * bodies
}

function unconditionalWords(about: Case): string {
  const same = counted(about.waste.wastedBy.same ?? 0, 'answer')
  const remedy =
    about.stream.method === 'GET'
      ? 'With an ETag the server could say 304 and send no body'
      : 'Asked by GET with an ETag, the server could say 304 and send no body'
  const before = about.stream.news.unseenBodies > 0 ? 'the last one that was seen' : 'the one before'
  return `${same} repeated ${before}, some ${inBytes(repeatedBytes(about))} of bodies. ${remedy}; the request itself stays.`
}

/** Share of the bytes that must be overhead. */
const minHeadHeavyShare = 0.9

/** Polling whose bytes are nearly all heads. */
export const headHeavy: AdviceRule = {
  id: 'polling-head-heavy',
  topic: 'asking',
  advise(about) {
    const { stream, verdict, cost } = about
    const { known, unseen } = seenOf(about)
    if (
      !/polling$/.test(verdict.technique) ||
      stream.requests.count < minForShare ||
      cost.overheadShare < minHeadHeavyShare
    )
      return
    if (cost.bytesPerUpdate === null || known < minForShare) return
    const packed = packsHeads(stream.origin.protocol)
    const packing = packed ? '' : 'HTTP/2 packs repeated heads to some 60 B, '
    const least = unseen > 0 ? 'at least ' : ''
    return `${unseen > 0 ? 'At least ' : ''}${percent(cost.overheadShare)} of its bytes are not news: each update costs ${least}${cost.bytesPerUpdate} B. ${packing}${packed ? 'Cookies' : 'cookies'} on a path of their own stay away from it, and a stream needs no head per update.`
  },
}
