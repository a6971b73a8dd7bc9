import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { type Lane, laneRoom, spanText, type TimeWindow, timeSpans } from '../../present/page/timeline.ts'
import { TechniqueMark } from '../list/technique-mark.tsx'
import { type Colours, coloursOf, drawTimeline, laneHeight } from './draw-timeline.ts'
import './timeline-strip.css'

interface Props {
  /** Seconds shown. */
  span: number
  /** Time at the right edge, in ms since the Unix epoch. */
  end: number
  lanesIn(window: TimeWindow, most: number): { lanes: readonly Lane[]; more: number }
  selected: string | undefined
  /** A changed theme redraws the timeline with other colours. */
  theme: string
  onSpan(seconds: number): void
  onSelect(id: string): void
}

/** The recent traffic as lanes. Hidden from screen readers: the list says the same in words. */
export function TimelineStrip({ span, end, lanesIn, selected, theme, onSpan, onSelect }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const colours = useRef<{ theme: string; canvas: HTMLCanvasElement; of: Colours }>(undefined)
  const [width, setWidth] = useState(600)
  const [panelHeight, setPanelHeight] = useState(globalThis.innerHeight)
  const { lanes, more } = lanesIn({ from: end - span * 1000, to: end, width }, laneRoom(panelHeight, laneHeight))

  useLayoutEffect(() => {
    const measure = () => setPanelHeight(globalThis.innerHeight)
    addEventListener('resize', measure)
    return () => removeEventListener('resize', measure)
  }, [])

  useLayoutEffect(() => {
    const observed = canvas.current?.parentElement
    if (!observed) return
    const observer = new ResizeObserver(() => setWidth(Math.max(50, observed.clientWidth)))
    observer.observe(observed)
    return () => observer.disconnect()
  }, [lanes.length === 0])

  useLayoutEffect(() => {
    if (!canvas.current) return
    if (colours.current?.theme !== theme || colours.current.canvas !== canvas.current)
      colours.current = { theme, canvas: canvas.current, of: coloursOf(canvas.current) }
    drawTimeline(canvas.current, lanes, width, selected, colours.current.of)
  }, [lanes, width, selected, theme])

  if (lanes.length === 0) return null
  const ago = (share: number) => (share === 0 ? 'now' : `−${spanText(span * share)}`)
  return (
    <div class="timeline" aria-hidden="true">
      <div class="timelineNames">
        {lanes.map((lane) => (
          <button
            key={lane.id}
            type="button"
            tabIndex={-1}
            class={lane.id === selected ? 'chosen' : ''}
            title={lane.name}
            onClick={() => onSelect(lane.id)}
          >
            <TechniqueMark technique={lane.technique} />
            <span>{lane.name}</span>
          </button>
        ))}
        <div class="timelineFoot">
          <select tabIndex={-1} value={span} onChange={(event) => onSpan(Number(event.currentTarget.value))}>
            {timeSpans.map((seconds) => (
              <option key={seconds} value={seconds}>
                {spanText(seconds)}
              </option>
            ))}
          </select>
          {more > 0 && <span>+{more} more</span>}
        </div>
      </div>
      <div class="timelineCanvas">
        <canvas
          ref={canvas}
          style={{ height: `${lanes.length * laneHeight}px` }}
          onClick={(event) => {
            const lane = lanes[Math.floor(event.offsetY / laneHeight)]
            if (lane) onSelect(lane.id)
          }}
        />
        <div class="timelineScale">
          {[1, 0.75, 0.5, 0.25, 0].map((share) => (
            <span key={share}>{ago(share)}</span>
          ))}
        </div>
      </div>
    </div>
  )
}
