import type { Lane, Mark } from '../../present/page/timeline.ts'

/** Height in px, as in the style sheet. */
export const laneHeight = 16

/** The value of a colour of the style sheet, such as `--ground`. */
export type Colours = (name: string) => string

/** Reads each colour only once: reading a style makes the browser compute all styles first. */
export function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element)
  const known = new Map<string, string>()
  return (name) => {
    let colour = known.get(name)
    if (colour === undefined) {
      colour = style.getPropertyValue(name).trim()
      known.set(name, colour)
    }
    return colour
  }
}

/** Draws the lanes into a canvas of `width` CSS px. */
export function drawTimeline(
  canvas: HTMLCanvasElement,
  lanes: readonly Lane[],
  width: number,
  selected: string | undefined,
  colour: Colours,
): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const ratio = globalThis.devicePixelRatio || 1
  const height = lanes.length * laneHeight
  const pixels = [Math.round(width * ratio), Math.round(height * ratio)] as const
  // Setting the size allocates a new bitmap, even where the size does not change.
  if (canvas.width !== pixels[0] || canvas.height !== pixels[1]) [canvas.width, canvas.height] = pixels
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, width, height)
  const ground = colour('--ground')
  lanes.forEach((lane, index) => {
    const top = index * laneHeight
    if (lane.id === selected) {
      context.fillStyle = colour('--selected')
      context.fillRect(0, top, width, laneHeight)
    }
    context.fillStyle = colour('--faint')
    context.fillRect(0, top + laneHeight - 1, width, 1)
    const paint = { context, top, colour: colour(`--${lane.technique}`), bad: colour('--bad'), ground }
    for (const mark of lane.marks) if (mark.kind !== 'tick') drawSpan(mark, paint)
    for (const mark of lane.marks) if (mark.kind === 'tick') drawTick(mark, paint)
  })
}

interface Paint {
  context: CanvasRenderingContext2D
  top: number
  colour: string
  bad: string
  ground: string
}

function drawSpan({ kind, from, to }: Mark, { context, top, colour }: Paint): void {
  const length = Math.max(1, to - from)
  const middle = top + laneHeight / 2
  context.fillStyle = colour
  context.strokeStyle = colour
  if (kind === 'open') context.fillRect(from, middle - 1, length, 2)
  else if (kind === 'was-open') for (let x = from; x < to; x += 5) context.fillRect(x, middle - 0.5, 2, 1)
  else {
    context.globalAlpha = 0.3
    context.fillRect(from, middle - 3, length, 6)
    context.globalAlpha = 1
    context.lineWidth = 1
    context.strokeRect(from + 0.5, middle - 2.5, Math.max(0, length - 1), 5)
  }
}

/** A tick: incoming above the middle line, outgoing below it; filled with news, hollow without. */
function drawTick({ to, out, wasted, failed }: Mark, { context, top, colour, bad, ground }: Paint): void {
  const y = out ? top + laneHeight / 2 : top + 2
  const x = Math.round(to) - 1
  const tall = laneHeight / 2 - 2
  context.fillStyle = failed ? bad : colour
  context.fillRect(x, y, wasted ? 4 : 3, tall)
  if (!wasted) return
  context.fillStyle = ground
  context.fillRect(x + 1, y + 1, 2, tall - 2)
}
