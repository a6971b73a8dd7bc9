import { setTimeout as sleep } from 'node:timers/promises'
import type { CookieData } from 'puppeteer-core'
import type { Analysis } from '../core/analysis/analysis.ts'
import type { CaptureArguments } from './arguments/capture-arguments.ts'
import type { DrivenBrowser, Panel } from './browser/driven-browser.ts'
import { extensionFolder } from './browser/extension-folder.ts'
import { type FoundBrowser, findBrowser } from './browser/find-browser.ts'
import { launchBrowser } from './browser/launch.ts'
import { type Interruption, takeSignals } from './interruption.ts'
import { createLiveSession } from './live-session.ts'
import { asProblem, CommandProblem, exitCodes, firstLine } from './problem.ts'
import type { Steps } from './steps.ts'

// In ms: how long the browser may take to begin showing the page. A page that only loads slowly is watched meanwhile.
const loadTimeoutMs = 30_000
// In ms: events are taken out of the browser this often, in case it crashes; the panel hardly notices.
const takeEveryMs = 1000
// In ms. A page without an event for so long has loaded, and does not poll.
const idleMs = 5000

/** The analysis of a capture, and the problem with capturing or writing it, if there is one. */
export interface Captured {
  analysis: Analysis
  problem: string | undefined
  exitCode: number
}

export interface CaptureOptions extends Pick<CaptureArguments, 'forMs' | 'browser' | 'out' | 'headed' | 'redact'> {
  url: string
  until?: CaptureArguments['until']
  /** Cookies that the browser has from the beginning. */
  cookies?: readonly CookieData[] | undefined
  /** Done once the page has begun to show; the watching goes on meanwhile, and for `forMs` after them. */
  steps?: Steps | undefined
  /** Receives progress messages for people. */
  say(line: string): void
  /** Called before the panel is closed, for screenshots and clicks. */
  whileOpen?(panel: Panel, browser: DrivenBrowser): Promise<void>
  loopbackPeers?: boolean
}

/**
 * Opens a page in a real browser with the Duplex panel beside it, watches for the given time, and analyses what the panel
 * recorded. The hooks are installed before the page loads, so its start is not missed. A signal or the browser's death ends
 * the watching early; everything recorded until then is still analysed.
 * @throws CommandProblem without a browser, or where the page does not load
 */
export async function capture(options: CaptureOptions): Promise<Captured> {
  const found = findBrowser(options.browser)
  if (!('path' in found)) throw new CommandProblem(found.missing, exitCodes.noPage)
  const interruption = takeSignals()
  try {
    const driven = await launch(found, options)
    try {
      if (interruption.asked()) throw notLoaded('interrupted', driven, options)
      return await watch(driven, interruption, options)
    } catch (error) {
      throw asProblem(error, `${driven.name} failed`, exitCodes.noPage)
    } finally {
      await driven.close().catch((error) => options.say(`${driven.name} did not close well: ${firstLine(error)}`))
    }
  } finally {
    interruption.release()
  }
}

/** How the watching ended. */
type End = 'over' | 'interrupted' | 'gone'

