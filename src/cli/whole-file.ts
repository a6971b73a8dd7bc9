import { realpathSync, rmSync, statSync } from 'node:fs'
import { type FileHandle, open, rename } from 'node:fs/promises'
import { CommandProblem, exitCodes, firstLine } from './problem.ts'

/** What is written, as text or as octets. */
type Pieces = AsyncIterable<string | Uint8Array> | Iterable<string>

/**
 * Writes a file whole or not at all: into a new file beside it, which takes its name once all is on the disk. A failure, or a signal that
 * ends this process, leaves an old file as it was.
 * @throws CommandProblem where it cannot be written, and what `pieces` throws
 */
export async function writeFileWhole(path: string, pieces: Pieces): Promise<void> {
  const target = resolved(path)
  const old = statSync(target, { throwIfNoEntry: false })
  if (old?.isDirectory()) throw cannot(path, 'it is a folder')
  // A device or a pipe cannot be replaced by a file.
  if (old && !old.isFile()) {
    const device = await tried(path, open(target, 'w'))
    try {
      await writeAll(path, device, pieces)
    } finally {
      await device.close()
    }
    return
  }
  const beside = `${target}.${process.pid}.part`
  const file = await tried(path, open(beside, 'wx', old ? old.mode & 0o777 : 0o666))
  const remove = () => rmSync(beside, { force: true })
  const stop = () => {
    remove()
    process.exit(exitCodes.usage)
  }
  for (const signal of signals) process.once(signal, stop)
  try {
    try {
      await writeAll(path, file, pieces)
      await tried(path, file.sync())
    } finally {
      await file.close()
    }
    await tried(path, rename(beside, target))
  } catch (error) {
    remove()
    throw error
  } finally {
    for (const signal of signals) process.off(signal, stop)
  }
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

async function writeAll(path: string, file: FileHandle, pieces: Pieces): Promise<void> {
  for await (const piece of pieces) await tried(path, file.appendFile(piece))
}

/** The file that a link leads to: the link stays. */
function resolved(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path // there is no old file
  }
}

async function tried<T>(path: string, done: Promise<T>): Promise<T> {
  try {
    return await done
  } catch (error) {
    throw cannot(path, (error as NodeJS.ErrnoException).code ?? firstLine(error))
  }
}

const cannot = (path: string, why: string) => new CommandProblem(`${path}: cannot be written (${why})`, exitCodes.usage)
