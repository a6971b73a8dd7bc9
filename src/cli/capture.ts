import { createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { createGzip } from 'node:zlib'
import { type Analysis, analyze } from '../core/analysis.ts'
import { applyEvent, createSession } from '../core/session.ts'
import { readSession } from '../format/read.ts'
import type { CaptureArguments } from './arguments.ts'
import type { DrivenBrowser, Panel } from './browser/driven-browser.ts'
import { type FoundBrowser, findBrowser } from './browser/find-browser.ts'
import { launchBrowser } from './browser/launch.ts'
import { CommandProblem, exitCodes } from './problem.ts'

// The browser has this long to begin showing the page; a page that only loads slowly is watched meanwhile.
const loadWithin = 30_000

/** What was seen, and what went wrong with keeping it, if anything. */
export interface Captured {
  analysis: Analysis
  problem: string | undefined
}

export interface CaptureOptions extends Omit<CaptureArguments, 'command'> {
  /** Told what happens, for people. */
  say(line: string): void
  /** Called before the panel is closed: pictures, clicks. */
  whileOpen?(panel: Panel, browser: DrivenBrowser): Promise<void>
  loopbackPeers?: boolean
}

/**
 * Opens a page in a real browser with the Duplex panel beside it, watches for the given time, and analyzes what the panel recorded.
 * The hooks are in place before the page is loaded, so nothing at its start is missed.
 * @throws CommandProblem without a browser, or where the page does not load
 */
export async function capture(options: CaptureOptions): Promise<Captured> {
  const found = findBrowser(options.browser)
  if (!('path' in found)) throw new CommandProblem(found.missing, exitCodes.noPage)
  const driven = await launch(found, options)
  let interrupted = false
  const closeNow = () => {
    interrupted = true
  }
  process.once('SIGINT', closeNow)
  process.once('SIGTERM', closeNow)
  try {
    const panel = await driven.openPanel()
    await panel.waitFor('globalThis.duplex.armed()')
    options.say(`${driven.name}: watching ${options.url} for ${options.forMs / 1000} s`)
    await load(driven, options.url)
    const until = Date.now() + options.forMs
    while (Date.now() < until && !interrupted) await pause(Math.min(250, until - Date.now()))
    await options.whileOpen?.(panel, driven)
    return await collect(panel, driven.name, options)
  } finally {
    process.removeListener('SIGINT', closeNow)
    process.removeListener('SIGTERM', closeNow)
    await driven.close()
  }
}

async function launch(found: FoundBrowser, options: CaptureOptions): Promise<DrivenBrowser> {
  const folder = found.kind === 'chromium' ? 'chrome' : 'firefox'
  const extensionDir = fileURLToPath(new URL(`../../dist/${folder}`, import.meta.url))
  const built = await stat(`${extensionDir}/manifest.json`).catch(() => undefined)
  if (!built) throw new CommandProblem(`the extension is not built; run 'npm run build' first`, exitCodes.noPage)
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
    const why = (error as Error).message.split('\n')[0]
    throw new CommandProblem(`${found.path} did not start: ${why}`, exitCodes.noPage)
  }
}

async function load(driven: DrivenBrowser, url: string): Promise<void> {
  try {
    // 'commit' would be enough; puppeteer knows no earlier moment than DOMContentLoaded.
    await driven.page.goto(url, { waitUntil: 'domcontentloaded', timeout: loadWithin })
  } catch (error) {
    const why = (error as Error).message.split('\n')[0]!.replace(/ at http.*$/, '')
    // A page that is slow, but there, is watched all the same.
    if (/timeout/i.test(why) && driven.page.url().startsWith('http')) return
    throw new CommandProblem(`${url} could not be loaded: ${why}`, exitCodes.noPage)
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)))

/** Takes the session out of the panel, part by part: into the file, if one is wanted, and into the analysis. */
async function collect(panel: Panel, browser: string, options: CaptureOptions): Promise<Captured> {
  // What the page has said last is on its way: hooks report every 50 ms, bridges at once.
  await pause(300)
  const parts = async function* (redact: boolean): AsyncGenerator<Uint8Array> {
    for (let index = 0; ; index++) {
      const part = await panel.evaluate<string>('return globalThis.duplex.exportPart(args[0], args[1])', index, redact)
      if (part === '') return
      yield Buffer.from(part)
    }
  }
  const session = createSession(0)
  const all: Uint8Array[] = []
  for await (const part of parts(options.redact)) all.push(part)
  for await (const item of readSession(Readable.from(all))) if (item.kind === 'event') applyEvent(session, item.event)
  const problem = options.out === undefined ? undefined : await write(options.out, all)
  if (options.out !== undefined && !problem) options.say(`session written to ${options.out}`)
  return { analysis: analyze(session, browser), problem }
}

/** @returns a sentence where the file cannot be written; the analysis is not lost for that */
async function write(path: string, parts: readonly Uint8Array[]): Promise<string | undefined> {
  try {
    const file = createWriteStream(path)
    if (path.endsWith('.gz')) await pipeline(Readable.from(parts), createGzip(), file)
    else await pipeline(Readable.from(parts), file)
    return undefined
  } catch (error) {
    return `${path}: cannot be written (${(error as NodeJS.ErrnoException).code ?? error})`
  }
}
