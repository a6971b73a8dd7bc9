/** A fault in the content of a file; its message is for people. */
export class Fault extends Error {}

/**
 * The bytes of a file, decompressed where they are gzip, or zlib as in mitmproxy's `.zhar`.
 * @param onPacked called before the first byte where the file is compressed
 * @throws errors of `bytes`, or a Fault where the compressed data is damaged
 */
export async function* unpack(bytes: AsyncIterable<Uint8Array>, onPacked = () => {}): AsyncGenerator<Uint8Array> {
  const iterator = bytes[Symbol.asyncIterator]()
  // Two bytes identify gzip (RFC 1952, 2.3.1) and zlib (RFC 1950, 2.2); they may arrive in separate pieces.
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
  // Writing runs beside reading; a write error makes the reader throw.
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

/** Errors of the file system have a code such as ENOENT; codes of the decompressor begin with Z or ERR_. */
const isSystemError = (error: unknown) => /^E[A-Z]+$/.test(String((error as { code?: unknown } | undefined)?.code))
