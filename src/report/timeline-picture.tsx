import { type Lane, lanes, type Mark } from '../../panel/present/page/timeline.ts'
import { formatClock, formatTime, joined, plural } from '../../panel/present/words/format-units.ts'
import { TechniqueMark } from '../../panel/views/list/technique-mark.tsx'
import type { ReportSource } from './report-source.ts'

/** Lanes that are drawn: more are read as a pattern only. */
const maxLanes = 60
/** Units from left to right: on most screens and on paper about a pixel each. */
const width = 1000
const height = 16
const middle = height / 2

/** The whole session as lanes, one for each realtime stream. */
export function TimelinePicture({ source }: { source: ReportSource }) {
  const { page, session, streams, cell } = source
  // A session of a single moment has a window all the same.
  const span = Math.max(1, page.durationMs)
  const window = { from: page.startedAt, to: page.startedAt + span, width }
  const { lanes: drawn, more } = lanes(streams, window, session.lastAt, session.url, maxLanes)
  if (drawn.length === 0) return <p>Nothing polled, streamed or stayed open, so there is nothing to draw.</p>
  return (
    <>
      <div class="lanes">
        {drawn.map((lane) => (
          <LanePicture key={lane.id} lane={lane} />
        ))}
        <div class="lane laneScale">
          <span>{formatClock(page.startedAt)}</span>
          <span class="laneTimes">
            {[0, 0.25, 0.5, 0.75, 1].map((share) => (
              <span key={share}>{joined(formatTime(span * share))}</span>
            ))}
          </span>
        </div>
      </div>
      <p class="dim">
        A line is an open connection, dashed where it has closed since, and may have opened again; a box is a request
        that waits for its answer. A mark is a message or an answer: above the middle to the page, below it from the
        page, hollow where it carried no news, red where it failed. Within{' '}
        {joined(formatTime(Math.max(cell, span / width)))}, one mark is drawn for each stream and direction.
      </p>
      {more > 0 && (
        <p class="warn">{plural(more, 'more stream')} of this capture would have a lane, and have none here.</p>
      )}
    </>
  )
}

function LanePicture({ lane: { name, technique, marks } }: { lane: Lane }) {
  const of = (kind: Mark['kind']) => marks.filter((mark) => mark.kind === kind)
  const ticks = of('tick')
  const news = ticks.filter(({ wasted, failed }) => !wasted && !failed)
  const wasted = ticks.filter((mark) => mark.wasted && !mark.failed)
  const failed = ticks.filter((mark) => mark.failed)
  return (
    <div class="lane">
      <span class="laneName" title={name}>
        <TechniqueMark technique={technique} />
        <bdi class="laneText">{name}</bdi>
      </span>
      <svg
        class={`lanePicture mark-${technique}`}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${name}: ${plural(ticks.length, 'mark')}`}
      >
        <Shape marks={of('was-open')} draw={dashes} fill="currentColor" />
        <Shape marks={of('open')} draw={line} fill="currentColor" />
        <Shape marks={of('held')} draw={box} class="held" />
        <Shape marks={news} draw={tick} class="tick" />
        <Shape marks={wasted} draw={hollow} class="hollow" />
        <Shape marks={failed} draw={tick} class="tick bad" />
      </svg>
    </div>
  )
}

interface ShapeProps {
  marks: readonly Mark[]
  draw(mark: Mark): string
  class?: string
  fill?: string
}

/** All marks of one look as one path: thousands of elements would make a document slow. */
function Shape({ marks, draw, ...look }: ShapeProps) {
  return marks.length === 0 ? null : <path d={marks.map(draw).join('')} {...look} />
}

const short = (x: number) => Number(x.toFixed(1))
const rectangle = (x: number, y: number, wide: number, tall: number) =>
  `M${short(x)} ${y}h${short(wide)}v${tall}h-${short(wide)}z`

const line = ({ from, to }: Mark) => rectangle(from, middle - 1, Math.max(1, to - from), 2)
const box = ({ from, to }: Mark) => rectangle(from, middle - 3, Math.max(1, to - from), 6)
const topOf = ({ out }: Mark) => (out ? middle : 2)
// A stroke takes half the text of a box, and there may be two thousand in a lane.
const tick = (mark: Mark) => `M${short(mark.to)} ${topOf(mark)}v${middle - 2}`
const hollow = (mark: Mark) => rectangle(Math.max(0, mark.to - 2), topOf(mark), 3, middle - 2)

function dashes({ from, to }: Mark): string {
  let path = ''
  for (let x = from; x < to; x += 6) path += rectangle(x, middle - 0.5, Math.min(3, to - x), 1)
  return path
}
