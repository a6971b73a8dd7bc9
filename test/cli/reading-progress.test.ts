import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import { noteReading, showProgress } from '../../src/cli/reading-progress.ts'

const folder = mkdtempSync(join(tmpdir(), 'duplex-progress-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = join(folder, 'a.har')
let end: () => void
const stream = { bytesRead: 0 }

beforeEach(() => {
  vi.useFakeTimers()
  writeFileSync(file, Buffer.alloc(4_000_000))
  stream.bytesRead = 1_000_000
  end = noteReading(file, 'a.har', stream)
})
afterEach(() => {
  end()
  vi.useRealTimers()
  rmSync(file)
})

const terminal = (isTTY: boolean) => {
  const written: string[] = []
  return { written, stream: { isTTY, columns: 80, write: (text: string) => written.push(text) } as never }
}

test('a terminal shows a bar after a second, which moves and goes', () => {
  const { written, stream: screen } = terminal(true)
  showProgress(screen, () => {})
  vi.advanceTimersByTime(900)
  expect(written).toEqual([])
  vi.advanceTimersByTime(300)
  expect(written.at(-1)).toBe(`${'█'.repeat(6)}${'░'.repeat(18)} reading a.har: 25 % of 4 MB`)
  stream.bytesRead = 4_000_000
  vi.advanceTimersByTime(250)
  expect(written.at(-1)).toContain('100 % of 4 MB')
  end()
  vi.advanceTimersByTime(250)
  expect(written.at(-1)).toMatch(/^\r +\r$/)
})

test('elsewhere a sentence comes every ten seconds, and none in between', () => {
  const said: string[] = []
  const { written, stream: pipe } = terminal(false)
  showProgress(pipe, (line) => said.push(line))
  vi.advanceTimersByTime(9_000)
  expect(said).toEqual([])
  vi.advanceTimersByTime(12_000)
  expect(said).toEqual(Array(2).fill('duplex: reading a.har: 25 % of 4 MB'))
  expect(written).toEqual([])
})

test('of standard input nobody knows the end', () => {
  const said: string[] = []
  end()
  end = noteReading('-', 'standard input', { bytesRead: 7_000_000 })
  showProgress(terminal(false).stream, (line) => said.push(line))
  vi.advanceTimersByTime(10_000)
  expect(said).toEqual(['duplex: reading standard input: 7 MB so far'])
})
