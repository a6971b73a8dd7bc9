/** The parts of a URL that keys, sizes and origins are computed from. */
export interface ParsedUrl extends UrlOrigin {
  pathname: string
  search: string
}

/** The parts of a URL that all URLs of its origin share. */
interface UrlOrigin {
  origin: string
  protocol: string
  host: string
  /** Browsers send some header fields to such origins only (W3C Secure Contexts, 3.1 "potentially trustworthy"). */
  trustworthy: boolean
}

// The URL of a request is parsed several times in a row: by its key, its weight and its origin.
let lastUrl: string | undefined
let last: ParsedUrl | undefined
const origins = new Map<string, UrlOrigin>()
/** Most parsed origins that are kept; beyond it all are parsed anew. */
const maxKnownOrigins = 512

/**
 * Takes a URL apart, faster than `new URL` where its origin was parsed before.
 * @param url as a browser resolved it: path and query are taken as they stand, without normalization
 * @returns undefined where the text is no absolute URL
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
  const known = parseOrigin(url, end)
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
    if (unit === 64 || unit === 92) return -1 // @ \: credentials, or a backslash that browsers read as a slash
  }
  return url.length
}

let lastOrigin: UrlOrigin | undefined

/** @param end where the authority of the URL ends */
function parseOrigin(url: string, end: number): UrlOrigin | undefined {
  if (lastOrigin?.origin.length === end && url.startsWith(lastOrigin.origin)) return lastOrigin
  const text = url.slice(0, end)
  const known = origins.get(text)
  if (known) {
    lastOrigin = known
    return known
  }
  const parsed = parseWhole(text)
  // An origin that is not written as browsers serialize it: the path of such a URL needs the full parser, too.
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
      // Most schemes besides http(s) and ws(s) have an opaque origin, which is serialized as `null`.
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

/** A URL without its fragment: the network log leaves fragments out in one browser and not in the other. */
export function withoutFragment(url: string): string {
  const hash = url.indexOf('#')
  return hash < 0 ? url : url.slice(0, hash)
}
