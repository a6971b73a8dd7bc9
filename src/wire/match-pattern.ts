/**
 * Key in `storage.local` for the list of match patterns of the always-armed sites, which are hooked from their first script
 * on whether a panel is open or not.
 */
export const alwaysArmKey = 'alwaysArm'

// No pattern has a port: Firefox refuses patterns with a port, and a pattern without one matches every port.
const form = /^(?:<all_urls>|(?:\*|https?):\/\/(?:\*|(?:\*\.)?([^/*:?#@\s]+))\/\S*|file:\/\/\/\S*)$/

/**
 * Whether both browsers accept a match pattern, such as `https://*.example.org/*` or `<all_urls>`.
 * https://developer.mozilla.org/docs/Mozilla/Add-ons/WebExtensions/Match_patterns
 */
export function isMatchPattern(text: string): boolean {
  const found = form.exec(text)
  const host = found?.[1]
  return found !== null && (host === undefined || isHost(host))
}

/** Browsers refuse a host that no URL could have; Chromium also refuses a host of dots alone. */
function isHost(text: string): boolean {
  try {
    return /[^.]/.test(new URL(`http://${text}/`).hostname)
  } catch {
    return false
  }
}

/** The valid patterns in a stored value. Invalid ones are dropped, since a single one makes the whole registration fail. */
export function matchPatterns(stored: unknown): string[] {
  if (!Array.isArray(stored)) return []
  const patterns = stored.filter((pattern): pattern is string => typeof pattern === 'string' && isMatchPattern(pattern))
  return [...new Set(patterns)]
}

/** The pattern that matches all pages of a URL's host; undefined where the extension cannot run. */
export function patternOfSite(url: string): string | undefined {
  try {
    const { protocol, hostname } = new URL(url)
    const pattern = `*://${hostname}/*`
    return /^https?:$/.test(protocol) && isMatchPattern(pattern) ? pattern : undefined
  } catch {
    return undefined
  }
}
