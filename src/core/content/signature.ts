/**
 * Fields that differ between two answers that say the same thing: clocks, request ids and nonces. Without them an unchanged
 * poll would look like news.
 */
const volatileField =
  /"(?:timestamp|time_?stamp|ts|now|date|server_?(upload_?)?time|bundle_?time|generated_?at|fetched_?at|request_?id|req_?id|trace_?id|correlation_?id|nonce|elapsed|took|duration_?ms)"\s*:\s*(?:"[^"]*"|-?[\d.eE+]+)/gi

// JSON-RPC 2.0, 5: an answer repeats the number of its call.
const callId = /"id"\s*:\s*(?:"[^"]*"|\d+)/g

/**
 * A short fingerprint of an answer; two equal fingerprints mean that nothing changed for the reader.
 * @param text the body, or its head: bodies beyond the head are compared by head and length
 * @param length of the whole, used when nothing volatile was taken out
 */
export function bodySignature(text: string, length: number): string {
  const calls = text.includes('"jsonrpc"') ? text.replace(callId, '') : text
  const steady = calls.replace(volatileField, '')
  const counted = steady.length === text.length ? length : steady.length
  return `${counted}:${fnv1a(steady)}`
}

// Numbers of requests and times, and ids among letters, have so many digits or more.
const minNumberDigits = 3

/**
 * A short fingerprint of what is asked, numbers left out, by which answers to the same question are compared where one address
 * answers several.
 */
export const questionFingerprint = (url: string, body: string | undefined): number =>
  (body === undefined
    ? hashWithoutNumbers(url, offsetBasis)
    : hashWithoutNumbers(body, hashWithoutNumbers(url, offsetBasis))) >>> 0

/** Without a copy of the text, for each request of many has another. */
function hashWithoutNumbers(text: string, from: number): number {
  let hash = from
  for (let at = 0; at < text.length; at++) {
    const end = endOfDigits(text, at)
    if (end - at >= minNumberDigits) at = end - 1
    else hash = Math.imul(hash ^ text.charCodeAt(at), prime)
  }
  return hash
}

function endOfDigits(text: string, from: number): number {
  let at = from
  while (at < text.length && isDigit(text.charCodeAt(at))) at++
  return at
}

const isDigit = (unit: number) => unit >= 0x30 && unit <= 0x39

/** FNV-1a, 32 bit, over UTF-16 units (http://www.isthe.com/chongo/tech/comp/fnv/). */
const offsetBasis = 0x811c9dc5
const prime = 0x01000193

function fnv1a(text: string): number {
  let hash = offsetBasis
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), prime)
  return hash >>> 0
}
