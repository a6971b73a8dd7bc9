import { createReadStream, statSync } from 'node:fs'
import { type FileItem, readFile } from '../format/read-file.ts'
import { createReadingShare } from '../format/reading-share.ts'
import { harInFile, harThatComes } from './har-source.ts'
import { keepMemoryLean } from './lean-memory.ts'
import { CommandProblem, exitCodes, firstLine } from './problem.ts'
import { noteReading } from './reading-progress.ts'

/** The name of a file for people; '-' is standard input. */
export const nameOfFile = (file: string): string => (file === '-' ? 'standard input' : file)

/**
 * Reads a session, a HAR or a WebRTC dump from a file, or from standard input for '-', in constant memory.
 * @param heard is told the file's bytes as they are read, unpacked
 * @throws CommandProblem where the file itself cannot be read
 */
export async function* readCapture(file: string, heard?: (bytes: Uint8Array) => void): AsyncGenerator<FileItem> {
  const stream = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 1 << 20 })
  const size = file === '-' ? 0 : (statSync(file, { throwIfNoEntry: false })?.size ?? 0)
  const progress = createReadingShare(size, keepMemoryLean)
  const endReading = noteReading({ name: nameOfFile(file), size, progress })
  try {
    yield* readFile(
      {
        bytes: progress.ofBytes(stream as AsyncIterable<Uint8Array>),
        openHar(unpacked, packed) {
          const again = file !== '-' && !packed && statSync(file).isFile()
          return progress.ofHar(again ? harInFile(file, unpacked) : harThatComes(unpacked))
        },
      },
      heard,
    )
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
