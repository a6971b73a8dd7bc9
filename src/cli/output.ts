import { realpathSync } from 'node:fs'
import { pipeline, Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { CommandProblem, exitCodes } from './problem.ts'
import { writeToStandardOutput } from './standard-output.ts'
import { forTerminal } from './terminal-text.ts'
import { writeFileWhole } from './whole-file.ts'

/**
 * Writes what a command makes of a file.
 * @param out path of a file, which is written whole or not at all, and compressed where its name ends in `.gz`; or '-' for standard output
 * @throws CommandProblem where it cannot be written
 */
export function writeOutput(out: string, pieces: AsyncIterable<string> | Iterable<string>): Promise<void> {
  if (out === '-') return writeToStandardOutput(process.stdout.isTTY ? onTerminal(pieces) : pieces)
  return writeFileWhole(out, out.endsWith('.gz') ? compressed(pieces) : pieces)
}

/** An error while the pieces are made is thrown to who reads the compressed ones. */
function compressed(pieces: AsyncIterable<string> | Iterable<string>): AsyncIterable<Uint8Array> {
  const gzip = createGzip()
  pipeline(Readable.from(pieces), gzip, () => {})
  return gzip
}

/** Payloads come from anywhere: see `terminal-text.ts`. */
async function* onTerminal(pieces: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string> {
  for await (const piece of pieces) yield forTerminal(piece.replaceAll('\r\n', '\n'))
}

/**
 * Makes sure that what is written does not take the place of what is read.
 * @param out '-' for standard output
 * @throws CommandProblem where both are one file
 */
export function refuseToReplace(file: string, out: string): void {
  if (out !== '-' && isSameFile(file, out))
    throw new CommandProblem(`${out}: is the file that is read; choose another name`, exitCodes.usage)
}

function isSameFile(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other)
  } catch {
    return false // one of them is not there
  }
}
