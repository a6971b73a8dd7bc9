import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, expect, test } from 'vitest'
import manifest from '../../manifest.json' with { type: 'json' }
import type { Analysis } from '../../src/core/analysis/analysis.ts'
import { startLab } from '../lab/lab.ts'
import { started } from './started.ts'

const root = process.cwd()
const folder = mkdtempSync(join(tmpdir(), 'duplex-npm-'))
const lab = started(() => startLab({ seed: 5, meanMs: 900 }))
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs a command to its end. @returns what it wrote to standard output; rejects with all that it wrote where it failed */
async function run(command: string, words: readonly string[], cwd: string): Promise<string> {
  try {
    return (await promisify(execFile)(command, words, { cwd, maxBuffer: 1 << 24 })).stdout
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    throw new Error(`${command} ${words.join(' ')}\n${stdout}${stderr}`)
  }
}
const har = join(root, 'test/data/captures/15-paces-told-wrong.har')

// The package is made, packed and installed into an empty folder, as by somebody who has nothing else of the project.
beforeAll(async () => {
  await run('npm', ['run', '-s', 'build:npm'], root)
  await run('npm', ['pack', join(root, 'dist/npm'), '--pack-destination', folder], folder)
  writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}')
  await run(
    'npm',
    ['install', '--no-audit', '--no-fund', '--prefer-offline', `./duplex-realtime-${manifest.version}.tgz`],
    folder,
  )
})

test('the installed command analyses a file', async () => {
  const analysis = JSON.parse(await run('npx', ['duplex', 'analyze', har, '--json'], folder)) as Analysis
  expect(analysis.streams).toMatchObject([{ technique: 'polling' }])
})

test('the installed command writes a report, with the styles in it', async () => {
  await run('npx', ['duplex', 'report', har, '--out', 'report.html'], folder)
  const html = readFileSync(join(folder, 'report.html'), 'utf8')
  expect(html).toContain('AJAX polling')
  expect(html).toContain('prefers-color-scheme: dark')
})

test('the installed command drives a browser with the extension that is in the package', async () => {
  const url = `${lab.origin}/?on=polling-fixed,sse`
  const words = ['duplex', 'capture', url, '--for', '4s', '--browser', 'chromium', '--json']
  const { streams } = JSON.parse(await run('npx', words, folder)) as Analysis
  expect(streams.map(({ technique }) => technique).sort()).toEqual(['polling', 'sse'])
})

test('the library has types that a strict program compiles against, and does what they say', async () => {
  const program = `
import { analyze, type Analysis, type CaptureEvent, convert, DuplexError, readHar, readSession, redact } from 'duplex-realtime'

const path = process.argv[2] ?? ''
const { analysis, problem }: { analysis: Analysis; problem: string | undefined } = await analyze(path)
const events: CaptureEvent[] = []
for await (const event of redact(readHar(path))) events.push(event)
const again = await analyze(events)
const message = await analyze('no such file').catch((error: unknown) => (error instanceof DuplexError ? error.message : ''))
let refused = ''
try {
  for await (const event of readSession(path)) refused = event.type
} catch (error) {
  refused = error instanceof DuplexError ? error.message : ''
}
await convert(path, 'csv', 'streams.csv')
await convert([path], 'parquet', 'lake', { labels: { release: '1.4' } })
const techniques = [analysis, again.analysis].map(({ streams }) => streams[0]?.technique)
console.log(JSON.stringify({ techniques, problem: problem ?? null, message, refused }))
`
  mkdirSync(join(folder, 'program'), { recursive: true })
  writeFileSync(join(folder, 'program/program.ts'), program)
  const options = {
    compilerOptions: {
      strict: true,
      module: 'nodenext',
      target: 'es2022',
      types: ['node'],
      typeRoots: [join(root, 'node_modules/@types')],
      outDir: 'built',
      rootDir: '.',
    },
  }
  writeFileSync(join(folder, 'program/tsconfig.json'), JSON.stringify(options))
  await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(folder, 'program')], folder)
  expect(JSON.parse(await run(process.execPath, ['program/built/program.js', har], folder))).toEqual({
    techniques: ['polling', 'polling'],
    problem: null,
    message: 'no such file: cannot be read (ENOENT)',
    refused: `${har}: it is not a Duplex session`,
  })
  expect(readFileSync(join(folder, 'streams.csv'), 'utf8')).toContain('polling')
  const [file] = (await readdir(join(folder, 'lake/sessions'), { recursive: true })).filter((name) =>
    /parquet$/.test(name),
  )
  expect(
    await parquetReadObjects({ file: await asyncBufferFromFile(join(folder, 'lake/sessions', file!)) }),
  ).toMatchObject([{ file: '15-paces-told-wrong.har', release: '1.4', problem: null }])
})

test('the package holds nothing but what it needs', async () => {
  const { files } = (
    JSON.parse(await run('npm', ['pack', '--dry-run', '--json', join(root, 'dist/npm')], folder)) as [
      { files: { path: string }[] },
    ]
  )[0]
  const strange = files.filter(({ path }) => !/^(extension|types)\/|^[\w.-]+\.(js|json|md)$|^LICENSE$/.test(path))
  expect(strange).toEqual([])
  expect(files.filter(({ path }) => /\.tsx?$/.test(path) && !path.endsWith('.d.ts'))).toEqual([])
  expect(readFileSync(join(root, 'dist/npm/package.json'), 'utf8')).not.toContain('"private"')
})
