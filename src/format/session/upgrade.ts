import { currentVersion } from './session-file.ts'

// biome-ignore lint/suspicious/noExplicitAny: an event of an old version has no type any more
type OldEvent = any

/** `upgrades[n]` turns an event of version n - 1 into one of version n, in place. Once released, an entry never changes. */
const upgrades: Readonly<Record<number, (event: OldEvent) => void>> = {
  // Version 2 only added events and fields.
  2: () => {},
  // Version 3 only added a word.
  3: () => {},
}

/**
 * Brings an event of an older file up to date, in place.
 * @param version of the file, at most the current one
 */
export function upgradeEvent(event: OldEvent, version: number): void {
  for (let next = version + 1; next <= currentVersion; next++) upgrades[next]?.(event)
}
