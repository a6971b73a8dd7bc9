import { now } from '../browser/natives.ts'

// 'HTTP/1.1 200 OK' and the blank line.
const statusLine = 19
// Ms. Heads of one URL and status are as long as each other but for a digit or so; to add one up takes as long as all else that
// is noted of an answer. What is asked less often than this is measured each time.
const holdsFor = 100

let lastUrl = ''
let lastStatus = 0
let lastBytes = 0
let measuredAt = -holdsFor

/**
 * Bytes of an answer's head as HTTP/1.1 text.
 * @param measure gives those of its fields; not called where the same was asked a moment ago
 */
export function headBytes(url: string, status: number, measure: () => number): number {
  const at = now()
  if (at - measuredAt < holdsFor && url === lastUrl && status === lastStatus) return lastBytes
  lastBytes = statusLine + measure()
  lastUrl = url
  lastStatus = status
  measuredAt = at
  return lastBytes
}
