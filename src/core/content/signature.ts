/**
 * Fields that differ between two answers of equal content: clocks, request ids and nonces. With them every unchanged answer to a
 * poll would look like news.
 */
const volatileName =
  '(?:timestamp|time_?stamp|ts|now|date|server_?(?:upload_?)?time|bundle_?time|generated_?at|fetched_?at|request_?id|req_?id|trace_?id|correlation_?id|nonce|elapsed|took|duration_?ms|draw)'
const volatileField = new RegExp(`"${volatileName}"\\s*:\\s*(?:"[^"]*"|-?[\\d.eE+]+)`, 'gi')
/** The same in XML, as an element or an attribute, where `time` is a clock, too. */
const volatileElement = new RegExp(
  `<(${volatileName}|time)>[^<]{0,100}</\\1>|\\s(?:${volatileName}|time)="[^"]{0,100}"`,
  'gi',
)

/** Lengths that a fingerprint tells apart: as many as fit beside a hash of 32 bits into an integer of 53. */
const lengthsTold = 2 ** 21

// JSON-RPC 2.0, 5: an answer repeats the id of its call.
const callId = /"id"\s*:\s*(?:"[^"]*"|\d+)/g

/**
 * A fingerprint of an answer; equal fingerprints mean that nothing changed for the reader.
 * @param text the body or its beginning: longer bodies are compared by beginning and length
 * @param length of the whole body; used where the text holds no volatile field
 * @returns an integer of 53 bits
 */
export function bodySignature(text: string, length: number): number {
  const calls = text.includes('"jsonrpc"') ? text.replace(callId, '') : text
  const steady = calls.replace(text.startsWith('<') ? volatileElement : volatileField, '')
  const counted = steady.length === text.length ? length : steady.length
  return (counted % lengthsTold) * 2 ** 32 + fnv1a(steady)
}

/** Digits in a row that count as a counter, a time or an id, and are left out of a question's fingerprint. */
const minNumberDigits = 3

/**
 * A short fingerprint of a request, without its longer numbers. Where one URL answers several questions, an answer is compared
 * with the last answer to a request of equal fingerprint.
 * @param body beginning of the request body, if it has one
 * @returns 32 bits, unsigned
 */
export const questionFingerprint = (url: string, body: string | undefined): number =>
  (body === undefined
    ? hashWithoutNumbers(url, offsetBasis)
    : hashWithoutNumbers(body, hashWithoutNumbers(url, offsetBasis))) >>> 0

/** Hashes a text without its longer numbers, and without a copy of the text: nearly every request has a different text. */
function hashWithoutNumbers(text: string, from: number): number {
  let hash = from
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    const end = isDigit(unit) ? endOfDigits(text, at + 1) : at
    if (end - at >= minNumberDigits) at = end - 1
    else hash = Math.imul(hash ^ unit, prime)
  }
  return hash
}

function endOfDigits(text: string, from: number): number {
  let at = from
  while (at < text.length && isDigit(text.charCodeAt(at))) at++
  return at
}

const isDigit = (unit: number) => unit >= 0x30 && unit <= 0x39

// Constants of FNV-1a, 32 bit (http://www.isthe.com/chongo/tech/comp/fnv/).
const offsetBasis = 0x811c9dc5
const prime = 0x01000193

/** FNV-1a over UTF-16 units instead of octets. */
function fnv1a(text: string): number {
  let hash = offsetBasis
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), prime)
  return hash >>> 0
}
