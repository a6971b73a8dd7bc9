import type { Bytes } from '../../../src/core/base/units.ts'
import { atMost, mostUnpacked } from '../../../src/format/at-most.ts'
import type { OpenHar } from '../../../src/format/read-file.ts'
import { createKeptBlocks } from './kept-blocks.ts'

/** Bytes that are read at once: entries mostly follow each other, and each read of a blob takes as long as parsing some of them. */
const windowSize: Bytes = 4 * 1024 * 1024

/**
 * A HAR in an uncompressed file.
 * @param bytes of the file
 */
export function harInBlob(blob: Blob, bytes: AsyncIterable<Uint8Array>): OpenHar {
  let begin = 0
  let held = new Uint8Array(0)
  const read = async (from: Bytes, to: Bytes) => new Uint8Array(await blob.slice(from, to).arrayBuffer())
  return {
    bytes,
    async slice(from, to) {
      if (from < begin || to > begin + held.length) {
        // In a file that has its last entry first, the next ones are before this one.
        begin = from < begin ? Math.max(0, to - windowSize) : from
        held = await read(Math.min(begin, from), Math.max(to, begin + windowSize))
        begin = Math.min(begin, from)
      }
      return held.subarray(from - begin, to - begin)
    },
    close() {},
  }
}

/**
 * A HAR that is compressed in its file.
 * @param bytes decompressed
 */
export function harKept(bytes: AsyncIterable<Uint8Array>): OpenHar {
  const blocks = createKeptBlocks()
  async function* kept() {
    for await (const piece of atMost(bytes, mostUnpacked)) {
      await blocks.add(piece)
      yield piece
    }
  }
  return { bytes: kept(), slice: blocks.slice, close() {} }
}
