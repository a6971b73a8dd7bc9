import browser from 'webextension-polyfill'
import alwaysFile from '../bridge/always.iife.ts?script'
import bridgeFile from '../bridge/bridge.iife.ts?script'
import hookFile from '../page/hook.iife.ts?script'

/** The future documents that are hooked. */
export interface Wanted {
  /** All documents, because a panel is open somewhere. */
  everywhere: boolean
  /** Match patterns of the always-armed sites, valid in both browsers. */
  always: readonly string[]
}

interface Registration {
  id: string
  js: string[]
  matches: string[]
  excludeMatches?: string[]
  persistAcrossSessions: boolean
  [option: string]: unknown
}

const early = { runAt: 'document_start', allFrames: true, matchOriginAsFallback: true } as const

/** The content scripts for `wanted`. No document gets two sets: the general set excludes always-armed sites. */
export function registrations({ everywhere, always }: Wanted): Registration[] {
  const scripts: Registration[] = []
  const add = (prefix: string, bridge: string[], where: Pick<Registration, 'matches' | 'persistAcrossSessions'>) =>
    scripts.push(
      { id: `${prefix}hook`, js: [hookFile], world: 'MAIN', ...early, ...where },
      { id: `${prefix}bridge`, js: bridge, world: 'ISOLATED', ...early, ...where },
    )
  // Persistent, because pages may load before the background of a browser that has just started runs.
  if (always.length > 0) add('always-', [alwaysFile, bridgeFile], { matches: [...always], persistAcrossSessions: true })
  if (!everywhere || always.includes('<all_urls>')) return scripts
  const except = always.length > 0 ? { excludeMatches: [...always] } : {}
  add('', [bridgeFile], { matches: ['<all_urls>'], persistAcrossSessions: false, ...except })
  return scripts
}

/**
 * Makes the browser's registrations match `wanted`. They outlive the background, so the browser is asked for the current
 * ones. Rejects where the browser refuses the patterns; hooks for open panels are registered all the same.
 */
export async function register(wanted: Wanted): Promise<void> {
  try {
    await replace(wanted)
  } catch (problem) {
    if (wanted.always.length > 0) await replace({ ...wanted, always: [] })
    throw problem
  }
}

async function replace(wanted: Wanted): Promise<void> {
  const known = new Map((await browser.scripting.getRegisteredContentScripts()).map((script) => [script.id, script]))
  const scripts = registrations(wanted)
  const same = (script: Registration) => {
    const there = known.get(script.id)
    return there && essence(there) === essence(script)
  }
  const missing = scripts.filter((script) => !same(script))
  const stale = [...known.keys()].filter((id) => !scripts.some((script) => script.id === id && same(script)))
  if (stale.length > 0) await browser.scripting.unregisterContentScripts({ ids: stale })
  // The polyfill's types lack `world` and `matchOriginAsFallback`.
  if (missing.length > 0) await browser.scripting.registerContentScripts(missing as never)
}

/** The relevant options of a registration, for comparison. Browsers add defaults and nulls, and turn files into URLs. */
function essence(script: object): string {
  const { js, matches, excludeMatches, runAt, allFrames, persistAcrossSessions, ...more } =
    script as Partial<Registration>
  const names = js?.map((file) => file.split('/').at(-1))
  const places = [[...(matches ?? [])].sort(), [...(excludeMatches ?? [])].sort()]
  const { matchOriginAsFallback, world } = more
  return JSON.stringify([names, places, runAt, allFrames, persistAcrossSessions, matchOriginAsFallback, world])
}

export const files = { bridge: bridgeFile, hook: hookFile }
