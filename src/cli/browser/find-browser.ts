import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { basename } from 'node:path'
import { browserPlaces, commandPlaces } from './browser-places.ts'
import { type BrowserKind, type Machine, thisMachine } from './machine.ts'

export interface FoundBrowser {
  kind: BrowserKind
  path: string
  /** Version as the browser prints it, such as 156.0.8078.79; absent where asking is unsafe or gave nothing. */
  version?: string
}

export interface MissingBrowser {
  /** A line for the user: the missing browser and what to do. */
  missing: string
}

/**
 * Looks for a browser.
 *
 * For 'chromium' and 'firefox': the environment variable CHROMIUM or FIREFOX if it is set, then the usual places and PATH.
 * Any other name is the path of a browser, or its command in PATH; its kind is derived from `--version` or its name.
 */
export function findBrowser(name: string, machine: Machine = thisMachine()): FoundBrowser | MissingBrowser {
  if (name !== 'chromium' && name !== 'firefox') return findNamed(name, name, machine)

  const variable = name.toUpperCase()
  const chosen = machine.env[variable]
  if (chosen) {
    const found = findNamed(chosen, `${variable}=${chosen}`, machine)
    if ('missing' in found || found.kind === name) return found
    return {
      missing: `${variable}=${chosen} is not ${TITLE[name]}; it looks like ${TITLE[found.kind]}.`,
    }
  }

  for (const path of browserPlaces(name, machine).filter(isFile)) {
    const answer = askVersion(path, machine)
    // A file that cannot print its version is not the browser: Ubuntu has stubs which only ask for a snap.
    if (answer || machine.platform === 'win32') return withVersion(name, path, answer)
  }
  return {
    missing: `No ${TITLE[name]} found: ${howToInstall(name, machine)}, or set ${variable} to its path.`,
  }
}

const TITLE: Record<BrowserKind, string> = {
  chromium: 'Chromium, Chrome or Edge',
  firefox: 'Firefox',
}

function findNamed(name: string, shown: string, machine: Machine): FoundBrowser | MissingBrowser {
  const path = [name, ...(/[/\\]/.test(name) ? [] : commandPlaces(name, machine))].find(isFile)
  if (!path)
    return {
      missing: `No browser at ${shown}: give 'chromium', 'firefox' or the path of one.`,
    }
  const answer = askVersion(path, machine)
  const kind = kindOf(answer) ?? kindOf(basename(path.replaceAll('\\', '/')))
  if (!kind)
    return {
      missing: `${shown} is neither a Chromium nor a Firefox, by its --version and its name.`,
    }
  return withVersion(kind, path, answer)
}

function kindOf(text: string): BrowserKind | undefined {
  if (/firefox|mozilla/i.test(text)) return 'firefox'
  if (/chrom|edge|brave|opera|vivaldi/i.test(text)) return 'chromium'
  return undefined
}

function withVersion(kind: BrowserKind, path: string, answer: string): FoundBrowser {
  const version = /\d+(?:\.\d+)+\w*/.exec(answer)?.[0]
  return { kind, path, ...(version && { version }) }
}

/** The output of `--version`; empty if it fails. */
function askVersion(path: string, machine: Machine): string {
  // On Windows `chrome.exe --version` opens a browser window instead. https://crbug.com/158372
  if (machine.platform === 'win32') return ''
  const answer = spawnSync(path, ['--version'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 15_000, // ms; a cold Firefox on a slow disk takes seconds
  })
  return answer.status === 0 ? answer.stdout.trim() : ''
}

function isFile(path: string) {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

function howToInstall(kind: BrowserKind, { platform }: Machine) {
  if (platform === 'darwin') return `brew install --cask ${kind === 'chromium' ? 'google-chrome' : 'firefox'}`
  if (platform === 'win32') return `winget install ${kind === 'chromium' ? 'Google.Chrome' : 'Mozilla.Firefox'}`
  return `install it (Debian: apt-get install ${kind === 'chromium' ? 'chromium' : 'firefox-esr'})`
}
