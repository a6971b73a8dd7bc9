import { now } from '../browser/natives.ts'

// Bytes of 'HTTP/1.1 200 OK' with its line break and of the blank line that ends a response's head.
const statusLine = 19
// How long a measured size is reused, in ms. Two heads of one URL and status differ in length by a digit or so, and adding
// up a head takes as long as everything else that is recorded about a response. A URL that is requested less often than
// this is measured each time.
const reuseMs = 100

let lastUrl = ''
let lastStatus = 0
let lastBytes = 0
let measuredAt = -reuseMs

/**
 * Bytes of a response's head (status line and header fields) as HTTP/1.1 text.
 * @param measure returns the bytes of the header fields; not called where this URL and status were measured a moment ago
 */
export function headBytes(url: string, status: number, measure: () => number): number {
  const at = now()
  if (at - measuredAt < reuseMs && url === lastUrl && status === lastStatus) return lastBytes
  lastBytes = statusLine + measure()
  lastUrl = url
  lastStatus = status
  measuredAt = at
  return lastBytes
}
