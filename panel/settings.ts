import browser from 'webextension-polyfill'
import { armNow } from '../src/wire/link.ts'
import { alwaysArmKey, matchPatterns } from '../src/wire/match-pattern.ts'

/** The match patterns of the sites that are always recorded, as they are stored; the background listens for changes. */
export async function loadAlwaysArmed(): Promise<string[]> {
  const stored = await browser.storage.local.get(alwaysArmKey)
  return matchPatterns(stored[alwaysArmKey])
}

/** Resolves once they are in force for documents to come. Rejects where the browser does not store. */
export async function saveAlwaysArmed(patterns: readonly string[]): Promise<void> {
  await browser.storage.local.set({ [alwaysArmKey]: [...patterns] })
  await browser.runtime.sendMessage(armNow)
}
