import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import type { FleetSession } from '../format/export/fleet/fleet-session.ts'
import { createFleetWriter } from '../format/export/fleet/fleet-writer.ts'
import { loadParquet } from '../format/export/fleet/parquet.ts'
import type { FleetFormat } from '../format/export/formats.ts'
import type { ConvertArguments } from './arguments/convert-arguments.ts'
import { exportFile } from './export-file.ts'
import { createFleetFolder } from './fleet-folder.ts'
import { CommandProblem, exitCodes } from './problem.ts'
import { nameOfFile } from './read-capture.ts'

/**
 * Writes many sessions or HARs into the tables of a folder. A session that the folder has already is replaced. A file that cannot be read
 * is told and left out.
 * @param say receives sentences about limits that were met
 * @returns the problems with the files that were read
 * @throws CommandProblem where none of the files could be read, or the folder cannot be written: it stays as it was
 */
export async function convertFleet(
  { files, format, out, redact, labels }: ConvertArguments & { format: FleetFormat },
  say: (line: string) => void,
): Promise<{ problems: readonly string[]; exitCode: number }> {
  if (out === '-') throw new CommandProblem('many sessions need a folder as --out', exitCodes.usage)
  const parquet = await loadParquet()
  const folder = createFleetFolder(out, parquet)
  const problems: string[] = []
  const fileOf = new Map<string, string>()
  try {
    const writer = createFleetWriter(parquet, format.tables, folder.append)
    for (const file of files) {
      const read = await readForFleet(file, { redact, readsTwice: format.readsTwice, labels, say }).catch(
        (error: unknown) => {
          if (!(error instanceof CommandProblem)) throw error
          problems.push(error.message)
        },
      )
      if (!read) continue
      if (read.problem !== undefined) problems.push(`${nameOfFile(file)}: ${read.problem}`)
      const same = fileOf.get(read.id)
      if (same !== undefined) say(`duplex: ${file}: is the same session as ${same}, and is written once`)
      else {
        fileOf.set(read.id, file)
        await writer.add(read)
      }
    }
    const days = writer.finish()
    if (days.length === 0) throw new CommandProblem(problems.join('; '), exitCodes.usage)
    await folder.publish(days)
  } finally {
    folder.close()
  }
  return { problems, exitCode: problems.length === 0 ? exitCodes.done : exitCodes.usage }
}

interface Asked {
  redact: boolean
  readsTwice: boolean
  labels: Readonly<Record<string, string>>
  say(line: string): void
}

/** Reads a session. Its id is a hash of the file's content, unpacked: a copy of the file, or one that is compressed, is the same session. */
async function readForFleet(file: string, { redact, readsTwice, labels, say }: Asked): Promise<FleetSession> {
  const hash = createHash('sha256')
  const { source, problem } = await exportFile(file, {
    redact,
    readsTwice,
    note: (sentence) => say(`duplex: ${nameOfFile(file)}: ${sentence}`),
    heard: (bytes) => hash.update(bytes),
  })
  return {
    id: hash.digest('hex').slice(0, 32),
    file: basename(nameOfFile(file)),
    labels,
    redacted: redact,
    problem: problem?.slice(`${nameOfFile(file)}: `.length),
    source,
  }
}
