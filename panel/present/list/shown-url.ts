/**
 * A URL for a narrow column: the part that distinguishes streams, path first; with the host only where it is not the
 * page's.
 */
export function shownUrl(url: string, pageUrl: string): string {
  const peer = /^webrtc:(\d+)$/.exec(url)
  if (peer) return `peer connection ${peer[1]}`
  const parts = /^(\w+):\/\/([^/?#]*)(.*)$/s.exec(url)
  if (!parts) return url
  const [, , host = '', rest = ''] = parts
  const home = /^\w+:\/\/([^/?#]*)/.exec(pageUrl)?.[1]
  return host === home ? rest || '/' : host + rest
}

/** The name of a stream in sentences: its shown URL without the query. */
export function shownName(url: string, pageUrl: string): string {
  return shownUrl(url, pageUrl).replace(/[?#].*$/s, '')
}
