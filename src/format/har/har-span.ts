import type { Milliseconds } from '../../core/base/units.ts'
import type { Dialect } from './dialect.ts'
import { duration, object, type Raw } from './har-values.ts'

const untilSent = ['blocked', 'dns', 'connect', 'send'] as const

interface Span {
  first: Milliseconds
  end: Milliseconds
  /** Its end had not come when the log was written. */
  open: boolean
}

/** When an entry's answer began and ended. Where it is not told when it began, it came as a whole. */
export function spanOf(entry: Raw, start: Milliseconds, dialect: Dialect): Span {
  const timings = object(entry['timings'])
  const { wait, receive } = timings
  const told = typeof wait === 'number' && wait >= 0
  const sum = (names: readonly string[]) => names.reduce((all, name) => all + duration(timings[name]), 0)
  if (dialect === 'mitmproxy') {
    // Its clock starts when the request is there, and `wait` includes that the proxy connects to the server.
    const first = start + sum(['send', 'wait'])
    return { first, end: first + sum(['receive']), open: false }
  }
  const until = sum([...untilSent, 'wait'])
  const end = start + (duration(entry['time']) || until + sum(['receive']))
  // Chromium measures times by the microsecond; it takes the receiving of what goes on for none (HAR Log.ts). `wait` is until the
  // last message of a socket.
  return { first: told ? Math.min(end, start + until) : end, end, open: dialect === 'chromium' && receive === 0 }
}
