import browser from 'webextension-polyfill'
import { type Armed, wake } from '../wire/link.ts'
import { alwaysArmKey, matchPatterns } from '../wire/match-pattern.ts'
import { files, register } from './registration.ts'

/**
 * The last call in the queue. Registering and injecting run one after the other: the hooks are registered while a panel is
 * open or on always-armed sites, and unregistered otherwise.
 */
let turn: Promise<unknown> = Promise.resolve()
const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
  const result = turn.then(run)
  turn = result.catch(() => {})
  return result
}

/** Whether a panel is open anywhere; undefined until that is known. */
let everywhere: boolean | undefined

/**
 * Registers the hooks for future documents.
 * @param panels whether a panel is open anywhere; unknown where the background has only just started
 * @returns once they are registered
 */
export function arm(panels: boolean | undefined = everywhere): Promise<void> {
  everywhere = panels
  return inTurn(async () => {
    const stored = await browser.storage.local.get(alwaysArmKey)
    const known = await browser.scripting.getRegisteredContentScripts()
    await register({
      // A background that was stopped and restarted keeps the registration that its panels had.
      everywhere: everywhere ?? known.some((script) => script.id === 'hook'),
      always: matchPatterns(stored[alwaysArmKey]),
    })
  })
}

/** Runs in the isolated world of a frame and marks the bridge that follows as late. */
function comesLate(): void {
  const world = globalThis as { duplexLate?: true }
  world.duplexLate = true
}

/**
 * Hooks a document that is already running.
 * @returns false where the document is gone; its successor gets its hooks by registration
 */
async function armDocument(target: browser.Scripting.InjectionTarget): Promise<boolean> {
  try {
    await browser.scripting.executeScript({ target, func: comesLate, injectImmediately: true })
    // The bridge first: the hooks then receive their port at once.
    await browser.scripting.executeScript({ target, files: [files.bridge], injectImmediately: true })
    await browser.scripting.executeScript({
      target,
      files: [files.hook],
      world: 'MAIN',
      injectImmediately: true,
    } as never)
    return true
  } catch {
    return false
  }
}

/**
 * Hooks the frames of a tab that are already running, and wakes the bridges of those that were hooked before. Never throws.
 */
export function armTab(tabId: number): Promise<Armed> {
  return inTurn(async () => {
    try {
      const probes = await browser.scripting.executeScript({
        target: { tabId, allFrames: true },
        func: () => 'duplexBridge' in globalThis,
        // Otherwise the browser waits until each document has loaded, which some never do.
        injectImmediately: true,
      })
      const bare = probes.filter((probe) => probe.result === false)
      // A frame may have a new document by now, which is hooked already. Older browsers give no document ids.
      const hooked = await Promise.all(
        bare.map(({ documentId, frameId }) =>
          armDocument(documentId ? { tabId, documentIds: [documentId] } : { tabId, frameIds: [frameId] }),
        ),
      )
      await browser.tabs.sendMessage(tabId, wake).catch(() => {}) // no frame listens on a blank page
      return { kind: 'armed', late: hooked.filter(Boolean).length }
    } catch (problem) {
      // Extensions may not run in browser pages and the extension stores.
      return { kind: 'armed', late: 0, error: problem instanceof Error ? problem.message : String(problem) }
    }
  })
}
