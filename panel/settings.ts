import browser from 'webextension-polyfill'
import { armNow } from '../src/wire/link.ts'
import { alwaysArmKey, matchPatterns } from '../src/wire/match-pattern.ts'

/** The stored match patterns of the always-armed sites. The background listens for changes. */
export async function loadAlwaysArmed(): Promise<string[]> {
  const stored = await browser.storage.local.get(alwaysArmKey)
  return matchPatterns(stored[alwaysArmKey])
}

/**
 * Stores the match patterns of the always-armed sites. Resolves once they are in force for future documents; rejects where
 * the browser cannot store them.
 */
export async function saveAlwaysArmed(patterns: readonly string[]): Promise<void> {
  await browser.storage.local.set({ [alwaysArmKey]: [...patterns] })
  await browser.runtime.sendMessage(armNow)
}
