import { analyzeStream, isListed } from '../../src/core/analysis/analysis.ts'
import { streamsOf } from '../../src/core/analysis/session-facts.ts'
import { factsOf, type StreamFacts } from '../../src/core/analysis/stream-facts.ts'
import type { Moment } from '../../src/core/base/units.ts'
import type { Session } from '../../src/core/session/session.ts'
import type { Analysed } from '../present/analysed.ts'

/** The streams of a session that are worth a row, in order of appearance. */
export interface AnalysedStreams {
  streams: Analysed[]
  /** Some streams have no analysis yet, or one that is older than the stream: call again in the next frame. */
  behind: boolean
}

/** An analysis, and the state of the stream that it was made of. */
interface Kept {
  revision: number
  age: number
  analysed: Analysed
}

// An analysis takes some 20 µs, so this many take a small part of a frame (16 ms).
const maxPerPass = 150
// In ms. A file may bring ten thousand new streams at once: those that a pass has no time for are listed by the next ones.
const maxMsPerPass = 25
// Up to this many streams, the open ones are analysed again every second; with n times as many, every n seconds.
const agedPerSecond = 500

/**
 * Keeps the analyses of a session's streams, so that a frame pays only for the streams that have changed. New streams are analysed
 * at once, as far as time allows, the changed ones in turn. Open streams change with time, too.
 * @param perPass how many changed streams a call analyses, besides the one in the foreground
 * @param clock in ms, from any moment on
 */
export function createKeptAnalyses(perPass = maxPerPass, clock = () => performance.now()) {
  let kept: (Kept | undefined)[] = []
  let owner: Session | undefined
  let list: readonly StreamFacts[] = []
  let turn = 0

  return function analyses(session: Session, now: Moment, foreground?: string): AnalysedStreams {
    if (session !== owner) kept = []
    owner = session
    const streams = streamsOf(session)
    if (streams !== list) kept = atNewPlaces(kept, streams)
    list = streams
    const age = Math.floor(now / 1000 / Math.ceil(streams.length / agedPerSecond))
    let left = perPass
    const until = clock() + maxMsPerPass
    // Place of the first stream that has to wait for the next call.
    let waiting = -1
    for (let step = 0; step < streams.length; step++) {
      const place = (turn + step) % streams.length
      const stream = streams[place]!
      const facts = factsOf(stream)
      const known = kept[place]
      if (known && isFresh(known, facts, age)) continue
      if ((known ? left <= 0 : clock() > until) && facts.id !== foreground) {
        if (waiting < 0) waiting = place
        continue
      }
      if (known) left--
      kept[place] = {
        revision: facts.revision,
        age,
        analysed: { facts, analysis: analyzeStream(session, stream, now) },
      }
    }
    if (waiting >= 0) turn = waiting
    const listed = kept.flatMap((one) => (one && isListed(one.analysed.facts) ? [one.analysed] : []))
    return { streams: listed, behind: waiting >= 0 }
  }
}

/** Puts what is kept to the places that the streams have in another list, from which some were let go. */
function atNewPlaces(kept: readonly (Kept | undefined)[], streams: readonly StreamFacts[]): (Kept | undefined)[] {
  const byStream = new Map(kept.map((one) => [one?.analysed.facts, one]))
  return streams.map((stream) => byStream.get(stream))
}

/** Whether an analysis still holds. Time alone changes only streams that are open or wait for an answer. */
function isFresh(known: Kept, { revision, requests, connection, status }: StreamFacts, age: number): boolean {
  if (known.revision !== revision) return false
  const ages = requests.inFlight.size > 0 || connection.openedAt !== undefined || status === 'open'
  return !ages || known.age === age
}
