import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * The architecture: which layer may import which, and which packages. A layer may always import itself. `types` may be imported
 * with `import type` only.
 */
const layers: Record<string, { layers: string[]; types?: string[]; packages: (string | RegExp)[] }> = {
  'src/core': { layers: [], packages: [] },
  'src/format': { layers: ['src/core'], packages: [] },
  'src/wire': { layers: ['src/core'], packages: [] },
  'src/page': { layers: ['src/wire'], types: ['src/core'], packages: [] },
  'src/bridge': { layers: ['src/wire'], types: ['src/core'], packages: ['webextension-polyfill'] },
  'src/background': {
    layers: ['src/wire'],
    packages: [
      'webextension-polyfill',
      '../bridge/always.iife.ts?script',
      '../bridge/bridge.iife.ts?script',
      '../page/hook.iife.ts?script',
    ],
  },
  'src/cli': { layers: ['src/core', 'src/format', 'src/wire'], packages: [/^node:/, 'puppeteer-core'] },
  panel: {
    layers: ['src/core', 'src/format', 'src/wire'],
    packages: ['preact', /^preact\//, '@preact/signals', 'webextension-polyfill'],
  },
}

// Things that only one file may touch, whatever its layer allows.
const keepers: Record<string, string[]> = {
  'panel:webextension-polyfill': [
    'panel/connection.ts',
    'panel/devtools.ts',
    'panel/network-log.ts',
    'panel/settings.ts',
  ],
}

interface Import {
  from: string
  layer: string
  typeOnly: boolean
  target: string
}

const sources = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))

const layerOf = (file: string) => Object.keys(layers).find((layer) => file.startsWith(`${layer}/`))

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8').replace(/^\s*(\/\/|\*).*$/gm, '')
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]/g
  return [...text.matchAll(pattern)].map((match) => ({
    from: file,
    layer: layerOf(file)!,
    typeOnly: match[1] !== undefined,
    target: (match[2] ?? match[3])!,
  }))
}

function offence({ from, layer, typeOnly, target }: Import): string | undefined {
  const allowed = layers[layer]!
  const named = allowed.packages.some((one) => (typeof one === 'string' ? one === target : one.test(target)))
  const keeper = keepers[`${layer}:${target}`]
  if (keeper && !keeper.includes(from)) return `${from} imports ${target}, which is for ${keeper.join(' and ')} alone`
  if (named) return undefined
  if (!target.startsWith('.')) return `${from} imports the package ${target}`
  const file = normalize(join(dirname(from), target))
  const other = layerOf(file)
  if (other === layer || (other && allowed.layers.includes(other)) || target.endsWith('.css')) return undefined
  if (typeOnly && other && allowed.types?.includes(other)) return undefined
  return `${from} (${layer}) imports ${file}`
}

const files = Object.keys(layers).flatMap((layer) => sources(layer))
const imports = files.flatMap(importsOf)

test('every layer imports only what the table allows', () => {
  expect(imports.length).toBeGreaterThan(100)
  expect(imports.map(offence).filter(Boolean)).toEqual([])
})

test('the table catches what it forbids', () => {
  const import_ = (from: string, target: string, typeOnly = false): Import => ({
    from,
    layer: layerOf(from)!,
    typeOnly,
    target,
  })
  expect(offence(import_('src/core/x.ts', '../format/read.ts'))).toContain('src/format/read.ts')
  expect(offence(import_('src/core/x.ts', 'preact'))).toContain('preact')
  expect(offence(import_('src/page/x.ts', '../core/session.ts'))).toContain('src/core')
  expect(offence(import_('src/page/x.ts', '../core/event.ts', true))).toBeUndefined()
  expect(offence(import_('src/page/x.ts', 'webextension-polyfill'))).toContain('webextension-polyfill')
  expect(offence(import_('panel/views/x.tsx', 'webextension-polyfill'))).toContain('alone')
})

test('every source belongs to a layer, and every folder says what it is for', () => {
  const all = [...sources('src'), ...sources('panel')]
  expect(all.filter((file) => !layerOf(file) && !file.startsWith('src/build/'))).toEqual([])
  const folders = new Set(all.map((file) => dirname(file)).filter((folder) => !folder.endsWith('classify/rules')))
  const without = [...folders].filter((folder) => !readdirSync(join(root, folder)).includes('README.md'))
  expect(without).toEqual([])
})

test('no source has a name that says nothing', () => {
  expect(files.filter((file) => /(^|\/)(utils?|helpers?|misc|common|index|manager)\.tsx?$/.test(file))).toEqual([])
})

test('sources stay short: a median of about 100 lines', () => {
  const lengths = files.map((file) => readFileSync(join(root, file), 'utf8').split('\n').length).sort((a, b) => a - b)
  expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(120)
})

test('`any` stands where old formats and natives have no type, and nowhere else', () => {
  const allowed = ['src/format/upgrade.ts', 'src/page/patch.ts']
  const places = files.filter(
    (file) => /(:\s*any\b|\bas any\b|<any>)/.test(readFileSync(join(root, file), 'utf8')) && !allowed.includes(file),
  )
  expect(places).toEqual([])
})
