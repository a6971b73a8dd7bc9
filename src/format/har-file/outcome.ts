import type { Milliseconds, Moment } from '../../core/base/units.ts'
import type { CloseEvent } from '../../core/event/connection-events.ts'
import type { HarEntry } from '../har/har-entry.ts'

/** In ms: by how much the clocks of messages and of requests may differ. */
export const clockDrift: Milliseconds = 50

/** How and when a socket ended. */
export type SocketEnd = Pick<CloseEvent, 'at' | 'by' | 'code' | 'reason' | 'clean'>

/** The request had no response when the log was written, and no error. Chromium and some proxies write such entries. */
export function isPending({ dialect, status, error, start, end }: HarEntry): boolean {
  if (status !== 0 || error !== '') return false
  return dialect === 'chromium' || (dialect === 'other' && end <= start)
}

/** A stream or connection that had not ended when the log was written. */
export const isOpen = ({ open, status, error, facts }: HarEntry) => open && status > 0 && error === '' && !facts.cached

/**
 * How a socket ended.
 * @param last time of its last message, or of its start
 * @returns undefined where the socket was still open when the log was written
 */
export function socketEndOf(entry: HarEntry, last: Moment): SocketEnd | undefined {
  const { frames, status, error, end, dialect, closed } = entry
  const failed = error !== '' || closed?.by === 'error' || (status !== 101 && (frames ?? []).length === 0)
  if (closed?.by !== 'error' && (isPending(entry) || (!failed && isOpen(entry)))) return undefined
  if (closed) return { ...closed, at: Math.max(closed.at, last) }
  if (failed) return { at: Math.max(last, end), by: 'error', ...(status >= 300 && { reason: `status ${status}` }) }
  // mitmproxy writes a socket only after its end, with the time of its handshake.
  if (dialect === 'mitmproxy') return { at: Math.max(last, end), by: 'remote' }
  // Once a socket is over, Chromium's `time` is its whole lifetime; a message after that time shows that it was still open.
  // Other writers may mean the handshake.
  const whole = dialect === 'chromium' || (frames ?? []).length > 0
  return whole && last <= end + clockDrift ? { at: Math.max(last, end), by: 'remote' } : undefined
}
