import type { Milliseconds } from '../../base/units.ts'
import type { Stream } from '../stream.ts'

/** How long a radio or a processor stays awake for one thing, at least; a 1 s poll is one wake-up each time. */
export const wakefulFor: Milliseconds = 500

/**
 * Notes activity on the wire at this time. What is counted as wake-ups are spells of half a second, the fewest that hold all
 * activity: a new one begins with what comes after the last one is over, so that more traffic never makes fewer of them, and two
 * a second are a device that never rests.
 * @param idle it was a heartbeat
 */
export function touch(stream: Stream, at: Milliseconds, idle = false): void {
  if (at - stream.wokenAt >= wakefulFor) {
    stream.wakeups++
    stream.wokenAt = at
    stream.wokenIdly = idle
    if (idle) stream.idleWakeups++
  } else if (stream.wokenIdly && !idle) {
    // Something else would have woken it.
    stream.wokenIdly = false
    stream.idleWakeups--
  }
  if (at > stream.lastAt) stream.lastAt = at
  stream.revision++
}
