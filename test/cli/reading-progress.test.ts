import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { noteReading, showProgress } from '../../src/cli/reading-progress.ts'
import { createReadingShare, type ReadingShare } from '../../src/format/reading-share.ts'

let end: () => void
let progress: ReadingShare
const read = async (bytes: number) => {
  async function* piece() {
    yield new Uint8Array(bytes)
  }
  for await (const _ of progress.ofBytes(piece())) {
    // It is counted as it passes.
  }
}

beforeEach(async () => {
  vi.useFakeTimers()
  progress = createReadingShare(4_000_000, () => {})
  await read(1_000_000)
  end = noteReading({ name: 'a.har', size: 4_000_000, progress })
})
afterEach(() => {
  end()
  vi.useRealTimers()
})

const terminal = (isTTY: boolean) => {
  const written: string[] = []
  return { written, stream: { isTTY, columns: 80, write: (text: string) => written.push(text) } as never }
}

test('a terminal shows a bar after a second, which moves and goes', async () => {
  const { written, stream: screen } = terminal(true)
  showProgress(screen, () => {})
  vi.advanceTimersByTime(900)
  expect(written).toEqual([])
  vi.advanceTimersByTime(300)
  expect(written.at(-1)).toBe(`${'█'.repeat(6)}${'░'.repeat(18)} reading a.har: 25 % of 4 MB`)
  await read(3_000_000)
  vi.advanceTimersByTime(250)
  expect(written.at(-1)).toContain('100 % of 4 MB')
  end()
  vi.advanceTimersByTime(250)
  expect(written.at(-1)).toMatch(/^\r +\r$/)
})

test('elsewhere a sentence comes every eight seconds, and none in between', () => {
  const said: string[] = []
  const { written, stream: pipe } = terminal(false)
  showProgress(pipe, (line) => said.push(line))
  vi.advanceTimersByTime(7_000)
  expect(said).toEqual([])
  vi.advanceTimersByTime(10_000)
  expect(said).toEqual(Array(2).fill('duplex: reading a.har: 25 % of 4 MB'))
  end()
  vi.advanceTimersByTime(8_000)
  expect(said.at(-1)).toBe('duplex: a.har was read; working on it')
  expect(written).toEqual([])
})

test('of standard input nobody knows the end', () => {
  const said: string[] = []
  end()
  end = noteReading({ name: 'standard input', size: 0, progress: { share: () => 1, read: () => 7_000_000 } })
  showProgress(terminal(false).stream, (line) => said.push(line))
  vi.advanceTimersByTime(10_000)
  expect(said).toEqual(['duplex: reading standard input: 7 MB so far'])
})
