// RFC 6455, 7.4.1 and the IANA registry, in words that help to find the cause.
const meanings: Record<number, string> = {
  1000: 'normal: the purpose was fulfilled',
  1001: 'going away: the page was left or the server shuts down',
  1002: 'protocol error: the other side broke the rules of the framing',
  1003: 'unsupported data: the other side does not take this type of message',
  1005: 'no code was given',
  1006: 'abnormal: the connection dropped without a goodbye; usually the network, a proxy with an idle limit or a crashed server',
  1007: 'invalid data: text that was not UTF-8, for example',
  1008: 'policy violation: often a failed sign-in',
  1009: 'message too big',
  1010: 'the server did not agree to a required extension',
  1011: 'internal error of the server',
  1012: 'the server restarts',
  1013: 'try again later: the server is overloaded',
  1014: 'bad gateway: a server on the way got an invalid answer',
  1015: 'the TLS handshake failed',
}

/** The meaning of a WebSocket close code. */
export function closeCodeMeaning(code: number): string {
  const known = meanings[code]
  if (known) return known
  if (code >= 3000 && code < 4000) return 'registered by a library or framework'
  if (code >= 4000 && code < 5000) return 'chosen by this application'
  return 'not a registered code'
}
