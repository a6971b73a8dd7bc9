import { counted, inTime } from '../../base/words.ts'
import type { Evidence } from '../../evidence/evidence.ts'
import { framingOf } from '../../framing/decoders.ts'
import type { Stream } from '../../stream/stream.ts'
import { confidenceFor, type Rule } from '../rule.ts'

/** Variation of a poller's intervals: uniform jitter of 30 % varies by 0.17, jitter of 50 % by 0.29, a Poisson process by 1.0. */
const maxPollingVariation = 0.35

/** Requests at regular intervals, or at a regular gap after each answer. */
export const regularPolling: Rule = {
  id: 'regular-polling',
  judge(stream, e) {
    // Where answers take no time, intervals and gaps are equally steady: then a timer is the simpler explanation.
    const interval = e.iatVariation <= e.gapVariation + 0.01
    const variation = interval ? e.iatVariation : e.gapVariation
    if (!(variation <= maxPollingVariation) || (e.reissue >= 0.3 && !e.clocked)) return undefined
    const period = interval ? e.iat : e.gap
    const pattern = interval ? 'interval' : 'chained'
    const jittered = variation > 0.1
    const because = [
      interval
        ? `A request every ${inTime(e.iat)}, ${counted(e.n, 'time')}${jittered ? `, give or take ${inTime(variation * e.iat)}` : ', steady as a timer'}.`
        : `The next request comes ${inTime(e.gap)} after each answer, ${counted(e.n, 'time')}${jittered ? `, give or take ${inTime(variation * e.gap)}` : ''}.`,
    ]
    if (e.hold > 1000)
      because.push(
        `Answers take ${inTime(e.hold)}, but the next request waits for the clock, not for the answer: not long polling.`,
      )
    const flags = [
      pattern,
      ...(jittered ? ['jittered'] : []),
      ...(isPlaylist(stream) ? ['playlist'] : []),
      ...(areAllImages(stream) ? ['image'] : []),
    ]
    if (isHeartbeatUpload(stream, e))
      return {
        technique: 'beacon',
        flags: ['heartbeat', pattern],
        confidence: confidenceFor(e.n),
        because: [...because, 'It sends something up and gets next to nothing back: a heartbeat.'],
      }
    if (stream.news.updates === 0 && stream.requests.answered >= 4) flags.push('keep-alive')
    const enough = e.n >= 4 && e.span >= 2.9 * period
    const confidence = confidenceFor(e.n)
    // A few intervals that vary much may be regular by chance.
    const luck = confidence === 'high' && variation > 0.2 && e.n < 12
    return {
      technique: 'polling',
      flags,
      confidence: !enough ? 'provisional' : luck ? 'medium' : confidence,
      because,
    }
  },
}

/** Whether the answers are playlists of HLS (RFC 8216, 4) or DASH, which the player of a live video polls. */
const isPlaylist = (stream: Stream) =>
  /\.(m3u8|mpd)(\?|$)/.test(stream.sampleUrl) ||
  [...stream.answers.contentTypes].some((type) => /mpegurl|dash\+xml/i.test(type))

const areAllImages = ({ answers: { contentTypes } }: Stream) =>
  contentTypes.size > 0 && [...contentTypes].every((type) => type.startsWith('image/'))

/** Whether the requests are heartbeats by HTTP: they have a body, and the answers are next to empty and do not differ. */
const isHeartbeatUpload = (stream: Stream, e: Evidence) =>
  stream.method !== 'GET' &&
  e.sent > 0 &&
  e.received <= 64 &&
  // A request that names an operation, or is answered with an empty list, asks for data.
  (stream.operation === '' || /heart_?beat|keep_?alive|\bp[io]ng\b|presence/i.test(stream.operation)) &&
  stream.answers.emptyLists === 0 &&
  ![...stream.answers.contentTypes].some((type) => framingOf(type) !== 'unknown') &&
  stream.news.updates - stream.news.unseenBodies <= 1
