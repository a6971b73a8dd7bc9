import browser from 'webextension-polyfill'
import { armNow } from '../src/wire/link.ts'
import { alwaysArmKey, matchPatterns } from '../src/wire/match-pattern.ts'
import { defaultMegabytes, isMegabytes } from './payload-limit.ts'

/** Where the settings of the panel are stored; a page without extension APIs has a store of its own. */
export interface Settings {
  loadAlwaysArmed(): Promise<string[]>
  saveAlwaysArmed(patterns: readonly string[]): Promise<void>
  /** Megabytes of payloads that a session keeps. */
  loadMegabytes(): Promise<number>
  saveMegabytes(megabytes: number): Promise<void>
}

/** The settings in the extension's storage. */
export const storedSettings: Settings = { loadAlwaysArmed, saveAlwaysArmed, loadMegabytes, saveMegabytes }

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

const megabytesKey = 'payloadMegabytes'
/** Beyond it a panel would be stopped by the browser. */
export const mostMegabytes = 2048

async function loadMegabytes(): Promise<number> {
  const stored = await browser.storage.local.get(megabytesKey)
  const value: unknown = stored[megabytesKey]
  return isMegabytes(value) ? value : defaultMegabytes
}

async function saveMegabytes(megabytes: number): Promise<void> {
  await browser.storage.local.set({ [megabytesKey]: megabytes })
}
