import type { Bytes } from '../core/base/units.ts'
import { Fault } from './unpack.ts'

/** Bytes of a HAR that are kept once it is decompressed: compression makes a HAR a tenth as long, or, of one that is made for it, a thousandth. */
export const mostUnpacked: Bytes = 1e9

/**
 * Passes bytes on.
 * @param most how many are passed on
 * @throws Fault where there are more
 */
export async function* atMost(bytes: AsyncIterable<Uint8Array>, most: Bytes): AsyncGenerator<Uint8Array> {
  let total = 0
  for await (const piece of bytes) {
    total += piece.length
    if (total > most)
      throw new Fault(
        `it is longer than ${most / 1e6} MB when it is unpacked: unpack it first, and give the unpacked file`,
      )
    yield piece
  }
}
