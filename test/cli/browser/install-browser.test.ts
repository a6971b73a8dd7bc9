import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { installBrowser } from '../../../src/cli/browser/install-browser.ts'
import type { Machine } from '../../../src/cli/browser/machine.ts'

let folder = ''
let said: string[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'duplex-install-'))
  said = []
})
afterEach(() => rmSync(folder, { recursive: true }))

// The fake commands are shell scripts.
const onUnix = test.skipIf(process.platform === 'win32')

onUnix('says each apt-get step before it runs, and what was installed', () => {
  const browser = join(folder, 'chromium')
  fakeAptGet(`[ "$1" = update ] && exit 0
    printf '#!/bin/sh\\necho "Chromium 1.2.3 for $*"\\n' > ${browser}; /bin/chmod +x ${browser}`)
  expect(install(debian)).toBe(true)
  expect(said).toEqual([
    'Running: apt-get update',
    'Running: apt-get install -y --no-install-recommends chromium',
    `Installed ${browser} 1.2.3`,
  ])
})

onUnix.each([
  ['Ubuntu', { osRelease: 'ID=ubuntu\nID_LIKE=debian\n' }, /only a snap/],
  ['another system', { osRelease: 'ID=fedora\n' }, /not Debian/],
  ['an ordinary user', { root: false }, /sudo apt-get install/],
])('refuses and says why: %s', (_, difference, reason) => {
  fakeAptGet('exit 0')
  expect(install({ ...debian, ...difference })).toBe(false)
  expect(said).toEqual([expect.stringMatching(reason)])
})

test('refuses where there is no apt-get', () => {
  expect(install(debian)).toBe(false)
  expect(said).toEqual([expect.stringContaining('no apt-get')])
})

const debian = { root: true, osRelease: 'ID=debian\n' }

function install(machine: Pick<Machine, 'root' | 'osRelease'>) {
  const rest = { platform: 'linux', env: { PATH: folder }, home: folder } as const
  return installBrowser('chromium', (line) => said.push(line), { ...rest, ...machine })
}

function fakeAptGet(script: string) {
  const path = join(folder, 'apt-get')
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
}