async function watch(driven: DrivenBrowser, interruption: Interruption, options: CaptureOptions): Promise<Captured> {
  let dead = false
  const gone = new Promise<'gone'>((resolve) => {
    driven.page.browser().once('disconnected', () => {
      dead = true
      resolve('gone')
    })
  })
  const interrupted = interruption.first.then(() => 'interrupted' as const)
  const panel = await Promise.race([openPanel(driven), gone, interrupted])
  if (typeof panel === 'string') throw notLoaded(panel, driven, options)
  const longest = `${options.until ? 'at most ' : ''}${options.forMs / 1000} s`
  options.say(`${driven.name}: watching ${options.url} for ${longest}`)
  if (options.cookies) await driven.page.browser().setCookie(...options.cookies)
  // Without them the messages of a worker’s sockets are missing in Firefox, and the analysis says so.
  const takeSockets = await driven.watchSockets?.().catch(() => undefined)
  const session = createLiveSession({ browser: driven.name, redact: options.redact, out: options.out, takeSockets })
  let failure: string | undefined
  const takeAll = async (): Promise<'gone' | undefined> => {
    try {
      await session.take(panel)
      return undefined
    } catch (error) {
      failure = firstLine(error)
      // Calls into a dying browser may fail before its disconnect is reported.
      await Promise.race([gone, pause(1000)])
      return 'gone'
    }
  }
  // Events on their way when the browser died are still taken.
  const take = () => Promise.race([takeAll(), gone.then(() => pause(1000)).then(() => 'gone' as const)])
  const watched = load(driven, options.url).then(async (): Promise<End> => {
    await doSteps(driven, options.steps)
    // Unreferenced: an interrupted process does not wait for it.
    const over = sleep(options.forMs, undefined, { ref: false })
    await Promise.race([over, isThere(driven, options)])
    return 'over'
  })
  let end: End | undefined
  let events = 0
  let eventAt = Date.now()
  while (!end) {
    end = await Promise.race([gone, interrupted, watched, pause(takeEveryMs)]).catch((error) => {
      // A browser that dies while a page loads gives error messages of its own.
      if (!dead && driven.page.browser().connected) throw error
      return 'gone' as const
    })
    if (!end && isShown(driven)) end = await take()
    if (session.events() > events) eventAt = Date.now()
    events = session.events()
    if (!end && options.until === 'idle' && events > 0 && Date.now() - eventAt >= idleMs) end = 'over'
  }
  if (end === 'interrupted' && !isShown(driven)) throw notLoaded(end, driven, options)
  if (end === 'over') await options.whileOpen?.(panel, driven)
  if (end !== 'gone') {
    await panel.evaluate('await globalThis.duplex.settle()').catch(() => {})
    end = (await take()) ?? end
  }
  if (end === 'gone' && session.events() === 0) throw notLoaded(end, driven, options)
  const { analysis, problem } = await session.end()
  if (end === 'gone') {
    if (problem !== undefined) options.say(problem)
    const what = dead ? `${driven.name} ended early` : `the panel failed (${failure})`
    return { analysis, problem: `${what}; this is what was seen until then`, exitCode: exitCodes.noPage }
  }
  return { analysis, problem, exitCode: problem === undefined ? exitCodes.done : exitCodes.usage }
}

/** Never resolves where no element is waited for. */
async function isThere(driven: DrivenBrowser, { until, forMs }: CaptureOptions): Promise<unknown> {
  if (typeof until !== 'object') return new Promise(() => {})
  return driven.page.waitForSelector(until.selector, { timeout: forMs }).catch((error) => {
    if (error?.name === 'TimeoutError') return undefined
    throw new CommandProblem(`--until ${until.selector}: ${firstLine(error)}`, exitCodes.usage)
  })
}

async function doSteps(driven: DrivenBrowser, steps: Steps | undefined): Promise<void> {
  try {
    await steps?.(driven.page)
  } catch (error) {
    throw new CommandProblem(`the script failed: ${firstLine(error)}`, exitCodes.noPage)
  }
}

async function openPanel(driven: DrivenBrowser): Promise<Panel> {
  const panel = await driven.openPanel()
  await panel.waitFor('globalThis.duplex.armed()')
  return panel
}

function notLoaded(end: End, driven: DrivenBrowser, options: CaptureOptions): CommandProblem {
  const who = end === 'gone' ? `${driven.name} ended` : 'interrupted'
  return new CommandProblem(`${who} before ${options.url} was loaded`, exitCodes.noPage)
}

/** Whether the browser has begun to show the page instead of a blank one. */
const isShown = (driven: DrivenBrowser) => driven.page.url().startsWith('http')

async function launch(found: FoundBrowser, options: CaptureOptions): Promise<DrivenBrowser> {
  const folder = found.kind === 'chromium' ? 'chrome' : 'firefox'
  const extensionDir = extensionFolder(folder)
  if (extensionDir === undefined)
    throw new CommandProblem(`the extension is not built; run 'npm run build' first`, exitCodes.noPage)
  try {
    return await launchBrowser({
      kind: found.kind,
      executablePath: found.path,
      extensionDir,
      headed: options.headed,
      loopbackPeers: options.loopbackPeers ?? false,
      callerHandlesSignals: true,
    })
  } catch (error) {
    throw asProblem(error, `${found.path} did not start`, exitCodes.noPage)
  }
}

async function load(driven: DrivenBrowser, url: string): Promise<void> {
  try {
    // 'commit' would be enough, but puppeteer knows no earlier moment than DOMContentLoaded.
    await driven.page.goto(url, { waitUntil: 'domcontentloaded', timeout: loadTimeoutMs })
  } catch (error) {
    const why = firstLine(error).replace(/ at http.*$/, '')
    // A slow page that has begun to show is watched all the same.
    if (/timeout/i.test(why) && isShown(driven)) return
    throw new CommandProblem(`${url} could not be loaded: ${why}`, exitCodes.noPage)
  }
}

const pause = (ms: number): Promise<undefined> => sleep(ms, undefined)
