import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const textOf = (file: string) => readFileSync(join(root, file), 'utf8')

/** Every file of the project, as a path from its root; not what is built or installed. */
const files = [
  ...filesIn('.', false),
  ...['.ci', '.github', 'panel', 'src', 'test'].flatMap((folder) => filesIn(folder, true)),
]
const paths = new Set(files.flatMap((file) => [file, ...foldersOf(file)]))
const documents = files.filter((file) => file.endsWith('.md'))

function filesIn(folder: string, recursive: boolean): string[] {
  return readdirSync(join(root, folder), { recursive, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
}

/** The folders that a file is in, each with a slash at its end. */
function foldersOf(file: string): string[] {
  const parts = file.split('/').slice(0, -1)
  return parts.map((_, index) => `${parts.slice(0, index + 1).join('/')}/`)
}

const withoutBlocks = (markdown: string) => markdown.replace(/^(```|~~~)[\s\S]*?^\1$/gm, '')

/** Where the links and pictures of a document lead, but for other sites. */
function linksOf(markdown: string): string[] {
  const text = withoutBlocks(markdown).replace(/`[^`\n]*`/g, '``')
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g), ...text.matchAll(/\b(?:src|srcset|href)="([^"]+)"/g)]
  return links.map((found) => found[1]!).filter((link) => !/^[a-z]+:/i.test(link))
}

/** Names of headings as code hosts make them for links. */
function headingsOf(markdown: string): string[] {
  const titles = [...withoutBlocks(markdown).matchAll(/^#+ (.+)$/gm)].map((found) => found[1]!)
  return titles.map((title) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

/** What is wrong with a link, if anything. */
function brokenLink(document: string, link: string): string | undefined {
  const [path = '', heading] = link.split('#')
  const target = path === '' ? document : normalize(join(dirname(document), path))
  if (!paths.has(target) && !paths.has(`${target}/`)) return `${document} links to ${link}, which does not exist`
  if (heading === undefined || headingsOf(textOf(target)).includes(heading)) return undefined
  return `${document} links to ${link}, and ${target} has no such heading`
}

const looksLikePath = /^(?:\.\.\/)*[\w.*-]+(?:\/[\w.*-]+)*(?:\/|\.(?:tsx?|js|css|html|json|md))$/
// What a build or a run makes.
const made = /^(?:dist|artifacts|captures)\//

/** Files and folders that a document names in code, such as `classify/rules.ts`, `har/`, `hook-*.ts`; links have a test of their own. */
const pathsNamedIn = (markdown: string) =>
  [...withoutBlocks(markdown.replace(/\[`[^`\n]+`\]\(/g, '(')).matchAll(/`([^`\n]+)`/g)]
    .map((found) => found[1]!)
    .filter((name) => looksLikePath.test(name) && !made.test(name))

/** A name counts from the document's folder, wherever below it, from the root, from `src` and from `test`. */
function exists(document: string, name: string): boolean {
  const folder = dirname(document)
  const pattern = (path: string) => new RegExp(`^${path.replace(/[.+]/g, '\\$&').replaceAll('*', '[^/]*')}$`)
  const fixed = [normalize(join(folder, name)), name, `src/${name}`, `test/${name}`].map(pattern)
  const below = pattern(name)
  const start = folder === '.' ? '' : `${folder}/`
  for (const path of paths) {
    if (fixed.some((one) => one.test(path))) return true
    if (!path.startsWith(start)) continue
    for (let at = start.length; at > 0; at = path.indexOf('/', at) + 1) if (below.test(path.slice(at))) return true
  }
  return false
}

test('every link in a document leads to something', () => {
  const broken = documents.flatMap((document) =>
    linksOf(textOf(document)).flatMap((link) => brokenLink(document, link) ?? []),
  )
  expect(broken).toEqual([])
})

test('every file and folder that a document names exists', () => {
  const missing = documents.flatMap((document) =>
    pathsNamedIn(textOf(document))
      .filter((name) => !exists(document, name))
      .map((name) => `${document} names ${name}, which does not exist`),
  )
  expect(missing).toEqual([])
})

test('the main README leads to the README of every layer', () => {
  const linked = linksOf(textOf('README.md')).map((link) => normalize(link))
  const layers = files.filter((file) => /^(?:panel|test|src\/[\w-]+)\/README\.md$/.test(file))
  expect(layers.length).toBeGreaterThan(5)
  expect(layers.filter((layer) => !linked.includes(layer))).toEqual([])
})

test('the search for links and names finds what is wrong', () => {
  expect(brokenLink('src/core/README.md', '../README.md')).toBeUndefined()
  expect(brokenLink('src/core/README.md', 'cost')).toBeUndefined()
  expect(brokenLink('src/core/README.md', 'no-such-folder/README.md')).toContain('does not exist')
  expect(brokenLink('README.md', '#no-such-heading')).toContain('no such heading')
  expect(linksOf('[a](b.md#c) `[d](e)` [f](https://example.org) <img src="g.png">')).toEqual(['b.md#c', 'g.png'])
  expect(pathsNamedIn('[`link.ts`](z.ts) `a/b.ts` `c/` `d-*.ts` `/lab/` `x.y()` `dist/chrome/`')).toEqual([
    'a/b.ts',
    'c/',
    'd-*.ts',
  ])
  expect(exists('src/README.md', 'core/event/event.ts')).toBe(true)
  expect(exists('src/page/README.md', 'hook-*.ts')).toBe(true)
  expect(exists('src/page/README.md', 'no-such-file.ts')).toBe(false)
})
