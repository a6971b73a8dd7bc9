import { CommandProblem, exitCodes, firstLine } from './problem.ts'

/**
 * Writes texts to standard output, each once the one before it is written: a pipe may be slow, and this process ends next. A reader may
 * close the pipe early, as `head` does: then the rest is not written, and that is no error.
 * @throws CommandProblem where it cannot be written
 */
export async function writeToStandardOutput(pieces: AsyncIterable<string> | Iterable<string>): Promise<void> {
  for await (const piece of pieces) if (!(await write(piece))) return
}

/** @returns whether anybody still reads */
function write(text: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => {
      if (!error) resolve(true)
      else if ((error as NodeJS.ErrnoException).code === 'EPIPE') resolve(false)
      else reject(new CommandProblem(`standard output cannot be written: ${firstLine(error)}`, exitCodes.usage))
    })
  })
}
