import type { Milliseconds } from '../../core/base/units.ts'
import type { CloseEvent } from '../../core/event/event.ts'
import type { HarEntry } from '../har/har-entry.ts'

/** Clocks of messages and of requests are not the same. */
export const clockDrift: Milliseconds = 50

/** How and when a socket ended. */
export type SocketEnd = Pick<CloseEvent, 'at' | 'by' | 'code' | 'reason' | 'clean'>

/** It had no answer when the log was written, and nothing went wrong. Chromium and some proxies write such entries. */
export function isPending({ dialect, status, error, start, end }: HarEntry): boolean {
  if (status !== 0 || error !== '') return false
  return dialect === 'chromium' || (dialect === 'other' && end <= start)
}

/** A stream or a connection that had not ended when the log was written. */
export const isOpen = ({ open, status, error, facts }: HarEntry) => open && status > 0 && error === '' && !facts.cached

/**
 * @param last when it carried its last message, or began
 * @returns undefined while it was open when the log was written
 */
export function socketEndOf(entry: HarEntry, last: Milliseconds): SocketEnd | undefined {
  const { frames, status, error, end, dialect, closed } = entry
  const failed = error !== '' || (status !== 101 && (frames ?? []).length === 0)
  if (isPending(entry) || (!failed && isOpen(entry))) return undefined
  if (closed) return { ...closed, at: Math.max(closed.at, last) }
  if (failed) return { at: Math.max(last, end), by: 'error' }
  // It writes sockets when they are over, and the time of their handshake.
  if (dialect === 'mitmproxy') return { at: Math.max(last, end), by: 'remote' }
  // Chromium's `time` is that of the whole life once it is over; what says more after it was open. Others may mean the handshake.
  const whole = dialect === 'chromium' || (frames ?? []).length > 0
  return whole && last <= end + clockDrift ? { at: Math.max(last, end), by: 'remote' } : undefined
}
