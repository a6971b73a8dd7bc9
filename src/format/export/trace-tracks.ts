import type { Analysis, StreamAnalysis } from '../../core/analysis/analysis.ts'
import type { Moment } from '../../core/base/units.ts'
import { techniqueLabels } from '../../core/verdict/technique.ts'

/** The page's process in the trace. */
export const processId = 1

/** An event of the Trace Event Format; times in microseconds. */
export type TraceEvent = Record<string, unknown> & { ph: string }

/** The tracks of a trace. */
export interface TraceTracks {
  /** Metadata that names the page, and the first track of each stream. */
  names(): TraceEvent[]
  /** Number of the first track of a stream; undefined where the analysis does not list it. */
  trackOf(stream: string): number | undefined
  /**
   * Finds a track of the stream that is free from `start` to `end`. Viewers drop slices that overlap on one track without one holding the
   * other, so that requests at once need a track each.
   * @returns its number, and the metadata that names it where it is a new one
   */
  place(stream: string, start: Moment, end: Moment): { tid: number; name: TraceEvent | undefined }
}

/** The tracks of the streams of an analysis: the number of a stream's first track is that of its id. */
export function createTraceTracks({ page, streams }: Analysis): TraceTracks {
  const known = new Map(streams.map((stream) => [stream.id, { stream, lanes: [] as { tid: number; end: Moment }[] }]))
  let free = 1 + streams.reduce((most, { id }) => Math.max(most, numberOf(id)), 0)
  return {
    names: () => [
      metadata('process_name', 0, { name: page.url || 'page' }),
      ...streams.map((stream) => metadata('thread_name', numberOf(stream.id), { name: nameOf(stream) })),
    ],
    trackOf: (stream) => (known.has(stream) ? numberOf(stream) : undefined),
    place(id, start, end) {
      const { stream, lanes } = known.get(id)!
      const found = lanes.find((lane) => lane.end <= start)
      if (found) {
        found.end = end
        return { tid: found.tid, name: undefined }
      }
      const isFirst = lanes.length === 0
      const tid = isFirst ? numberOf(id) : free++
      lanes.push({ tid, end })
      return {
        tid,
        name: isFirst
          ? undefined
          : metadata('thread_name', tid, { name: `${nameOf(stream)} (at once: ${lanes.length})` }),
      }
    },
  }
}

const numberOf = (id: string) => Number(id.slice(1))

const nameOf = ({ id, technique, method, url }: StreamAnalysis) =>
  `${id} ${techniqueLabels[technique]} ${method} ${url}`

const metadata = (name: string, tid: number, args: Record<string, unknown>): TraceEvent => ({
  ph: 'M',
  name,
  pid: processId,
  tid,
  args,
})
