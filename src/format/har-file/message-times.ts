import type { Milliseconds, Moment } from '../../core/base/units.ts'

// A message time before 1990 comes from a clock that starts with the machine or the browser.
const earliest: Milliseconds = Date.UTC(1990, 0)

/**
 * Corrects the times of messages to fit their connection. A message without a time gets that of the message before; times
 * of a clock of their own are shifted to begin at `open`, with their distances kept. No message is earlier than `open`.
 */
export function onTime<T extends { at: Moment }>(messages: readonly T[], open: Moment): T[] {
  const first = messages.find(({ at }) => at > 0)?.at ?? 0
  const shift = first > 0 && first < earliest ? open - first : 0
  let last = open
  return messages.map((message) => {
    const at = message.at > 0 ? Math.max(open, message.at + shift) : last
    last = at
    return at === message.at ? message : { ...message, at }
  })
}
