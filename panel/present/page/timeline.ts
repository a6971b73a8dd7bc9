import type { MessageRows, StreamFacts } from '../../../src/core/analysis/stream-facts.ts'
import type { Milliseconds, Moment } from '../../../src/core/base/units.ts'
import { Row } from '../../../src/core/stream/parts/message-log.ts'
import type { Technique } from '../../../src/core/verdict/technique.ts'
import type { Analysed } from '../analysed.ts'
import { shownName } from '../list/shown-url.ts'

/** A lane of the timeline: a stream and its marks. */
export interface Lane {
  id: string
  technique: Technique
  name: string
  marks: readonly Mark[]
}

/** A span or a moment, in px from the left edge. */
export interface Mark {
  /**
   * `held`: a request in flight or held by the server; `open`: an open connection; `was-open`: a connection that closed and
   * opened in between, at unknown times; `tick`: a message or the end of a response.
   */
  kind: 'held' | 'open' | 'was-open' | 'tick'
  from: number
  to: number
  out: boolean
  /** Drawn hollow: the message carried no news. */
  wasted: boolean
  failed: boolean
}

export interface TimeWindow {
  from: Moment
  to: Moment
  width: number
}

// More lanes than this are read as a pattern only.
const maxLanes = 8
const minLanes = 2
// Share of the panel's height that the timeline may take.
const shareOfPanel = 0.18

/** How many lanes a panel of this height (in px) has room for. */
export function laneRoom(panelHeight: number, laneHeight: number): number {
  return Math.min(maxLanes, Math.max(minLanes, Math.floor((panelHeight * shareOfPanel) / laneHeight)))
}

/** The spans to choose from, in seconds. */
export const timeSpans = [10, 60, 300, 1800] as const

/** A span, or a position on the scale below it: '60 s', '7.5 min'. */
export function spanText(seconds: number): string {
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 6) / 10} min`
}

/**
 * The lanes of the realtime streams that live in the window, in order of appearance; the selected stream is always among
 * them.
 * @param most number of lanes
 * @returns also how many streams have no lane
 */
export function lanes(
  streams: readonly Analysed[],
  window: TimeWindow,
  now: Moment,
  pageUrl: string,
  most: number,
  selected?: string,
): { lanes: Lane[]; more: number } {
  const alive = streams.filter(
    ({ facts, analysis }) =>
      analysis.technique !== 'http' && facts.firstAt <= window.to && endOf(facts, now) >= window.from,
  )
  const shown = alive.slice(0, most)
  const chosen = alive.find(({ facts }) => facts.id === selected)
  if (chosen && !shown.includes(chosen)) shown[most - 1] = chosen
  return {
    lanes: shown.map(({ facts, analysis }) => ({
      id: facts.id,
      technique: analysis.technique,
      name: shownName(analysis.url, pageUrl),
      marks: marks(facts, window, now),
    })),
    more: alive.length - shown.length,
  }
}

const isExchanges = ({ kind }: StreamFacts) => kind === 'exchanges' || kind === 'beacon'

/** A stream of exchanges ends with its last response, even where its document lives on. */
function endOf(stream: StreamFacts, now: Moment): Milliseconds {
  const lives = isExchanges(stream) ? stream.requests.inFlight.size > 0 : stream.status === 'open'
  return lives ? now : stream.lastAt
}

/** All marks of a stream in the window; at most one tick for each pixel and direction, however dense the traffic is. */
export function marks(stream: StreamFacts, window: TimeWindow, now: Moment): Mark[] {
  const px = (at: Moment) => ((at - window.from) / (window.to - window.from)) * window.width
  const found: Mark[] = []
  const span = (kind: Mark['kind'], from: Moment, to: Moment) => {
    if (to < window.from || from > window.to) return
    found.push({ kind, from: Math.max(0, px(from)), to: Math.min(window.width, px(to)), ...plain })
  }
  if (!isExchanges(stream)) {
    const opened = stream.kind === 'streamed' ? stream.firstAt : stream.connection.openedAt
    if (stream.status !== 'open' || opened === undefined) span('was-open', stream.firstAt, stream.lastAt)
    else {
      const steady = stream.connection.closes === 0 ? stream.firstAt : opened
      if (steady > stream.firstAt) span('was-open', stream.firstAt, steady)
      span('open', steady, now)
    }
  }
  ticks(stream, window, px, found)
  if (isExchanges(stream) && stream.requests.inFlightSince !== undefined)
    span('held', stream.requests.inFlightSince, now)
  return found
}

const plain = { out: false, wasted: false, failed: false }
// In px; shorter requests are drawn as a tick.
const minBarPx = 4
// A request held longer than this may be missed where it ends beyond the window's edge.
const maxHold: Milliseconds = 120_000

function ticks(stream: StreamFacts, window: TimeWindow, px: (at: Moment) => number, found: Mark[]): void {
  const { messages: log } = stream
  const perPixel = (window.to - window.from) / Math.max(1, window.width)
  const last = [-1, -1]
  let row = firstAt(log, window.from)
  while (row < log.length && log.at[row]! <= window.to + maxHold) {
    const mark = tickAt(log, row, px)
    const lane = mark.out ? 1 : 0
    const pixel = Math.floor(mark.to)
    const length = mark.to - mark.from
    if (mark.from <= window.width && (pixel !== last[lane] || length > minBarPx)) {
      if (length > minBarPx)
        found.push({ ...mark, kind: 'held', from: Math.max(0, mark.from), to: Math.min(window.width, mark.to) })
      if (mark.to <= window.width) found.push({ ...mark, from: mark.to })
      last[lane] = pixel
    } else if (!mark.wasted) {
      // Of several ticks in one pixel, one with news is shown.
      const shown = found.findLast((other) => other.kind === 'tick' && other.out === mark.out)
      if (shown && Math.floor(shown.to) === pixel) shown.wasted = false
    }
    // In dense traffic, continue with the next pixel after some rows of this one.
    row =
      row % 8 === 7 && pixel === last[lane]
        ? Math.max(row + 1, firstAt(log, window.from + (pixel + 1) * perPixel))
        : row + 1
  }
}

function tickAt(log: MessageRows, row: number, px: (at: Moment) => number): Mark {
  const bits = log.bits[row]!
  const at = log.at[row]!
  return {
    kind: 'tick',
    from: px(at - ((bits & Row.exchange) !== 0 ? log.took[row]! : 0)),
    to: px(at),
    out: (bits & Row.out) !== 0,
    wasted: (bits & Row.wasted) !== 0,
    failed: (bits & Row.failed) !== 0,
  }
}

/** First row at or after a time. Rows are in order except for a few milliseconds, which no pixel shows. */
function firstAt(log: MessageRows, at: Moment): number {
  let low = 0
  let high = log.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (log.at[middle]! < at) low = middle + 1
    else high = middle
  }
  return low
}
