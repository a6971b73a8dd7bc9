import type { Bytes } from '../../../src/core/base/units.ts'
import { Fault } from '../../../src/format/unpack.ts'

/** Bytes of a block before it is compressed. Small enough to be decompressed for one entry, large enough to compress well. */
const blockSize: Bytes = 1024 * 1024
/** Bytes of all blocks: with the blocks at hand, and with what is read from them, the panel stays below 400 MB. */
const mostKept: Bytes = 200e6
/** Decompressed blocks at hand: an entry may lie in two, and the next one in a third. */
const mostAtHand = 4

/** Bytes that are kept compressed in memory, in blocks, so that any of them can be read again. Nothing is written to a disk. */
export interface KeptBlocks {
  /** @throws Fault where no more can be kept */
  add(bytes: Uint8Array): Promise<void>
  /** The bytes from one position up to another, as far as they were added. */
  slice(from: Bytes, to: Bytes): Promise<Uint8Array>
}

/** No bytes yet. @param most bytes that are kept, compressed */
export function createKeptBlocks(most: Bytes = mostKept): KeptBlocks {
  const blocks: Uint8Array[] = []
  const atHand = new Map<number, Uint8Array>()
  const last = new Uint8Array(blockSize)
  let filled = 0
  let total = 0

  async function keepLast(): Promise<void> {
    const block = await through(last, new CompressionStream('gzip'))
    total += block.length
    if (total > most)
      throw new Fault('it is too large to be kept in memory: unpack it first, and open the unpacked file')
    blocks.push(block)
    filled = 0
  }

  async function block(index: number): Promise<Uint8Array> {
    if (index >= blocks.length) return last.subarray(0, filled)
    const known = atHand.get(index)
    if (known) return known
    const bytes = await through(blocks[index]!, new DecompressionStream('gzip'))
    const [oldest] = atHand.keys()
    if (atHand.size >= mostAtHand) atHand.delete(oldest!)
    atHand.set(index, bytes)
    return bytes
  }

  return {
    async add(bytes) {
      for (let at = 0; at < bytes.length; ) {
        const piece = bytes.subarray(at, at + blockSize - filled)
        last.set(piece, filled)
        filled += piece.length
        at += piece.length
        if (filled === blockSize) await keepLast()
      }
    },
    async slice(from, to) {
      const whole = new Uint8Array(to - from)
      let at = from
      while (at < to) {
        const bytes = await block(Math.floor(at / blockSize))
        const begin = at % blockSize
        const piece = bytes.subarray(begin, begin + to - at)
        if (piece.length === 0) break
        whole.set(piece, at - from)
        at += piece.length
      }
      return whole.subarray(0, at - from)
    },
  }
}

async function through(bytes: Uint8Array, way: CompressionStream | DecompressionStream): Promise<Uint8Array> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(way)
  return new Uint8Array(await new Response(stream).arrayBuffer())
}
