import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { unzipSync } from 'fflate'
import { afterAll, expect, test } from 'vitest'
import { zipFolder, zipSources } from '../../src/build/package.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'duplex-package-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Unpacks the zip of the sources into a folder of this name, and builds there. @returns the zips of both builds */
function builtIn(name: string): Uint8Array[] {
  const place = join(folder, name)
  for (const [file, bytes] of Object.entries(unzipSync(zipSources()))) {
    mkdirSync(dirname(join(place, file)), { recursive: true })
    writeFileSync(join(place, file), bytes)
  }
  symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'))
  execFileSync('npm', ['run', '-s', 'build'], { cwd: place, stdio: 'pipe' })
  return ['chrome', 'firefox'].map((browser) => zipFolder(join(place, 'dist', browser)))
}

// `npm test` has built the extension in its own folder before.
const here = () => ['chrome', 'firefox'].map((browser) => zipFolder(join(root, 'dist', browser)))

test('the zip of the sources builds the packages to the byte, whatever the folder is called', {
  timeout: 180_000,
}, () => {
  const built = builtIn('deeper/in/another folder')
  for (const [index, zip] of here().entries()) expect(Buffer.from(built[index]!).equals(zip)).toBe(true)
})

test.each(['chrome', 'firefox'])('the package for %s has the licence and the notices of what is in it', (browser) => {
  const files = unzipSync(zipFolder(join(root, 'dist', browser)))
  expect(new TextDecoder().decode(files['LICENSE'])).toContain('MIT License')
  expect(new TextDecoder().decode(files['THIRD_PARTY_NOTICES.md'])).toContain('preact')
})
