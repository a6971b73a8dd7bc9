// Writes artifacts/duplex-VERSION-BROWSER.zip for both builds. The same input gives the same bytes: names are sorted, times
// and modes fixed, so that anybody can check that a published zip was built from these sources.
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Zippable, zipSync } from 'fflate'
import manifest from '../../manifest.json' with { type: 'json' }

const root = fileURLToPath(new URL('../..', import.meta.url))
// The earliest time that a zip file can hold, in local time as zip files store it.
const mtime = new Date(1980, 0, 1)

/** Zips a folder into bytes that depend on names and contents only. */
export function zipFolder(folder: string): Uint8Array {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
  const files: Zippable = {}
  for (const name of names) files[name] = [readFileSync(join(folder, name)), { mtime, os: 3, attrs: 0o644 << 16 }]
  return zipSync(files, { level: 9 })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(join(root, 'artifacts'), { recursive: true })
  for (const browser of ['chrome', 'firefox']) {
    const zip = zipFolder(join(root, 'dist', browser))
    const name = `artifacts/duplex-${manifest.version}-${browser}.zip`
    writeFileSync(join(root, name), zip)
    console.log(`${createHash('sha256').update(zip).digest('hex')}  ${name}  ${zip.length} B`)
  }
}
