/** The parts of a URL that are looked at again and again. */
export interface ParsedUrl {
  origin: string
  protocol: string
  host: string
  pathname: string
  search: string
  /** Browsers send some fields to such origins only (W3C Secure Contexts, 3.1 "potentially trustworthy"). */
  trustworthy: boolean
}

// One request is looked at several times in a row; parsing costs more than all the rest of counting it.
const remembered = new Map<string, ParsedUrl | undefined>()
const mostRemembered = 512

/** @returns undefined where it is no absolute URL */
export function parseUrl(url: string): ParsedUrl | undefined {
  if (remembered.has(url)) return remembered.get(url)
  if (remembered.size >= mostRemembered) remembered.clear()
  const parsed = parse(url)
  remembered.set(url, parsed)
  return parsed
}

function parse(url: string): ParsedUrl | undefined {
  try {
    const { origin, protocol, host, hostname, pathname, search } = new URL(url)
    const local = /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname)
    return {
      // Other schemes have an opaque origin, which says nothing.
      origin: origin === 'null' ? `${protocol}//${host}` : origin,
      protocol,
      host,
      pathname,
      search,
      trustworthy: protocol === 'https:' || protocol === 'wss:' || local,
    }
  } catch {
    return undefined
  }
}
