import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { analyzeFile } from '../../src/cli/analyze.ts'
import type { Analysis } from '../../src/core/analysis/analysis.ts'
import { runCommand, startCommand } from '../cli/run-command.ts'
import { startLab } from '../lab/lab.ts'
import { kinds } from './driven.ts'
import { onLoopback } from './loopback.ts'
import { started } from './started.ts'

const folder = mkdtempSync(join(tmpdir(), 'duplex-capture-'))
// Browsers of other tests have their profiles elsewhere.
vi.stubEnv('TMPDIR', folder)
const lab = started(() => startLab({ seed: 5, meanMs: 900 }))
afterAll(() => rmSync(folder, { recursive: true }))

/** The command as the README gives it. */
const duplex = (...words: string[]) => runCommand('npm', ['run', '-s', 'duplex', '--', ...words])

describe.each(kinds)('duplex capture in %s', (kind) => {
  test('prints the contract’s JSON and nothing else, and misses nothing at the start', async () => {
    const file = join(folder, `${kind}.duplex.ndjson.gz`)
    const url = `${lab.origin}/?on=polling-fixed,websocket-text,sse`
    const { code, out, err } = await duplex('capture', url, '--for', '6s', '--browser', kind, '--json', '--out', file)
    expect(code, err).toBe(0)
    const analysis = JSON.parse(out) as Analysis
    expect(analysis).toMatchObject({
      format: 'duplex-analysis',
      version: 1,
      page: { url },
      completeness: { dropped: 0 },
    })
    expect(analysis.page.browser).toMatch(kind === 'chromium' ? /^Chrom\w+ \d+$/ : /^Firefox \d+$/)
    expect(analysis.page.durationMs).toBeGreaterThan(5000)
    const found = analysis.streams.map((one) => one.technique).sort()
    expect(found).toEqual(['polling', 'sse', 'websocket'])
    // The lab's page opens its sockets in its first script, and the server greets them at once.
    const socket = analysis.streams.find((one) => one.technique === 'websocket')!
    expect(socket.messagesIn).toBeGreaterThan(3)
    const { analysis: again, problem } = await analyzeFile(file)
    expect(problem).toBeUndefined()
    expect(again.streams).toEqual(analysis.streams)
  })

  test('a page that does not load gives one line and exit code 3', async () => {
    const { code, out, err } = await duplex(
      'capture',
      'http://127.0.0.1:9/',
      '--for',
      '1s',
      '--browser',
      kind,
      '--json',
    )
    expect([code, out]).toEqual([3, ''])
    expect(
      err
        .trimEnd()
        .split('\n')
        .filter((line) => line.startsWith('duplex: ')),
    ).toEqual([expect.stringMatching(/^duplex: http:\/\/127\.0\.0\.1:9\/ could not be loaded: /)])
  })
})

/** Starts the command as a direct child process, so that signals reach it. */
const start = (...words: string[]) =>
  startCommand(process.execPath, ['--import', 'tsx', 'src/cli/duplex.ts', 'capture', ...words])

const profiles = () => readdirSync(tmpdir()).filter((name) => name.startsWith('duplex-profile-'))

/** Child processes of a process, as the operating system lists them. */
function children(pid: number): number[] {
  const listed = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).stdout
  const rows = listed
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/).map(Number))
  return rows.filter(([, parent]) => parent === pid).map(([one]) => one!)
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe.each(kinds)('a capture in %s that ends early', (kind) => {
  const url = () => `${lab.origin}/?on=polling-fixed`

  test('by a signal prints the analysis so far, and leaves no process or profile behind', async () => {
    const before = profiles()
    const { child, said, ended } = start(url(), '--for', '10m', '--browser', kind, '--json')
    await said(/: watching/)
    await pause(5000)
    child.kill('SIGINT')
    const { code, out, err } = await ended
    expect(code, err).toBe(0)
    expect((JSON.parse(out) as Analysis).totals.byTechnique).toHaveProperty('polling')
    expect(profiles().filter((name) => !before.includes(name))).toEqual([])
  })

  test('by the browser’s death prints the analysis so far, one line and exit code 3', async () => {
    const file = join(folder, `${kind}-killed.duplex.ndjson.gz`)
    const { child, said, ended } = start(url(), '--for', '10m', '--browser', kind, '--json', '--out', file)
    await said(/: watching/)
    await pause(6000)
    for (const pid of children(child.pid!)) process.kill(pid, 'SIGKILL')
    const { code, out, err } = await ended
    expect(code, err).toBe(3)
    const analysis = JSON.parse(out) as Analysis
    expect(analysis.page.url).toBe(url())
    expect(analysis.totals.streams).toBe(1)
    expect(err.split('\n').filter((line) => line.startsWith('duplex: '))).toEqual([
      expect.stringMatching(/^duplex: \w+ \d+ ended early; this is what was seen until then$/),
    ])
    expect((await analyzeFile(file)).analysis.streams).toEqual(analysis.streams)
  })
})

