import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { findBrowser } from '../../../src/cli/browser/find-browser.ts'
import type { Machine } from '../../../src/cli/browser/machine.ts'

const folder = mkdtempSync(join(tmpdir(), 'duplex-find-'))
afterAll(() => rmSync(folder, { recursive: true }))

// The fake browsers are shell scripts.
const onUnix = test.skipIf(process.platform === 'win32')

onUnix('PATH is searched, in the order of preference', () => {
  const chrome = fake('google-chrome', 'echo "Google Chrome 140.0.1.2"')
  expect(findBrowser('chromium', unix())).toEqual({ kind: 'chromium', path: chrome, version: '140.0.1.2' })

  const chromium = fake('chromium', 'echo "Chromium 156.0.8078.79 built on Debian GNU/Linux 12"')
  expect(findBrowser('chromium', unix())).toEqual({ kind: 'chromium', path: chromium, version: '156.0.8078.79' })
})

onUnix('a stub that cannot tell its version is passed over', () => {
  fake('firefox', 'echo "requires the firefox snap to be installed" >&2; exit 1')
  const esr = fake('firefox-esr', 'echo "Mozilla Firefox 153.7.0esr"')
  expect(findBrowser('firefox', unix())).toEqual({ kind: 'firefox', path: esr, version: '153.7.0esr' })
})

onUnix('the environment variable comes before PATH', () => {
  const own = fake('my-fox', 'echo "Mozilla Firefox 150.0"')
  expect(findBrowser('firefox', unix({ FIREFOX: own }))).toMatchObject({ path: own, version: '150.0' })
})

onUnix('the environment variable must name a browser of its kind', () => {
  const fox = fake('fox', 'echo "Mozilla Firefox 150.0"')
  expect(missing('chromium', unix({ CHROMIUM: fox }))).toContain(`CHROMIUM=${fox}`)
  expect(missing('chromium', unix({ CHROMIUM: '/nowhere/chromium' }))).toContain('CHROMIUM=/nowhere/chromium')
})

onUnix.each([
  ['wrapper', 'echo "Mozilla Firefox 153.0"', { kind: 'firefox', version: '153.0' }],
  ['other-wrapper', 'echo "Microsoft Edge 140.0.0.1"', { kind: 'chromium', version: '140.0.0.1' }],
  ['chrome-that-is-silent', 'exit 1', { kind: 'chromium' }],
])('an explicit path tells its kind: %s', (name, script, expected) => {
  const path = fake(name, script)
  expect(findBrowser(path, unix())).toEqual({ ...expected, path })
})

onUnix('another command is looked up in PATH', () => {
  const path = fake('firefox-nightly', 'echo "Mozilla Firefox 160.0a1"')
  expect(findBrowser('firefox-nightly', unix())).toEqual({ kind: 'firefox', path, version: '160.0a1' })
})

onUnix('a program that is no browser is refused', () => {
  expect(missing(fake('editor', 'echo "Editor 1.0"'), unix())).toContain('neither a Chromium nor a Firefox')
})

test.each([
  ['chromium', 'winget install Google.Chrome'],
  ['firefox', 'winget install Mozilla.Firefox'],
  ['C:\\nowhere\\firefox.exe', 'No browser at C:\\nowhere\\firefox.exe'],
])('what is missing is said in one line: %s', (name, expected) => {
  const line = missing(name, { ...unix({ PATH: '' }), platform: 'win32' })
  expect(line).toContain(expected)
  expect(line).not.toContain('\n')
})

function fake(name: string, script: string) {
  const path = join(folder, name)
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  return path
}

function unix(env: Machine['env'] = {}): Machine {
  return { platform: 'linux', env: { PATH: folder, ...env }, home: folder, root: false, osRelease: '' }
}

function missing(name: string, machine: Machine) {
  const found = findBrowser(name, machine)
  return 'missing' in found ? found.missing : `found ${found.path}`
}
