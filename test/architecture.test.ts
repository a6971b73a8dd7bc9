import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { circleIn, type Import, importsOf, sourcesIn, textOf } from './imports.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * The architecture: which layer may import which, and which packages. A layer may always import itself. `types` may be imported
 * with `import type` only.
 */
const layers: Record<string, { layers: string[]; types?: string[]; packages: (string | RegExp)[] }> = {
  'src/core': { layers: [], packages: ['fflate'] },
  'src/format': { layers: ['src/core'], packages: ['@noble/hashes/sha2.js', 'hyparquet', 'hyparquet-writer'] },
  'src/wire': { layers: ['src/core'], packages: [] },
  'src/page': { layers: ['src/wire'], types: ['src/core'], packages: [] },
  'src/bridge': { layers: ['src/wire'], types: ['src/core'], packages: ['webextension-polyfill'] },
  'src/background': {
    layers: ['src/wire'],
    packages: [
      'webextension-polyfill',
      'src/bridge/always.iife.ts?script',
      'src/bridge/bridge.iife.ts?script',
      'src/page/hook.iife.ts?script',
    ],
  },
  // Says in a document what the panel says on the screen, so it is made of the panel's presenters and views.
  'src/report': {
    layers: ['src/core', 'src/format', 'panel/present', 'panel/views'],
    packages: [/^preact\//, 'preact', 'preact-render-to-string'],
  },
  'src/cli': { layers: ['src/core', 'src/format', 'src/wire', 'src/report'], packages: [/^node:/, 'puppeteer-core'] },
  'src/library': { layers: ['src/core', 'src/format', 'src/cli'], packages: [/^node:/] },
  panel: {
    layers: ['src/core', 'src/format', 'src/wire'],
    packages: ['preact', /^preact\//, '@preact/signals', 'webextension-polyfill'],
  },
}

// Things that only one file may touch, whatever its layer allows.
const keepers: Record<string, string[]> = {
  'src/core:fflate': ['src/core/wire-size/message-compressor.ts'],
  'src/format:hyparquet-writer': ['src/format/export/fleet/parquet.ts'],
  'src/format:hyparquet': ['src/format/export/fleet/parquet.ts', 'src/format/export/fleet/parquet-values.ts'],
  'panel:webextension-polyfill': [
    'panel/capture/connection.ts',
    'panel/devtools.ts',
    'panel/capture/network-log.ts',
    'panel/settings.ts',
  ],
}

/** The folders of the core, lowest first, and what each may import besides itself. Nobody imports upwards, not even a type. */
const coreFolders: Record<string, readonly string[]> = {
  base: [],
  framing: ['base'],
  event: ['base'],
  content: ['base'],
  'wire-size': ['base'],
  key: ['base'],
  verdict: ['base'],
  protocol: ['base', 'content', 'framing'],
  traffic: ['base', 'event', 'framing', 'wire-size'],
  'stream/parts': ['base', 'event', 'content', 'protocol', 'verdict', 'traffic'],
  stream: ['base', 'event', 'content', 'wire-size', 'verdict', 'protocol', 'traffic', 'stream/parts'],
  evidence: ['base', 'traffic', 'stream/parts', 'stream'],
  group: ['base', 'event', 'content', 'protocol', 'verdict', 'traffic', 'stream/parts', 'stream', 'evidence'],
  classify: ['base', 'framing', 'protocol', 'verdict', 'traffic', 'stream', 'evidence', 'group'],
  cost: ['base', 'wire-size', 'verdict', 'stream/parts', 'stream', 'evidence'],
  advise: ['base', 'content', 'verdict', 'stream', 'cost'],
  session: [
    ...['base', 'framing', 'event', 'content', 'wire-size', 'key', 'verdict', 'protocol', 'traffic', 'stream/parts'],
    ...['stream', 'evidence', 'group', 'classify'],
  ],
  analysis: [
    'base',
    'event',
    'verdict',
    'group',
    'stream/parts',
    'stream',
    'evidence',
    'classify',
    'cost',
    'advise',
    'session',
  ],
}

const layerOf = (file: string) => Object.keys(layers).find((layer) => file.startsWith(`${layer}/`))

/** `stream/parts` of `src/core/stream/parts/news.ts`; a folder that is not in the table stands for itself. */
const coreFolderOf = (file: string): string => {
  const folder = dirname(file).slice('src/core/'.length)
  return folder.startsWith('classify/') || folder.startsWith('protocol/') ? folder.split('/')[0]! : folder
}

function offence({ from, target, typeOnly }: Import): string | undefined {
  const layer = layerOf(from)!
  const allowed = layers[layer]!
  const keeper = keepers[`${layer}:${target}`]
  if (keeper && !keeper.includes(from)) return `${from} imports ${target}, which is for ${keeper.join(' and ')} alone`
  if (/\.css(\?inline)?$/.test(target)) return undefined
  if (allowed.packages.some((one) => (typeof one === 'string' ? one === target : one.test(target)))) return undefined
  const other = layerOf(target)
  if (!other) return `${from} imports the package ${target}`
  if (
    other === layer ||
    allowed.layers.some((one) => target.startsWith(`${one}/`)) ||
    (typeOnly && allowed.types?.includes(other))
  )
    return undefined
  return `${from} (${layer}) imports ${target}`
}

function coreOffence({ from, target }: Import): string | undefined {
  if (layerOf(from) !== 'src/core' || layerOf(target) !== 'src/core') return undefined
  const [own, other] = [coreFolderOf(from), coreFolderOf(target)]
  return own === other || coreFolders[own]?.includes(other) ? undefined : `${from} imports ${target}`
}

const files = Object.keys(layers).flatMap((layer) => sourcesIn(layer))
const imports = files.flatMap((file) => importsOf(file))

test('the folders of the core import only what stands below them', () => {
  expect(imports.map(coreOffence).filter(Boolean)).toEqual([])
})

test('the folders of the hooks import only what stands below them', () => {
  const order = ['browser', 'report', 'body', 'hooks']
  const place = (file: string) => order.indexOf(/^src\/page\/(\w+)\//.exec(file)?.[1] ?? '')
  const upwards = imports.filter(({ from, target }) => place(from) >= 0 && place(target) > place(from))
  expect(upwards).toEqual([])
})

test('no files import each other in a circle, types counted', () => {
  expect(circleIn(imports.filter(({ target }) => layerOf(target)))?.join(' → ')).toBeUndefined()
})

test('only what takes events in, and what speaks of a whole session, knows the session', () => {
  const knows = files.filter(
    (file) => /^src\/core\/(?!session\/|analysis\/)/.test(file) && /\bSession\b/.test(textOf(file)),
  )
  expect(knows).toEqual([])
})

test('a circle is found and named, through types and dynamic imports too', () => {
  const circle = [
    ...importsOf('src/a.ts', `import type { B } from './b.ts'\n// import './c.ts'\nconst text = "import './d.ts'"`),
    ...importsOf('src/b.ts', `export type C = import('./c.ts').C`),
    ...importsOf('src/c.ts', `const later = () => import('./a.ts')`),
  ]
  expect(circle.map(({ target }) => target)).toEqual(['src/b.ts', 'src/c.ts', 'src/a.ts'])
  expect(circleIn(circle)).toEqual(['src/a.ts', 'src/b.ts', 'src/c.ts', 'src/a.ts'])
  expect(circleIn(circle.slice(0, 2))).toBeUndefined()
})

test('every layer imports only what the table allows', () => {
  expect(imports.length).toBeGreaterThan(100)
  expect(imports.map(offence).filter(Boolean)).toEqual([])
})

test('the packages for Parquet are loaded once a conversion needs them, and not before', () => {
  const early = /^import (?!type )[^;(]*? from 'hyparquet/m
  expect(early.test("import { a } from 'hyparquet'")).toBe(true)
  const users = imports.filter(({ target }) => target.startsWith('hyparquet')).map(({ from }) => from)
  expect(users.length).toBeGreaterThan(1)
  expect(users.filter((file) => early.test(textOf(file)))).toEqual([])
})

test('the panel’s views are loaded once a report is asked for, and not before', () => {
  const ofReport = imports.filter(({ from, target }) => from.startsWith('src/cli/') && target.startsWith('src/report/'))
  const early = (file: string, target: string) =>
    new RegExp(`^import (?!type )[^(]*?/${basename(target)}'`, 'm').test(textOf(file))
  const views = ofReport.filter(({ target }) => target.endsWith('.tsx'))
  expect(views.map(({ target }) => target)).toEqual(['src/report/report.tsx'])
  expect(views.filter(({ from, target }) => early(from, target))).toEqual([])
  expect(early('src/cli/report.ts', 'report-session.ts')).toBe(true)
  const withViews = ofReport.filter(({ target }) => target.endsWith('.ts')).map(({ target }) => target)
  expect(
    imports.filter(
      ({ from, typeOnly, target }) => withViews.includes(from) && !typeOnly && /^panel|^preact/.test(target),
    ),
  ).toEqual([])
})

test('the table catches what it forbids', () => {
  const import_ = (from: string, target: string, typeOnly = false): Import => ({ from, target, typeOnly })
  expect(offence(import_('src/core/x.ts', 'src/format/read.ts'))).toContain('src/format/read.ts')
  expect(offence(import_('src/core/x.ts', 'preact'))).toContain('preact')
  expect(offence(import_('src/page/x.ts', 'src/core/session.ts'))).toContain('src/core')
  expect(offence(import_('src/page/x.ts', 'src/core/event.ts', true))).toBeUndefined()
  expect(offence(import_('src/page/x.ts', 'webextension-polyfill'))).toContain('webextension-polyfill')
  expect(coreOffence(import_('src/core/stream/stream.ts', 'src/core/session/session.ts', true))).toContain('session.ts')
  expect(coreOffence(import_('src/core/session/session.ts', 'src/core/stream/stream.ts', true))).toBeUndefined()
  expect(offence(import_('panel/views/x.tsx', 'webextension-polyfill'))).toContain('alone')
  expect(offence(import_('src/report/x.tsx', 'panel/state.ts'))).toContain('panel/state.ts')
  expect(offence(import_('src/report/x.tsx', 'panel/views/list/x.tsx'))).toBeUndefined()
  expect(offence(import_('src/cli/x.ts', 'panel/views/list/x.tsx'))).toContain('panel/views')
})

test('every source belongs to a layer, and every folder says what it is for', () => {
  const all = [...sourcesIn('src'), ...sourcesIn('panel')]
  expect(all.filter((file) => !layerOf(file) && !file.startsWith('src/build/'))).toEqual([])
  const folders = new Set(all.map((file) => dirname(file)).filter((folder) => !folder.endsWith('classify/rules')))
  const without = [...folders].filter((folder) => !readdirSync(join(root, folder)).includes('README.md'))
  expect(without).toEqual([])
})

test('no source has a name that says nothing', () => {
  expect(files.filter((file) => /(^|\/)(utils?|helpers?|misc|common|index|manager)\.tsx?$/.test(file))).toEqual([])
})

test('sources stay short: a median of about 100 lines', () => {
  const lengths = files.map((file) => textOf(file).split('\n').length).sort((a, b) => a - b)
  expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(120)
  expect(files.filter((file) => textOf(file).split('\n').length > 251)).toEqual([])
})

test('`any` stands where old formats and natives have no type, and nowhere else', () => {
  const allowed = ['src/format/session/upgrade.ts', 'src/page/browser/patch.ts']
  const places = files.filter((file) => /(:\s*any\b|\bas any\b|<any>)/.test(textOf(file)) && !allowed.includes(file))
  expect(places).toEqual([])
})

/**
 * The parts of the core that other layers may import: how traffic is described and taken in, what is said of it, and decoding. The
 * rest is free to change its shape.
 */
const coreDoors = ['event', 'base', 'verdict', 'session', 'analysis', 'framing']
// The bits of a message row are read for every visible row: a function or an object for each would be slower and no clearer.
// What is told while a session counts names rows, requests and streams as they are: copies would cost more than the rest of an export.
// Redaction tells sizes after compression as the model would have found them.
const coreDoorFiles = [
  'src/core/stream/parts/message-log.ts',
  'src/core/stream/watch.ts',
  'src/core/wire-size/message-compressor.ts',
]

const reachesIn = ({ from, target }: Import): boolean =>
  layerOf(from) !== 'src/core' &&
  layerOf(target) === 'src/core' &&
  !coreDoors.includes(coreFolderOf(target)) &&
  !coreDoorFiles.includes(target)

test('other layers enter the core by its doors', () => {
  expect(imports.filter(reachesIn).map(({ from, target }) => `${from} imports ${target}`)).toEqual([])
  const stream = { target: 'src/core/stream/stream.ts', typeOnly: true }
  expect(reachesIn({ from: 'panel/present/x.ts', ...stream })).toBe(true)
  expect(reachesIn({ from: 'src/core/cost/cost.ts', ...stream })).toBe(false)
})

test('presenters and views see facts and analyses, never a session that they could change', () => {
  const mayKnow = (file: string) => file.startsWith('panel/capture/') || file === 'panel/state.ts'
  const knows = files.filter(
    (file) => file.startsWith('panel/') && !mayKnow(file) && /\bSession\b|\bsession\.current\b/.test(textOf(file)),
  )
  expect(knows).toEqual([])
})
