import { isImageType, isMediaType, mediaFileEndings } from '../../base/media-types.ts'
import type { Bytes } from '../../base/units.ts'
import { counted } from '../../base/words.ts'
import type { Evidence } from '../../evidence/evidence.ts'
import type { Rule } from '../rule.ts'
import { isTelemetry } from './telemetry.ts'

/** Mean size of a body from which on it may be a file or a part of one. */
const minFileBytes: Bytes = 8192
/** The same of one that is named like a piece of a live video: a part of one may last a fifth of a second. */
const minPieceBytes: Bytes = 512
/** The same for the body of a POST, which is more often a long message. */
const minPostedFileBytes: Bytes = 8 * minFileBytes
/** Share of answers with a part of a resource from which on they are pieces of a file, whatever its type. */
const minPartialShare = 0.5
/** Exchanges from which on the pieces of a file are a row. */
const minPieces = 3
/** Size of a body by that of its answer from which on it goes up as a file does. */
const minSentPerReceived = 10
/** Share of the snapshots of a camera that have a part in the URL which keeps them from the cache. */
const minCacheBustedShare = 0.9
/** Variation of the intervals, or of the gaps, of a poller of snapshots: that of any regular poller. */
const maxSnapshotVariation = 0.35

const mediaFile = new RegExp(`\\.(${mediaFileEndings})(\\?|$)`, 'i')
// File servers send such pieces with a generic type, or none.
const genericType = /^(application\/octet-stream|binary\/octet-stream)?(;|$)/

/** A file in transfer: a video as it plays, an upload piece by piece. However regular its requests are, they are no polls. */
export const transfer: Rule = {
  judge(stream, evidence) {
    const { n, partial, sent, received } = evidence
    const { contentTypes } = stream.answers
    const piece = mediaFile.test(stream.sampleUrl)
    // Of what elements load, each URL is a stream of its own: an image that comes again is no other file.
    const maySnap = stream.initiator !== undefined || isSnapshot(evidence)
    const media = [...contentTypes].every(
      (type) => (piece && genericType.test(type)) || (isMedia(type) && !(isImageType(type) && maySnap)),
    )
    const isFile = media || partial > minPartialShare
    if (n >= 1 && contentTypes.size > 0 && isFile && received >= (piece ? minPieceBytes : minFileBytes))
      return {
        technique: 'http',
        flags: ['media'],
        confidence: n >= minPieces ? 'high' : 'medium',
        because: [`${counted(n, 'answer')} of ${[...contentTypes][0]}, in parts or whole: a file, not news.`],
      }
    const sends =
      /^(PUT|PATCH|POST)$/.test(stream.method) && sent >= (stream.method === 'POST' ? minPostedFileBytes : minFileBytes)
    if (n < minPieces || !sends || sent < minSentPerReceived * received || isTelemetry(stream, evidence))
      return undefined
    return {
      technique: 'http',
      flags: ['upload'],
      confidence: 'high',
      because: [
        `${counted(n, stream.method)} of ${Math.round(sent)} B each, answered with ${Math.round(received)} B: an upload in parts.`,
      ],
    }
  },
}

// Playlists of live video have types such as audio/mpegurl, and are not media. YouTube has a type of its own; subtitles are text.
const isMedia = (type: string) =>
  (isMediaType(type) || /^(application\/vnd\.yt-ump|text\/vtt)\b/.test(type)) && !/mpegurl/i.test(type)

/** Whether images are the snapshots of a camera: polled by the clock, with a part in the URL that keeps them from the cache. */
const isSnapshot = ({ cacheBusted, iatVariation, gapVariation }: Evidence) =>
  cacheBusted > minCacheBustedShare && Math.min(iatVariation, gapVariation) <= maxSnapshotVariation
