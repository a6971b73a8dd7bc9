import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bytes } from '../core/base/units.ts'
import { atMost, mostUnpacked } from '../format/at-most.ts'
import type { OpenHar } from '../format/read-file.ts'

/**
 * A HAR in an uncompressed file.
 * @param bytes of the file
 */
export function harInFile(path: string, bytes: AsyncIterable<Uint8Array>): OpenHar {
  const file = openSync(path, 'r')
  return { bytes, slice: sliceOf(file), close: () => closeSync(file) }
}

/**
 * A HAR that arrives only once or compressed. Its bytes are kept in a temporary file that only this user can read, until it
 * is closed.
 * @param most bytes that are kept; a longer HAR ends with a fault
 */
export function harThatComes(bytes: AsyncIterable<Uint8Array>, most: Bytes = mostUnpacked): OpenHar {
  const folder = mkdtempSync(join(tmpdir(), 'duplex-'))
  const file = openSync(join(folder, 'log.har'), 'wx+', 0o600)
  const remove = () => rmSync(folder, { recursive: true, force: true })
  // A deleted open file disappears with this process, however it ends. Windows cannot delete open files.
  if (process.platform !== 'win32') remove()
  return {
    bytes: kept(atMost(bytes, most), file),
    slice: sliceOf(file),
    close() {
      closeSync(file)
      remove()
    },
  }
}

async function* kept(bytes: AsyncIterable<Uint8Array>, file: number): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    for (let at = 0; at < piece.length; ) at += writeSync(file, piece, at)
    yield piece
  }
}

/** In ms. Timers, such as that of the progress, and signals wait for the next pause. */
const pauseEvery = 100

/** Reads ranges of a file at once, and pauses now and then. */
function sliceOf(file: number): OpenHar['slice'] {
  let pausedAt = performance.now()
  return (from, to) => {
    const now = performance.now()
    if (now - pausedAt < pauseEvery) return rangeOf(file, from, to)
    pausedAt = now
    return new Promise((resolve) => setImmediate(() => resolve(rangeOf(file, from, to))))
  }
}

function rangeOf(file: number, from: number, to: number): Uint8Array {
  const bytes = new Uint8Array(to - from)
  let at = 0
  while (at < bytes.length) {
    const read = readSync(file, bytes, at, bytes.length - at, from + at)
    if (read === 0) break
    at += read
  }
  return bytes.subarray(0, at)
}
