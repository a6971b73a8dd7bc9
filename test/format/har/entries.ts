import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A HAR entry as a browser wrote it. */
export type RawEntry = Record<string, unknown> & {
  startedDateTime: string
  request: Record<string, unknown> & { url: string }
  response: Record<string, unknown> & { status: number }
}

interface Line {
  browser: 'chromium' | 'firefox'
  name: string
  entry: RawEntry
}

const lines = readFileSync(fileURLToPath(new URL('./entries.ndjson', import.meta.url)), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Line)

export const all = lines.map(({ browser, name, entry }) => [browser, name, entry] as const)

/**
 * A copy of an entry that Chromium 156 or Firefox 153 wrote.
 * @param changes fields to replace
 */
export function entry(browser: Line['browser'], name: string, changes: Partial<RawEntry> = {}): RawEntry {
  const found = lines.find((one) => one.browser === browser && one.name === name)
  if (!found) throw new Error(`no entry ${name} of ${browser}`)
  return { ...structuredClone(found.entry), ...changes }
}

/** A copy of an entry, moved later by so many milliseconds. */
export function later(raw: RawEntry, ms: number): RawEntry {
  return { ...raw, startedDateTime: new Date(Date.parse(raw.startedDateTime) + ms).toISOString() }
}
