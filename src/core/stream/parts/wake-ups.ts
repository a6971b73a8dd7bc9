import type { Milliseconds, Moment } from '../../base/units.ts'

/** How long a radio or a processor stays awake for one activity, at least; a poll every second is one wake-up each. */
export const wakefulFor: Milliseconds = 500

/**
 * Spells of half a second with activity on the wire, the fewest that hold all of it: a new spell begins with the first activity
 * after the last spell is over, so that more traffic never makes fewer of them, and two a second are a device that never rests.
 */
export interface WakeUps {
  count: number
  /** Spells that hold nothing but heartbeats. */
  idle: number
  /** When the last spell began, and whether it holds nothing but heartbeats so far. */
  lastAt: Moment
  lastIdle: boolean
}

export const createWakeUps = (): WakeUps => ({ count: 0, idle: 0, lastAt: Number.NEGATIVE_INFINITY, lastIdle: false })

/** Notes activity at this time. @param idle the activity is a heartbeat */
export function noteActivity(wakeUps: WakeUps, at: Moment, idle: boolean): void {
  if (at - wakeUps.lastAt >= wakefulFor) {
    wakeUps.count++
    wakeUps.lastAt = at
    wakeUps.lastIdle = idle
    if (idle) wakeUps.idle++
  } else if (wakeUps.lastIdle && !idle) {
    // The device would have been woken without the heartbeat.
    wakeUps.lastIdle = false
    wakeUps.idle--
  }
}

/** Adds the wake-ups of one stream to those of another and empties them. Spells that the two shared are counted twice. */
export function mergeWakeUps(into: WakeUps, from: WakeUps): void {
  into.count += from.count
  into.idle += from.idle
  into.lastAt = Math.max(into.lastAt, from.lastAt)
  Object.assign(from, createWakeUps())
}

/** Takes out the wake-ups of so many requests that were another poller's: two with phases of their own hardly share any. */
export function takeOutWakeUps(wakeUps: WakeUps, requests: number): void {
  wakeUps.count = Math.max(1, wakeUps.count - requests)
}

/** Begins to count anew. */
export function resetWakeUps(wakeUps: WakeUps): void {
  Object.assign(wakeUps, createWakeUps())
}
