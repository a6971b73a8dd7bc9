import browser from 'webextension-polyfill'
import bridgeFile from '../bridge/bridge.iife.ts?script'
import hookFile from '../page/hook.iife.ts?script'
import { type Armed, wake } from '../wire/link.ts'

/**
 * Puts the hooks into pages while somebody looks, and takes them out of new pages when nobody does.
 *
 * Registrations outlive a background that was stopped, but not the browser, so what is registered is asked for each time
 * rather than remembered. Calls are made one after the other.
 */
const everywhere = {
  matches: ['<all_urls>'],
  runAt: 'document_start',
  allFrames: true,
  matchOriginAsFallback: true,
  persistAcrossSessions: false,
} as const

const scripts = [
  { id: 'hook', js: [hookFile], world: 'MAIN', ...everywhere },
  { id: 'bridge', js: [bridgeFile], world: 'ISOLATED', ...everywhere },
] as const

let turn: Promise<unknown> = Promise.resolve()
const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
  const result = turn.then(run)
  turn = result.catch(() => {})
  return result
}

async function registered(): Promise<Set<string>> {
  return new Set((await browser.scripting.getRegisteredContentScripts()).map((script) => script.id))
}

/** Registers the hooks for documents to come. */
export function arm(): void {
  void inTurn(async () => {
    const known = await registered()
    const missing = scripts.filter((script) => !known.has(script.id))
    // The types of the polyfill know neither `world` nor `matchOriginAsFallback`.
    if (missing.length > 0) await browser.scripting.registerContentScripts(missing as never)
  })
}

/** Takes the registration back: pages that load from now on run untouched code. */
export function disarm(): void {
  void inTurn(async () => {
    const ids = [...(await registered())]
    if (ids.length > 0) await browser.scripting.unregisterContentScripts({ ids })
  })
}

/** Hooks the frames of a tab that are already running, and calls those that were hooked before. Never throws. */
export function armTab(tabId: number): Promise<Armed> {
  return inTurn(async () => {
    try {
      const probes = await browser.scripting.executeScript({
        target: { tabId, allFrames: true },
        func: () => 'duplexBridge' in globalThis,
      })
      const bare = probes.filter((probe) => probe.result === false).map((probe) => probe.frameId)
      if (bare.length > 0) {
        const target = { tabId, frameIds: bare }
        // The bridge first: it then answers the hooks' question at once.
        await browser.scripting.executeScript({ target, files: [bridgeFile], injectImmediately: true })
        await browser.scripting.executeScript({
          target,
          files: [hookFile],
          world: 'MAIN',
          injectImmediately: true,
        } as never)
      }
      await browser.tabs.sendMessage(tabId, wake).catch(() => {}) // no frame listens on a blank page
      return { kind: 'armed', late: bare.length }
    } catch (problem) {
      // Browser pages and the stores are closed to extensions.
      return { kind: 'armed', late: 0, error: problem instanceof Error ? problem.message : String(problem) }
    }
  })
}
