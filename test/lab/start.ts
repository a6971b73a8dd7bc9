// `npm start [URL]`: opens the lab, or any page, with Duplex beside it. Without a display it watches for 15 s and prints
// the result.
import { mkdirSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findBrowser } from '../../src/cli/browser/find-browser.ts'
import { installBrowser } from '../../src/cli/browser/install-browser.ts'
import { launchBrowser } from '../../src/cli/browser/launch.ts'
import { capture } from '../../src/cli/capture.ts'
import { CommandProblem, exitCodes } from '../../src/cli/problem.ts'
import { analysisTable } from '../../src/cli/table.ts'
import { startLab } from './lab.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const say = (line: string) => console.error(line)

/** Finds a browser, Chromium first; installs Chromium where there is none. */
function anyBrowser() {
  for (const kind of ['chromium', 'firefox']) {
    const found = findBrowser(kind)
    if ('path' in found) return found
  }
  installBrowser('chromium', say)
  const found = findBrowser('chromium')
  if ('path' in found) return found
  throw new CommandProblem(found.missing, exitCodes.noPage)
}

async function watchHeadless(url: string, browser: string): Promise<void> {
  const folder = `${root}captures`
  mkdirSync(folder, { recursive: true })
  const name = `${folder}/${new Date().toISOString().slice(0, 19).replace(/[:T]/g, '-')}`
  const files = { session: `${name}.duplex.ndjson.gz`, picture: `${name}.png` }
  say('No display: watching without a window.')
  const { analysis, problem } = await capture({
    url,
    forMs: 15_000,
    browser,
    out: files.session,
    headed: false,
    redact: true,
    loopbackPeers: true,
    say,
    whileOpen: (panel) => panel.screenshot(files.picture),
  })
  console.log(analysisTable(analysis))
  if (problem !== undefined) throw new CommandProblem(problem, exitCodes.usage)
  console.log(
    `\nsession: ${relative(process.cwd(), files.session)}\npicture: ${relative(process.cwd(), files.picture)}`,
  )
}

async function openWindow(url: string, found: ReturnType<typeof anyBrowser>): Promise<void> {
  const driven = await launchBrowser({
    kind: found.kind,
    executablePath: found.path,
    extensionDir: `${root}dist/${found.kind === 'chromium' ? 'chrome' : 'firefox'}`,
    headed: true,
    loopbackPeers: true,
  })
  const panel = await driven.openPanel()
  await panel.waitFor('globalThis.duplex.armed()')
  await driven.page.goto(url, { waitUntil: 'domcontentloaded' })
  say('Close the browser, or press Ctrl+C here, to end.')
  await new Promise<void>((resolve) => driven.page.browser().on('disconnected', () => resolve()))
  await driven.close()
}

const lab = process.argv[2] === undefined ? await startLab() : undefined
try {
  const url = process.argv[2] ?? `${lab!.origin}/?on=all`
  if (!URL.canParse(url))
    throw new CommandProblem(`'${url}' is not a URL; it starts with http:// or https://`, exitCodes.usage)
  const found = anyBrowser()
  const display = process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']
  if (display) await openWindow(url, found)
  else await watchHeadless(url, found.path)
} catch (error) {
  if (!(error instanceof CommandProblem)) throw error
  say(error.message)
  process.exitCode = error.exitCode
} finally {
  await lab?.close()
}
