/** The parts of a URL that are looked at again and again. */
export interface ParsedUrl extends UrlOrigin {
  pathname: string
  search: string
}

interface UrlOrigin {
  origin: string
  protocol: string
  host: string
  /** Browsers send some fields to such origins only (W3C Secure Contexts, 3.1 "potentially trustworthy"). */
  trustworthy: boolean
}

// One request is looked at several times in a row.
let lastUrl: string | undefined
let last: ParsedUrl | undefined
const origins = new Map<string, UrlOrigin>()
const maxKnownOrigins = 512

/**
 * @param url as a browser resolved it: its path and query are taken as they stand
 * @returns undefined where it is no absolute URL
 */
export function parseUrl(url: string): ParsedUrl | undefined {
  if (url !== lastUrl) {
    last = parse(url)
    lastUrl = url
  }
  return last
}

function parse(url: string): ParsedUrl | undefined {
  const authority = url.indexOf('://') + 3
  const end = authority < 3 ? -1 : endOfAuthority(url, authority)
  if (end < 0) return parseWhole(url)
  const known = parseOrigin(url.slice(0, end))
  if (!known) return parseWhole(url)
  const { origin, protocol, host, trustworthy } = known
  const hash = url.indexOf('#', end)
  const whole = hash < 0 ? url.length : hash
  const query = url.indexOf('?', end)
  const path = query < 0 || query > whole ? whole : query
  return {
    origin,
    protocol,
    host,
    trustworthy,
    pathname: path === end ? '/' : url.slice(end, path),
    search: whole - path > 1 ? url.slice(path, whole) : '',
  }
}

function endOfAuthority(url: string, from: number): number {
  for (let at = from; at < url.length; at++) {
    const unit = url.charCodeAt(at)
    if (unit === 47 || unit === 63 || unit === 35) return at // / ? #
    if (unit === 64 || unit === 92) return -1 // a name and password, or what only looks like an authority
  }
  return url.length
}

function parseOrigin(text: string): UrlOrigin | undefined {
  const known = origins.get(text)
  if (known) return known
  const parsed = parseWhole(text)
  // Written otherwise than a browser does, the rest would have to be read by its rules, too.
  if (!parsed || parsed.origin !== text) return undefined
  if (origins.size >= maxKnownOrigins) origins.clear()
  origins.set(text, parsed)
  return parsed
}

function parseWhole(url: string): ParsedUrl | undefined {
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
