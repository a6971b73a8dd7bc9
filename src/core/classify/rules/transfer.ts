import { counted } from '../../base/words.ts'
import type { Evidence } from '../../evidence/evidence.ts'
import type { Rule } from '../rule.ts'
import { isTelemetry } from './telemetry.ts'

/** Mean size of a body from which on it may be a file or a part of one. */
const minFileBytes = 8192

// Names of pieces of a live video or of its sound (RFC 8216, 3; ISO/IEC 23009-1).
const mediaFile = /\.(ts|m4s|m4a|m4v|mp4|aac|cmf[atv]|webm)(\?|$)/i
// File servers send such pieces with a generic type, or none.
const genericType = /^(application\/octet-stream|binary\/octet-stream)?(;|$)/

/** A file in transfer: a video as it plays, an upload piece by piece. However regular its requests are, they are no polls. */
export const transfer: Rule = {
  id: 'transfer',
  judge(stream, e) {
    const piece = mediaFile.test(stream.sampleUrl)
    const media = [...stream.answers.contentTypes].every(
      (type) => (piece && genericType.test(type)) || (isMedia(type) && !(isImage(type) && isSnapshot(e))),
    )
    if (e.n >= 1 && stream.answers.contentTypes.size > 0 && (media || e.partial > 0.5) && e.received >= minFileBytes)
      return {
        technique: 'http',
        flags: ['media'],
        confidence: e.n >= 3 ? 'high' : 'medium',
        because: [
          `${counted(e.n, 'answer')} of ${[...stream.answers.contentTypes][0]}, in parts or whole: a file, not news.`,
        ],
      }
    const sends =
      /^(PUT|PATCH|POST)$/.test(stream.method) && e.sent >= (stream.method === 'POST' ? 8 * minFileBytes : minFileBytes)
    if (e.n < 3 || !sends || e.sent < 10 * e.received || isTelemetry(stream, e)) return undefined
    return {
      technique: 'http',
      flags: ['upload'],
      confidence: 'high',
      because: [
        `${counted(e.n, stream.method)} of ${Math.round(e.sent)} B each, answered with ${Math.round(e.received)} B: an upload in parts.`,
      ],
    }
  },
}

// Playlists of live video have types such as audio/mpegurl, and are not media. YouTube has a type of its own; subtitles are text.
const isMedia = (type: string) =>
  /^((video|audio|image|font)\/|application\/vnd\.yt-ump\b|text\/vtt\b)/.test(type) && !/mpegurl/i.test(type)
const isImage = (type: string) => type.startsWith('image/')

/** Whether images are the snapshots of a camera: polled by the clock, with a part in the URL that keeps them from the cache. */
const isSnapshot = (e: Evidence) => e.cacheBusted > 0.9 && Math.min(e.iatVariation, e.gapVariation) <= 0.35
