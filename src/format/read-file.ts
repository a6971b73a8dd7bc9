import { browserName, unknownBrowser } from './browser-name.ts'
import { lookAt, refusals } from './file-kind.ts'
import { type HarItem, type HarSource, readHar } from './har-file/read-har.ts'
import type { RedactionReport } from './redact/concealer.ts'
import { type ReadItem, readSession } from './session/read.ts'
import type { FileRedaction } from './session/redaction-line.ts'
import { Fault, unpack } from './unpack.ts'
import type { DumpItem } from './webrtc-dump/dump-item.ts'
import { readInternals } from './webrtc-dump/read-internals.ts'
import { readRtcstats } from './webrtc-dump/read-rtcstats.ts'

/** What reading a file of any kind yields: the header first, then events, and a problem last. */
export type FileItem = ReadItem | HarItem | DumpItem

/** What a file says of itself. */
export type FileHeader = Extract<FileItem, { kind: 'header' }>

/** A HAR whose bytes can be read again at any position. */
export interface OpenHar extends HarSource {
  close(): void
}

/** A file that can be read, wherever it is. */
export interface ReadableFile {
  /** The file as it is stored, perhaps compressed; read once. */
  bytes: AsyncIterable<Uint8Array>
  /**
   * The HAR that the file turned out to be.
   * @param unpacked its bytes, decompressed
   * @param packed whether they are compressed in the file, which cannot be read at any position then
   */
  openHar(unpacked: AsyncIterable<Uint8Array>, packed: boolean): OpenHar
}

/**
 * Reads a session, a HAR or a WebRTC dump, plain or compressed, in constant memory. Throws what the file throws, but never for its content:
 * what is readable is yielded, then one sentence says what is wrong.
 * @param heard is told the file's bytes as they are read, decompressed
 */
export async function* readFile(
  { bytes, openHar }: ReadableFile,
  heard?: (bytes: Uint8Array) => void,
): AsyncGenerator<FileItem> {
  let packed = false
  const unpacked = unpack(bytes, () => {
    packed = true
  })
  let looked: Awaited<ReturnType<typeof lookAt>>
  try {
    looked = await lookAt(heard ? overheard(unpacked, heard) : unpacked)
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    yield { kind: 'problem', sentence: error.message }
    return
  }
  if (looked.kind === 'session') yield* readSession(looked.bytes)
  else if (looked.kind === 'har') yield* readOpenHar(openHar(looked.bytes, packed))
  else if (looked.kind === 'internals') yield* readInternals(looked.bytes)
  else if (looked.kind === 'rtcstats') yield* readRtcstats(looked.bytes)
  else yield { kind: 'problem', sentence: refusals[looked.kind] }
}

async function* overheard(
  bytes: AsyncIterable<Uint8Array>,
  heard: (bytes: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    heard(piece)
    yield piece
  }
}

async function* readOpenHar(har: OpenHar): AsyncGenerator<HarItem> {
  try {
    yield* readHar(har)
  } finally {
    har.close()
  }
}

/**
 * What a file tells of the secrets that were in it.
 * @param header undefined where none was read
 * @param redactions the redactions that it tells of
 */
export const redactionOfFile = (
  header: FileHeader | undefined,
  redactions: readonly RedactionReport[],
): FileRedaction => ({
  wasRedacted: redactions.length > 0 || (header !== undefined && 'header' in header && header.header.redacted),
  redactions,
})

/**
 * The browser that a file was recorded in, as a file written from it names it: as the header says, or else by the user agent of its
 * documents, or else the tool that wrote a HAR; '' where nothing tells.
 */
export function browserOfFile(header: FileHeader, userAgent = ''): string {
  const told = 'header' in header ? header.header.browser : header.browser
  if (told !== '') return told
  const named = browserName(userAgent)
  if (named !== unknownBrowser) return named
  return 'creator' in header ? header.creator : ''
}
