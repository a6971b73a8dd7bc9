import { createReadStream, statSync } from 'node:fs'
import { lookAt, refusals } from '../format/file-kind.ts'
import { type HarItem, readHar } from '../format/har-file/read-har.ts'
import { type ReadItem, readSession } from '../format/session/read.ts'
import { Fault, unpack } from '../format/unpack.ts'
import type { DumpItem } from '../format/webrtc-dump/dump-item.ts'
import { readInternals } from '../format/webrtc-dump/read-internals.ts'
import { readRtcstats } from '../format/webrtc-dump/read-rtcstats.ts'
import { harInFile, harThatComes, type OpenHar } from './har-source.ts'
import { CommandProblem, exitCodes, firstLine } from './problem.ts'
import { noteReading } from './reading-progress.ts'

/** The name of a file for people; '-' is standard input. */
export const nameOfFile = (file: string): string => (file === '-' ? 'standard input' : file)

/**
 * Reads a session, a HAR or a WebRTC dump from a file, or from standard input for '-', in constant memory.
 * @param heard is told the file's bytes as they are read, unpacked
 * @throws CommandProblem where the file itself cannot be read
 */
export async function* readCapture(
  file: string,
  heard?: (bytes: Uint8Array) => void,
): AsyncGenerator<ReadItem | HarItem | DumpItem> {
  const stream = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 1 << 20 })
  const endReading = noteReading(file, nameOfFile(file), stream)
  try {
    yield* read(file, stream as AsyncIterable<Uint8Array>, heard)
  } catch (error) {
    throw new CommandProblem(
      `${nameOfFile(file)}: cannot be read (${(error as NodeJS.ErrnoException).code ?? firstLine(error)})`,
      exitCodes.usage,
    )
  } finally {
    endReading()
    // The writer of standard input may continue for a long time; this process does not wait for it.
    stream.destroy()
  }
}

async function* read(
  file: string,
  raw: AsyncIterable<Uint8Array>,
  heard: ((bytes: Uint8Array) => void) | undefined,
): AsyncGenerator<ReadItem | HarItem | DumpItem> {
  let packed = false
  const unpacked = unpack(raw, () => {
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
  else if (looked.kind === 'har') yield* readLog(file, looked.bytes, packed)
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

async function* readLog(file: string, bytes: AsyncIterable<Uint8Array>, packed: boolean): AsyncGenerator<HarItem> {
  const again = file !== '-' && !packed && statSync(file).isFile()
  const har: OpenHar = again ? harInFile(file, bytes) : harThatComes(bytes)
  try {
    yield* readHar(har)
  } finally {
    har.close()
  }
}
