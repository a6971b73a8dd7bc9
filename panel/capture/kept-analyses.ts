import { analyzeStream, isListed, type StreamAnalysis } from '../../src/core/analysis/analysis.ts'
import type { Milliseconds } from '../../src/core/base/units.ts'
import type { Session } from '../../src/core/session/session.ts'
import type { Stream } from '../../src/core/stream/stream.ts'

/** A stream with what can be said of it. */
export interface Analysed {
  stream: Stream
  analysis: StreamAnalysis
}

export interface AnalysedStreams {
  streams: Analysed[]
  /** Some are older than their stream: another pass will bring them up to date. */
  behind: boolean
}

interface Kept {
  revision: number
  second: number
  analysed: Analysed
}

// Each takes some 20 µs; this many keep a pass within a small part of a frame.
const mostPerPass = 150
// Open streams age by the second up to this many; above it each ages as much more seldom.
const agedPerSecond = 500

/**
 * Keeps the analyses of a session's streams, so that a frame pays only for those that changed. New streams are analysed at
 * once, changed ones in turn and at most `most` in a pass, the one in the foreground always; open ones also age by the second.
 */
export function createAnalyses(most = mostPerPass) {
  let kept: (Kept | undefined)[] = []
  let owner: Session | undefined
  let turn = 0

  return function analyses(session: Session, now: Milliseconds, foreground?: string): AnalysedStreams {
    if (session !== owner) kept = []
    owner = session
    const {
      streams: { all: streams },
    } = session
    const second = Math.floor(now / 1000 / Math.ceil(streams.length / agedPerSecond))
    let left = most
    let reached = -1
    for (let step = 0; step < streams.length; step++) {
      const index = (turn + step) % streams.length
      const stream = streams[index]!
      const known = kept[index]
      if (known && isFresh(known, stream, second)) continue
      if (known && left <= 0 && stream.id !== foreground) {
        if (reached < 0) reached = index
        continue
      }
      if (known) left--
      kept[index] = {
        revision: stream.revision,
        second,
        analysed: { stream, analysis: analyzeStream(session, stream, now) },
      }
    }
    if (reached >= 0) turn = reached
    const listed = kept.flatMap((one) => (one && isListed(one.analysed.stream) ? [one.analysed] : []))
    return { streams: listed, behind: reached >= 0 }
  }
}

/** Only what is still held or open changes by time alone. */
function isFresh(known: Kept, stream: Stream, second: number): boolean {
  if (known.revision !== stream.revision) return false
  const ages = stream.requests.inFlight.size > 0 || stream.connection.openedAt !== undefined || stream.status === 'open'
  return !ages || known.second === second
}
