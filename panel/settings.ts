import browser from 'webextension-polyfill'
import { armNow } from '../src/wire/link.ts'
import { alwaysArmKey, matchPatterns } from '../src/wire/match-pattern.ts'

/** Where the settings of the panel are stored; a page without extension APIs has a store of its own. */
export interface Settings {
  loadAlwaysArmed(): Promise<string[]>
  saveAlwaysArmed(patterns: readonly string[]): Promise<void>
}

/** The settings in the extension's storage. */
export const storedSettings: Settings = { loadAlwaysArmed, saveAlwaysArmed }

/** The stored match patterns of the always-armed sites. The background listens for changes. */
async function loadAlwaysArmed(): Promise<string[]> {
  const stored = await browser.storage.local.get(alwaysArmKey)
  return matchPatterns(stored[alwaysArmKey])
}

/**
 * Stores the match patterns of the always-armed sites. Resolves once they are in force for future documents; rejects where
 * the browser cannot store them.
 */
async function saveAlwaysArmed(patterns: readonly string[]): Promise<void> {
  await browser.storage.local.set({ [alwaysArmKey]: [...patterns] })
  await browser.runtime.sendMessage(armNow)
}
