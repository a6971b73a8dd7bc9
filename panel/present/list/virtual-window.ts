/** The rendered rows of a long list, and where they are. */
export interface VirtualWindow {
  first: number
  /** Index after the last row. */
  end: number
  /** Height of the scrolled element, in px. */
  height: number
  /** Added to a row's `index * rowHeight` to get its position, in px. */
  shift: number
}

// In px. Firefox draws nothing beyond some 17 million px and Chromium beyond 33 million; above this height the scroll bar
// is scaled.
export const tallest = 8_000_000
const overscan = 4

/** The rows in a viewport, and a few more on either side that a fast wheel may reach. */
export function virtualWindow(count: number, rowHeight: number, scrollTop: number, viewport: number): VirtualWindow {
  const whole = count * rowHeight
  const height = Math.min(whole, tallest)
  const room = Math.max(0, height - viewport)
  const seen = Math.min(Math.max(0, scrollTop), room)
  const top = whole > height && room > 0 ? (seen / room) * (whole - viewport) : seen
  const first = Math.max(0, Math.floor(top / rowHeight) - overscan)
  const end = Math.min(count, Math.ceil((top + viewport) / rowHeight) + overscan)
  return { first, end, height, shift: seen - top }
}

/** The scroll position that brings a row fully into view with the least movement. */
export function scrollTopFor(
  index: number,
  count: number,
  rowHeight: number,
  scrollTop: number,
  viewport: number,
): number {
  const { height, shift } = virtualWindow(count, rowHeight, scrollTop, viewport)
  const top = scrollTop - shift
  const row = index * rowHeight
  const wanted = row < top ? row : row + rowHeight > top + viewport ? row + rowHeight - viewport : top
  const whole = count * rowHeight
  if (whole <= height || whole <= viewport) return Math.max(0, wanted)
  return Math.max(0, (wanted / (whole - viewport)) * (height - viewport))
}

/** Whether the last row is in view. Half a row of tolerance: zoomed pages do not scroll to whole pixels. */
export function isAtEnd(scrollTop: number, viewport: number, height: number, rowHeight: number): boolean {
  return scrollTop + viewport >= height - rowHeight / 2
}
