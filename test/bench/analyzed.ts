import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { built } from '../built.ts'

/** The cost of `duplex analyze` for a file. */
export interface Analyzed {
  ms: number
  /** Peak memory, in kB. */
  maxRSS: number
  streams: number
  events: number
  problem?: string
}

/**
 * Builds what analyses a file in a process of its own, so that its memory can be measured.
 * @param folder where it is built
 * @returns analyses a file; throws where the process fails
 */
export async function builtAnalyzer(folder: string): Promise<(path: string) => Analyzed> {
  const program = await built(fileURLToPath(new URL('./analyze-one.ts', import.meta.url)), folder)
  return (path) => JSON.parse(execFileSync(process.execPath, [program, path], { encoding: 'utf8' })) as Analyzed
}
