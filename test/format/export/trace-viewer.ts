// Reads a trace from standard input with the importer of chrome://tracing, as the package `traceviewer` has it, and prints what its model
// holds. It is a process of its own because the importer puts its names into the global object.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'

interface Model {
  importWarnings: { message: string }[]
  getAllProcesses(): { name: string; threads: Record<string, { name: string; sliceGroup: { slices: Slice[] } }> }[]
}
interface Slice {
  title: string
  start: number
  duration: number
}
/** What a track holds: an instant is a slice without a duration. Times in ms. */
export interface ImportedTrack {
  process: string
  name: string
  slices: { title: string; start: number; duration: number }[]
}

const require = createRequire(import.meta.url)
const root = dirname(require.resolve('traceviewer/package.json'))
require(join(root, 'catapult_build', 'node_bootstrap.js'))
const { HTMLImportsLoader: loader } = globalThis as unknown as {
  HTMLImportsLoader: { addArrayToSourcePath(paths: string[]): void; loadHTML(path: string): void }
}
// The package's own entry asks a script in Python 2 for these.
const folders = ['tracing', 'tracing/third_party', 'tracing/third_party/gl-matrix/dist', 'tracing/third_party/jszip']
loader.addArrayToSourcePath(folders.map((path) => join(root, path)).filter((path) => existsSync(path)))
for (const part of ['importer/import', 'model/model', 'extras/importer/trace_event_importer'])
  loader.loadHTML(`/tracing/${part}.html`)

const { tr } = globalThis as unknown as {
  tr: {
    Model: new () => Model
    importer: {
      ImportOptions: new () => { showImportWarnings: boolean }
      Import: new (model: Model, options: object) => { importTraces(traces: string[]): void }
    }
  }
}
const model = new tr.Model()
const options = Object.assign(new tr.importer.ImportOptions(), { showImportWarnings: false })
new tr.importer.Import(model, options).importTraces([await text(process.stdin)])
const tracks: ImportedTrack[] = model.getAllProcesses().flatMap(({ name: process, threads }) =>
  Object.values(threads).map(({ name, sliceGroup }) => ({
    process,
    name,
    slices: sliceGroup.slices.map(({ title, start, duration }) => ({ title, start, duration })),
  })),
)
process.stdout.write(JSON.stringify({ warnings: model.importWarnings.map(({ message }) => message), tracks }))
