import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { commandPlaces } from './browser-places.ts'
import { findBrowser } from './find-browser.ts'
import { type BrowserKind, type Machine, thisMachine } from './machine.ts'

const PACKAGE: Record<BrowserKind, string> = {
  chromium: 'chromium',
  firefox: 'firefox-esr',
}

/**
 * Installs a browser with apt-get, where that is possible: on Debian, as root. First reports what it is about to do, or why
 * it cannot; apt's own output goes to stderr. Blocks until apt-get has ended, minutes on a slow line.
 *
 * @returns whether findBrowser finds the browser afterwards
 */
export function installBrowser(
  kind: BrowserKind,
  say: (line: string) => void,
  machine: Machine = thisMachine(),
): boolean {
  const aptGet = commandPlaces('apt-get', machine).find(existsSync)
  const obstacle = whyNot(kind, aptGet, machine)
  if (!aptGet || obstacle) {
    say(`Cannot install ${kind}: ${obstacle}`)
    return false
  }

  const steps = [['update'], ['install', '-y', '--no-install-recommends', PACKAGE[kind]]]
  for (const step of steps) {
    say(`Running: apt-get ${step.join(' ')}`)
    const { status } = spawnSync(aptGet, step, {
      stdio: ['ignore', 2, 2],
      env: { ...machine.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    // A failed update is no reason to stop: one dead mirror fails it, and the existing package lists may do.
    if (status !== 0) say(`apt-get ${step[0]} ended with status ${status ?? 'unknown'}`)
  }

  const found = findBrowser(kind, machine)
  say('missing' in found ? found.missing : `Installed ${found.path} ${found.version ?? ''}`.trimEnd())
  return !('missing' in found)
}

function whyNot(kind: BrowserKind, aptGet: string | undefined, { root, osRelease }: Machine) {
  if (!aptGet) return 'there is no apt-get here.'
  if (/^ID(_LIKE)?=.*ubuntu/m.test(osRelease)) {
    // Ubuntu's packages only fetch a snap: no snapd in containers, and a snap sees neither our profile nor the extension.
    return kind === 'chromium'
      ? "Ubuntu's package is only a snap; install Google Chrome from https://www.google.com/chrome/ instead."
      : "Ubuntu's package is only a snap; install the one of https://support.mozilla.org/kb/install-firefox-linux instead."
  }
  if (!/^ID(_LIKE)?=.*debian/m.test(osRelease)) return 'this is not Debian.'
  if (!root) return `only root can; run: sudo apt-get install --no-install-recommends ${PACKAGE[kind]}`
  return undefined
}
