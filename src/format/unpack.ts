/** Something is wrong with what is in a file: its message is for people. */
export class Fault extends Error {}

/**
 * The octets of a file, decompressed where they are gzip, or zlib as in mitmproxy's `.zhar`.
 * @param onPacked called first where they are
 * @throws what `bytes` throws, or a Fault where the compressed data is damaged
 */
export async function* unpack(bytes: AsyncIterable<Uint8Array>, onPacked = () => {}): AsyncGenerator<Uint8Array> {
  const iterator = bytes[Symbol.asyncIterator]()
  // Two octets tell gzip (RFC 1952, 2.3.1) and zlib (RFC 1950, 2.2); they may come one by one.
  const begin: number[] = []
  const first: Uint8Array[] = []
  while (begin.length < 2) {
    const next = await iterator.next()
    if (next.done) break
    first.push(next.value)
    begin.push(...next.value.subarray(0, 2))
  }
  const all = (async function* () {
    yield* first
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
  })()
  const packing = packingOf(begin)
  if (packing) {
    onPacked()
    yield* decompress(all, packing)
  } else yield* all
}

function packingOf([first = 0, second = 0]: readonly number[]): 'gzip' | 'deflate' | undefined {
  if (first === 0x1f && second === 0x8b) return 'gzip'
  return first === 0x78 && (first * 256 + second) % 31 === 0 ? 'deflate' : undefined
}

async function* decompress(bytes: AsyncIterable<Uint8Array>, packing: 'gzip' | 'deflate'): AsyncGenerator<Uint8Array> {
  const stream = new DecompressionStream(packing)
  const writer = stream.writable.getWriter()
  // Writing goes on beside reading; its failure comes out of the reader.
  let unreadable: unknown
  void (async () => {
    try {
      for await (const piece of bytes) await writer.write(piece as Uint8Array<ArrayBuffer>)
      await writer.close()
    } catch (error) {
      unreadable = error
      await writer.abort().catch(() => {})
    }
  })()
  const reader = stream.readable.getReader()
  for (;;) {
    let next: Awaited<ReturnType<typeof reader.read>>
    try {
      next = await reader.read()
    } catch {
      throw isSystemError(unreadable) ? unreadable : new Fault('the compressed data is damaged or ends too early')
    }
    if (next.done) return
    yield next.value
  }
}

/** Errors of the file system have a code; those of the decompressor may have one of their own, beginning with Z or ERR_. */
const isSystemError = (error: unknown) => /^E[A-Z]+$/.test(String((error as { code?: unknown } | undefined)?.code))
