// Writes artifacts/duplex-VERSION-BROWSER.zip for both builds, and a zip of the sources that builds the same bytes anywhere: names are
// sorted, times and modes fixed, so that anybody can check that a published zip was built from these sources.
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Zippable, zipSync } from 'fflate'
import manifest from '../../manifest.json' with { type: 'json' }

const root = fileURLToPath(new URL('../..', import.meta.url))
// The earliest time that a zip file can hold, in local time as zip files store it.
const mtime = new Date(1980, 0, 1)

/** What the extension is built from: `npm ci && npm run build` in a folder with nothing else gives both builds. */
const sources = [
  'LICENSE',
  'README.md',
  'manifest.json',
  'package-lock.json',
  'package.json',
  'panel',
  'src',
  'tsconfig.json',
]

/** The names of the files in a folder, below it, with `/`, sorted. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
}

/** Zips files into bytes that depend on names and contents only. @param folder that the names begin from */
function zipFiles(folder: string, names: readonly string[]): Uint8Array {
  const files: Zippable = {}
  for (const name of names) files[name] = [readFileSync(join(folder, name)), { mtime, os: 3, attrs: 0o644 << 16 }]
  return zipSync(files, { level: 9 })
}

/** Zips a folder into bytes that depend on names and contents only. */
export const zipFolder = (folder: string): Uint8Array => zipFiles(folder, filesIn(folder))

/** Zips the sources of the extension. */
export function zipSources(): Uint8Array {
  const all = new Set(readdirSync(root))
  const names = sources.flatMap((name) => {
    if (!all.has(name)) throw new Error(`${name} is one of the sources, and missing`)
    return /^(panel|src)$/.test(name) ? filesIn(join(root, name)).map((file) => `${name}/${file}`) : [name]
  })
  return zipFiles(root, names)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(join(root, 'artifacts'), { recursive: true })
  const zips = {
    chrome: zipFolder(join(root, 'dist', 'chrome')),
    firefox: zipFolder(join(root, 'dist', 'firefox')),
    sources: zipSources(),
  }
  for (const [part, zip] of Object.entries(zips)) {
    const name = `artifacts/duplex-${manifest.version}-${part}.zip`
    writeFileSync(join(root, name), zip)
    console.log(`${createHash('sha256').update(zip).digest('hex')}  ${name}  ${zip.length} B`)
  }
}
