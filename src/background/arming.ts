import browser from 'webextension-polyfill'
import { type Armed, allSites, wake } from '../wire/link.ts'
import { alwaysArmKey, matchPatterns } from '../wire/match-pattern.ts'
import { calledLate } from './called-functions.ts'
import { lateHooks } from './late-hooks.ts'
import { isPristine } from './pristine.ts'
import { files, register } from './registration.ts'

const isFirefox = browser.runtime.getURL('').startsWith('moz-extension:')

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

// In ms. A browser that may inject a script does so within moments.
const withheldAfterMs = 1000

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

/** Runs in the isolated world of a frame, before the bridge: leaves it the secret by which the hooks will find it. */
function leaveSecret(secret: string): void {
  const world = globalThis as { duplexSecret?: string }
  world.duplexSecret = secret
}

type Outcome = 'hooked' | 'closed' | 'gone'

/**
 * Hooks a document that is already running.
 * @returns 'closed' where a script of the page has replaced functions, so that the page would notice; 'gone' where the document
 * is: its successor gets its hooks by registration
 */
async function armDocument(target: browser.Scripting.InjectionTarget): Promise<Outcome> {
  const run = async <A extends unknown[]>(script: { func: (...args: A) => unknown; args: A; world?: 'MAIN' }) => {
    const [injected] = await browser.scripting.executeScript({ target, injectImmediately: true, ...script } as never)
    return injected?.result
  }
  const secret = crypto.randomUUID()
  try {
    // Only Firefox shows the isolated world what the page has done to its functions.
    const pristine = !isFirefox || (await run({ func: isPristine, args: [true, calledLate] })) === true
    await run({ func: leaveSecret, args: [secret] })
    // The bridge first: the hooks then receive their port at once. By itself it reports what the browser tells of the document.
    await browser.scripting.executeScript({ target, files: [files.bridge], injectImmediately: true })
    return pristine && (await run({ func: lateHooks, args: [secret], world: 'MAIN' })) === true ? 'hooked' : 'closed'
  } catch {
    return 'gone'
  }
}

/**
 * Hooks the frames of a tab that are already running, and wakes the bridges of those that were hooked before. Never throws.
 */
export function armTab(tabId: number): Promise<Armed> {
  return inTurn(async () => {
    try {
      const probing = browser.scripting.executeScript({
        target: { tabId, allFrames: true },
        func: () => 'duplexBridge' in globalThis,
        // Otherwise the browser waits until each document has loaded, which some never do.
        injectImmediately: true,
      })
      // Where the user has withheld the sites, Chromium may wait for a click on the extension's button.
      const probes = await ((await mayReadAllSites()) ? probing : Promise.race([probing, refused()]))
      const bare = probes.filter((probe) => probe.result === false)
      // A frame may have a new document by now, which is hooked already. Older browsers give no document ids.
      const outcomes = await Promise.all(
        bare.map(({ documentId, frameId }) =>
          armDocument(documentId ? { tabId, documentIds: [documentId] } : { tabId, frameIds: [frameId] }),
        ),
      )
      await browser.tabs.sendMessage(tabId, wake).catch(() => {}) // no frame listens on a blank page
      const countOf = (outcome: Outcome) => outcomes.filter((one) => one === outcome).length
      return { kind: 'armed', late: countOf('hooked'), closed: countOf('closed') }
    } catch (problem) {
      const error = problem instanceof Error ? problem.message : String(problem)
      const unreached = { kind: 'armed', late: 0, closed: 0, error } as const
      return (await isForbidden(error)) ? { ...unreached, forbidden: true } : unreached
    }
  })
}

/**
 * Whether a tab could not be reached for want of a permission that the user can give: no permission opens browser pages and the
 * extension stores. Firefox has the same words for both, so there only the permission itself tells; Chromium names its own pages.
 */
async function isForbidden(error: string): Promise<boolean> {
  if (!/Cannot access contents of|Missing host permission/.test(error)) return false
  return !(await mayReadAllSites())
}

const mayReadAllSites = () => browser.permissions.contains({ origins: [allSites] })

const refused = () =>
  new Promise<never>((_, reject) =>
    setTimeout(() => reject(new Error('Cannot access contents of the page')), withheldAfterMs),
  )
