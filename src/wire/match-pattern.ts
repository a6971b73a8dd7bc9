/** Key in `storage.local` of the list of match patterns whose sites are hooked from their first script on, panel or not. */
export const alwaysArmKey = 'alwaysArm'

// No port: Firefox refuses patterns with one, and without one every port matches.
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

/** Browsers refuse what could not be the host of a URL, and Chromium also what is dots alone. */
function isHost(text: string): boolean {
  try {
    return /[^.]/.test(new URL(`http://${text}/`).hostname)
  } catch {
    return false
  }
}

/** The patterns in what was stored; whatever is none is left out, since one of them would spoil the registration of all. */
export function matchPatterns(stored: unknown): string[] {
  if (!Array.isArray(stored)) return []
  const patterns = stored.filter((one): one is string => typeof one === 'string' && isMatchPattern(one))
  return [...new Set(patterns)]
}

/** The pattern for all pages of a URL's host; undefined where hooks cannot go. */
export function patternOfSite(url: string): string | undefined {
  try {
    const { protocol, hostname } = new URL(url)
    const pattern = `*://${hostname}/*`
    return /^https?:$/.test(protocol) && isMatchPattern(pattern) ? pattern : undefined
  } catch {
    return undefined
  }
}
