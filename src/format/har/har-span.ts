import type { Moment } from '../../core/base/units.ts'
import type { Dialect } from './dialect.ts'
import { duration, object, type Raw } from './har-values.ts'

const untilSent = ['blocked', 'dns', 'connect', 'send'] as const

interface Span {
  first: Moment
  end: Moment
  /** The response had not ended when the log was written. */
  open: boolean
}

/**
 * When an entry's response began and ended. Without a `wait` time, the response counts as arriving all at once at its end.
 */
export function spanOf(entry: Raw, start: Moment, dialect: Dialect): Span {
  const timings = object(entry['timings'])
  const { wait, receive } = timings
  const hasWait = typeof wait === 'number' && wait >= 0
  const sum = (names: readonly string[]) => names.reduce((all, name) => all + duration(timings[name]), 0)
  if (dialect === 'mitmproxy') {
    // mitmproxy's clock starts when it has the request, and `wait` includes connecting to the server.
    const first = start + sum(['send', 'wait'])
    return { first, end: first + sum(['receive']), open: false }
  }
  const until = sum([...untilSent, 'wait'])
  const end = start + (duration(entry['time']) || until + sum(['receive']))
  // Chromium measures in microseconds, and writes a `receive` of 0 for a response that still goes on (HAR Log.ts). For a
  // socket, `wait` lasts until its last message. Firefox writes no timings before the end.
  const open = dialect === 'chromium' ? receive === 0 : dialect === 'firefox' && isEmpty(entry['timings'])
  return { first: hasWait ? Math.min(end, start + until) : end, end, open }
}

const isEmpty = (timings: unknown) =>
  typeof timings === 'object' && timings !== null && Object.keys(timings).length === 0
