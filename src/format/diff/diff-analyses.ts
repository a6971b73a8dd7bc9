import type { Analysis, StreamAnalysis } from '../../core/analysis/analysis.ts'
import type { Technique } from '../../core/verdict/technique.ts'

/** The figures in which two sessions are compared: rates and shares, as the sessions need not last equally long. */
export interface Figures {
  requestsPerHour: number
  updatesPerHour: number
  bytesPerHour: number
  /** Null where there is nothing to divide by, or where the technique has no such figure. */
  wastedShare: number | null
  overheadShare: number | null
  stalenessMeanMs: number | null
}

/** What one session has of a stream, or of several streams with the same method and URL. */
export interface Side {
  /** In order of first use. */
  techniques: readonly Technique[]
  streams: number
  figures: Figures
}

/** One row of a comparison: the streams of one method and URL. */
export interface Difference {
  method: string
  url: string
  /** Undefined where only the other session has such streams. */
  before: Side | undefined
  after: Side | undefined
}

/** Compares two sessions by the methods and URLs of their streams, changing parts of which stand as `*`. @returns rows in the order of the first session, then of the second */
export function diffAnalyses(before: Analysis, after: Analysis): Difference[] {
  const [old, young] = [byPlace(before), byPlace(after)]
  const places = [...new Set([...old.keys(), ...young.keys()])]
  return places.map((place) => {
    const [one, other] = [old.get(place), young.get(place)]
    const { method, url } = (one ?? other)![0]!
    return { method, url, before: one && sideOf(one), after: other && sideOf(other) }
  })
}

/** The two sessions as a whole. */
export const diffTotals = (before: Analysis, after: Analysis): { before: Side; after: Side } => ({
  before: sideOf(before.streams),
  after: sideOf(after.streams),
})

function byPlace({ streams }: Analysis): Map<string, StreamAnalysis[]> {
  const places = new Map<string, StreamAnalysis[]>()
  for (const stream of streams) {
    const place = `${stream.method} ${stream.url}`
    places.set(place, [...(places.get(place) ?? []), stream])
  }
  return places
}

function sideOf(streams: readonly StreamAnalysis[]): Side {
  const sum = (of: (stream: StreamAnalysis) => number) => streams.reduce((total, stream) => total + of(stream), 0)
  const share = (part: number, whole: number) => (whole === 0 ? null : part / whole)
  const stale = streams.map(({ cost }) => cost.stalenessMeanMs).filter((one) => one !== null)
  const bytes = sum(({ cost }) => cost.bytesUp + cost.bytesDown)
  return {
    techniques: [...new Set(streams.map(({ technique }) => technique))],
    streams: streams.length,
    figures: {
      requestsPerHour: sum(({ cost }) => cost.perHour.requests),
      updatesPerHour: sum(({ cost }) => cost.perHour.updates),
      bytesPerHour: sum(({ cost }) => cost.perHour.bytes),
      wastedShare: share(
        sum(({ wasted }) => wasted),
        sum(({ messagesIn }) => messagesIn),
      ),
      overheadShare: share(
        sum(({ cost }) => cost.overheadBytes),
        bytes,
      ),
      // Of several streams the one that is latest.
      stalenessMeanMs: stale.length === 0 ? null : Math.max(...stale),
    },
  }
}
