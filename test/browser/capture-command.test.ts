import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { analyzeFile } from '../../src/cli/analyze.ts'
import type { Analysis } from '../../src/core/analysis.ts'
import { runCommand } from '../cli/run-command.ts'
import { type Lab, startLab } from '../lab/lab.ts'
import { kinds } from './driven.ts'

const folder = mkdtempSync(join(tmpdir(), 'duplex-capture-'))
let lab: Lab
beforeAll(async () => {
  lab = await startLab({ seed: 5, meanMs: 900 })
})
afterAll(async () => {
  await lab.close()
  rmSync(folder, { recursive: true })
})

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
    // The lab's page opens its sockets in its first script; the server greets them at once.
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

test('what was captured is not lost when the file cannot be written', async () => {
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
