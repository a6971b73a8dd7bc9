import type { Milliseconds } from '../../core/units.ts'
import type { Dialect } from './dialect.ts'
import { duration, object, type Raw } from './har-values.ts'

const untilSent = ['blocked', 'dns', 'connect', 'send'] as const

/** When an entry's answer began and ended. Where it is not told when it began, it came as a whole. */
export function spanOf(entry: Raw, start: Milliseconds, dialect: Dialect): { first: Milliseconds; end: Milliseconds } {
  const timings = object(entry['timings'])
  const told = typeof timings['wait'] === 'number'
  const sum = (names: readonly string[]) => names.reduce((all, name) => all + duration(timings[name]), 0)
  if (dialect === 'mitmproxy') {
    // Its clock starts when the request is there, and `wait` includes that the proxy connects to the server.
    const first = start + sum(['send', 'wait'])
    return { first, end: first + sum(['receive']) }
  }
  const until = sum([...untilSent, 'wait'])
  const end = start + (duration(entry['time']) || until + sum(['receive']))
  return { first: told ? Math.min(end, start + until) : end, end }
}
