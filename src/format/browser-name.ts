export const unknownBrowser = 'unknown browser'

/**
 * Name and major version of a browser from its user agent, such as 'Chromium 156'; `unknownBrowser` where no known name is
 * in it. A user agent does not distinguish Chrome from Chromium; forks that name themselves are recognised.
 */
export function browserName(userAgent: string): string {
  const known: readonly [RegExp, string][] = [
    [/Edg\/(\d+)/, 'Edge'],
    [/OPR\/(\d+)/, 'Opera'],
    [/Firefox\/(\d+)/, 'Firefox'],
    [/(?:Headless)?Chrom(?:e|ium)\/(\d+)/, 'Chromium'],
    [/Version\/(\d+).*Safari/, 'Safari'],
  ]
  for (const [pattern, name] of known) {
    const version = pattern.exec(userAgent)?.[1]
    if (version) return `${name} ${version}`
  }
  return unknownBrowser
}

/**
 * Name and version of a browser from its brands (https://wicg.github.io/ua-client-hints/#grease), of which one says nothing, and one names
 * what the browser is built on; '' where there is none.
 */
export function browserOfBrands(brands: readonly Readonly<Record<string, unknown>>[]): string {
  const known = brands.filter(({ brand }) => typeof brand === 'string' && !/not.*brand/i.test(brand))
  const found = known.find(({ brand }) => brand !== 'Chromium') ?? known[0]
  return found ? `${found['brand']} ${found['version'] ?? ''}`.trim() : ''
}
