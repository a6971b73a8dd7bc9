import type { ReadingShare } from '../format/reading-share.ts'

/** A file that is read, and how far. */
export interface Reading {
  name: string
  /** Bytes on disk; 0 where nobody knows, as of standard input. */
  size: number
  progress: Pick<ReadingShare, 'share' | 'read'>
}

/** The files that are read now, mostly one. */
const readings = new Set<Reading>()
/** The last that was read whole. */
let done: Reading | undefined

/**
 * Tells that a file is read, so that somebody who waits can be told how far.
 * @returns ends it
 */
export function noteReading(reading: Reading): () => void {
  readings.add(reading)
  return () => {
    readings.delete(reading)
    done = reading
  }
}

// In ms. On a terminal a bar appears where a command takes longer than most; elsewhere something is said before ten seconds are over.
const onTerminalEvery = 250
const onTerminalFrom = 1000
const elsewhereEvery = 8_000

/** Columns of the bar. */
const width = 24

/** How far a file is read, for people. */
export function progressOf({ name, size, progress }: Reading): string {
  if (size === 0) return `reading ${name}: ${Math.round(progress.read() / 1e6)} MB so far`
  return `reading ${name}: ${Math.floor(100 * progress.share())} % of ${Math.round(size / 1e6)} MB`
}

function bar(reading: Reading): string {
  if (reading.size === 0) return progressOf(reading)
  const done = Math.round(width * reading.progress.share())
  return `${'█'.repeat(done)}${'░'.repeat(width - done)} ${progressOf(reading)}`
}

/**
 * Shows how far files are read: on a terminal a bar that goes again, elsewhere a sentence every eight seconds.
 * @param say writes a line
 */
export function showProgress(terminal: NodeJS.WriteStream, say: (line: string) => void): void {
  const begun = Date.now()
  let shown = 0
  const clear = () => {
    if (shown > 0) terminal.write(`\r${' '.repeat(shown)}\r`)
    shown = 0
  }
  const tick = () => {
    const [reading] = readings
    if (!terminal.isTTY) {
      if (reading) say(`duplex: ${progressOf(reading)}`)
      else if (done) say(`duplex: ${done.name} was read; working on it`)
      return
    }
    clear()
    if (!reading || Date.now() - begun < onTerminalFrom) return
    const line = bar(reading).slice(0, Math.max(0, terminal.columns - 1))
    terminal.write(line)
    shown = line.length
  }
  // Unreferenced: a command that has ended does not wait for it.
  setInterval(tick, terminal.isTTY ? onTerminalEvery : elsewhereEvery).unref()
  process.once('exit', clear)
}
