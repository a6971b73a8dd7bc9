import type { Milliseconds } from '../../core/base/units.ts'

// Moments of our time begin here; what is earlier is from a clock that begins with the machine or the browser.
const earliest: Milliseconds = Date.UTC(1990, 0)

/**
 * Messages with times that fit their connection: those without one get the time before, those of a clock of their own begin with
 * the connection and keep their distances. None is earlier than the connection is open.
 */
export function onTime<T extends { at: Milliseconds }>(messages: readonly T[], open: Milliseconds): T[] {
  const first = messages.find(({ at }) => at > 0)?.at ?? 0
  const shift = first > 0 && first < earliest ? open - first : 0
  let last = open
  return messages.map((message) => {
    const at = message.at > 0 ? Math.max(open, message.at + shift) : last
    last = at
    return at === message.at ? message : { ...message, at }
  })
}
