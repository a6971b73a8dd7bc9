import browser from 'webextension-polyfill'
import { type Armed, wake } from '../wire/link.ts'
import { alwaysArmKey, matchPatterns } from '../wire/match-pattern.ts'
import { files, register } from './registration.ts'

/**
 * Puts the hooks into pages while somebody looks or where the user always wants them, and takes them out of new pages
 * otherwise. Calls are made one after the other.
 */
let turn: Promise<unknown> = Promise.resolve()
const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
  const result = turn.then(run)
  turn = result.catch(() => {})
  return result
}

let everywhere: boolean | undefined

/**
 * Registers the hooks for documents to come.
 * @param panels whether a panel is open anywhere; unknown where the background has only just started
 * @returns once they are registered
 */
export function arm(panels: boolean | undefined = everywhere): Promise<void> {
  everywhere = panels
  return inTurn(async () => {
    const stored = await browser.storage.local.get(alwaysArmKey)
    const known = await browser.scripting.getRegisteredContentScripts()
    await register({
      // A background that was stopped comes back to the panels it had.
      everywhere: everywhere ?? known.some((script) => script.id === 'hook'),
      always: matchPatterns(stored[alwaysArmKey]),
    })
  })
}

/** Runs in the isolated world of a frame, for the bridge that comes next. */
function comesLate(): void {
  const world = globalThis as { duplexLate?: true }
  world.duplexLate = true
}

/**
 * Hooks one document that runs already.
 * @returns whether it was still there; one that came in its place has its hooks by registration
 */
async function armDocument(target: browser.Scripting.InjectionTarget): Promise<boolean> {
  try {
    await browser.scripting.executeScript({ target, func: comesLate, injectImmediately: true })
    // The bridge first: it then answers the hooks' question at once.
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

/** Hooks the frames of a tab that are already running, and calls those that were hooked before. Never throws. */
export function armTab(tabId: number): Promise<Armed> {
  return inTurn(async () => {
    try {
      const probes = await browser.scripting.executeScript({
        target: { tabId, allFrames: true },
        func: () => 'duplexBridge' in globalThis,
        // Else the browser waits until each document has been read to its end, which some never are.
        injectImmediately: true,
      })
      const bare = probes.filter((probe) => probe.result === false)
      // A frame may have another document by now, which is hooked already; older browsers do not name documents.
      const hooked = await Promise.all(
        bare.map(({ documentId, frameId }) =>
          armDocument(documentId ? { tabId, documentIds: [documentId] } : { tabId, frameIds: [frameId] }),
        ),
      )
      await browser.tabs.sendMessage(tabId, wake).catch(() => {}) // no frame listens on a blank page
      return { kind: 'armed', late: hooked.filter(Boolean).length }
    } catch (problem) {
      // Browser pages and the stores are closed to extensions.
      return { kind: 'armed', late: 0, error: problem instanceof Error ? problem.message : String(problem) }
    }
  })
}
