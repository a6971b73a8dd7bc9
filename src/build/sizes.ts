// The sizes of what was built. `npm run sizes` measures them and writes them into test/bench/README.md.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { zipFolder } from './package.ts'
import { writePart, writtenPart } from './written-part.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const document = join(root, 'test/bench/README.md')
const command = 'npm run sizes'

/** One built part, in kB (1000 bytes). A zip is compressed already and has no second figure. */
export interface Size {
  part: string
  plain: number
  gzipped: number | undefined
}

/** Measures both builds, which `npm run build` has made. The scripts are the same in both; only the manifests differ. */
export function builtSizes(): Size[] {
  return [
    sizeOf('hook, the script in the page', ['src/page/hook.iife.js']),
    sizeOf('bridge, the content script beside it', ['src/bridge/bridge.iife.js']),
    sizeOf('panel, with its styles and all it imports', filesOf('panel/panel.html')),
    { part: 'package for Chrome, a zip', plain: kilobytes(zipFolder(join(root, 'dist/chrome'))), gzipped: undefined },
    { part: 'package for Firefox, a zip', plain: kilobytes(zipFolder(join(root, 'dist/firefox'))), gzipped: undefined },
  ]
}

const kilobytes = (bytes: Uint8Array) => bytes.length / 1000

function sizeOf(part: string, files: readonly string[]): Size {
  const contents = files.map((file) => readFileSync(join(root, 'dist/chrome', file)))
  const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0)
  return {
    part,
    plain: sum(contents.map(kilobytes)),
    gzipped: sum(contents.map((content) => kilobytes(gzipSync(content, { level: 9 })))),
  }
}

/** A page of the build and the scripts and styles that it names; Vite names all that its script imports. */
function filesOf(page: string): string[] {
  const html = readFileSync(join(root, 'dist/chrome', page), 'utf8')
  return [page, ...[...html.matchAll(/(?:src|href)="\/?([^"]+)"/g)].map((found) => found[1]!)]
}

const rounded = (kB: number | undefined) => (kB === undefined ? '' : `${kB.toFixed(1)} kB`)

/** The table as the document holds it. */
export function sizesTable(sizes: readonly Size[]): string {
  const rows = sizes.map(({ part, plain, gzipped }) => `| ${part} | ${rounded(plain)} | ${rounded(gzipped)} |`)
  return ['| built part | size | gzipped |', '|---|---|---|', ...rows].join('\n')
}

/** The sizes that the document holds. */
export function writtenSizes(): Size[] {
  return writtenPart(document, command)
    .split('\n')
    .flatMap((line) => {
      const [, part, plain, gzipped] = /^\| (.+) \| ([\d.]+) kB \| (?:([\d.]+) kB)? ?\|$/.exec(line) ?? []
      if (part === undefined) return []
      return [{ part, plain: Number(plain), gzipped: gzipped === undefined ? undefined : Number(gzipped) }]
    })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const table = sizesTable(builtSizes())
  writePart(document, command, table)
  console.log(table)
}