test('a signal before the page has answered ends the capture at once', async () => {
  const before = profiles()
  const silent = await onLoopback(createServer(() => {}))
  const { child, said, ended } = start(`${silent.origin}/`, '--for', '10m')
  await said(/: watching/)
  await pause(1000)
  const asked = Date.now()
  child.kill('SIGINT')
  const { code, out, err } = await ended
  await silent.close()
  expect(Date.now() - asked).toBeLessThan(15_000)
  expect([code, out]).toEqual([3, ''])
  expect(err).toMatch(/duplex: interrupted before http:\S+ was loaded\n$/)
  expect(profiles().filter((name) => !before.includes(name))).toEqual([])
})

test('a signal while the browser starts leaves no profile', async () => {
  const before = profiles()
  const { child, ended } = start(`${lab.origin}/?on=polling-fixed`, '--for', '10m')
  while (profiles().every((name) => before.includes(name))) await pause(20)
  child.kill('SIGTERM')
  const { code, out, err } = await ended
  expect([code, out]).toEqual([3, ''])
  expect(err).toMatch(/^duplex: interrupted before /)
  expect(profiles().filter((name) => !before.includes(name))).toEqual([])
})

test('the analysis is printed although the session file cannot be written', async () => {
  const file = join(folder, 'no', 'such', 'folder.ndjson')
  const { code, out, err } = await duplex(
    'capture',
    `${lab.origin}/?on=polling-fixed`,
    '--for',
    '3s',
    '--out',
    file,
    '--json',
  )
  expect(code).toBe(2)
  expect(err).toMatch(/folder\.ndjson: cannot be written \(ENOENT\)/)
  expect((JSON.parse(out) as Analysis).totals.streams).toBe(1)
  expect(existsSync(file)).toBe(false)
})

describe.each(kinds)('a page that must be logged in to, in %s', (kind) => {
  test('gets cookies, is clicked through by a script, and is watched until an element is there', async () => {
    const asked: string[] = []
    const site = await onLoopback(
      createServer((request, response) => {
        asked.push(`${request.url} ${request.headers.cookie ?? ''}`)
        response.setHeader('content-type', 'text/html')
        response.end(
          `<button onclick="fetch('/next').then(() => setTimeout(() => document.body.append(Object.assign(document.createElement('p'), { className: 'done' })), 1500))">go</button>`,
        )
      }),
    )
    const [cookies, script, har] = ['cookies.json', 'steps.mjs', `${kind}.har`].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ]
    writeFileSync(cookies, JSON.stringify([{ name: 'sid', value: 'k93jf', domain: '127.0.0.1', path: '/' }]))
    writeFileSync(script, `export default async (page) => { await page.click('button') }`)
    const { code, err } = await duplex(
      ...['capture', `${site.origin}/`, '--browser', kind, '--cookies', cookies, '--script', script],
      ...['--until', '.done', '--for', '2m', '--har', har],
    )
    await site.close()
    expect(code, err).toBe(0)
    expect(err).toContain(`HAR written to ${har}`)
    expect(asked).toContain('/next sid=k93jf')
    const { entries } = JSON.parse(readFileSync(har, 'utf8')).log as { entries: { request: { url: string } }[] }
    expect(entries.map(({ request }) => new URL(request.url).pathname)).toContain('/next')
  })
})

test('of several pages each is captured into a file of its own, and a silent one is left once it is idle', async () => {
  const out = join(folder, 'pages')
  const page = await onLoopback(
    createServer((_request, response) => {
      response.setHeader('content-type', 'text/html')
      response.end('<p>nothing more</p>')
    }),
  )
  const urls = [`${page.origin}/a`, `${page.origin}/b`]
  const { code, out: text, err } = await duplex('capture', ...urls, '--until', 'idle', '--for', '2m', '--out', out)
  await page.close()
  expect(code, err).toBe(0)
  const files = readdirSync(out).sort()
  expect(files.map((name) => name.slice(0, 3))).toEqual(['01-', '02-'])
  for (const [index, file] of files.entries())
    expect((await analyzeFile(join(out, file))).analysis.page.url).toBe(urls[index])
  for (const url of urls) expect(text).toContain(url)
})

test.each([
  ['a script that is no module', ['--script', 'no-such.mjs'], 2, /no-such\.mjs: cannot be loaded/],
  ['cookies that are not there', ['--cookies', 'no-such.txt'], 2, /no-such\.txt: cannot be read \(ENOENT\)/],
])('%s is told before a browser starts', async (_what, words, exitCode, why) => {
  const { code, err } = await duplex('capture', `${lab.origin}/`, ...words)
  expect([code, err.trim().split('\n').length]).toEqual([exitCode, 1])
  expect(err).toMatch(why)
})
