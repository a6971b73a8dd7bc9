import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The cost of `duplex analyze` for a file. */
export interface Analyzed {
  ms: number
  /** Peak memory, in kB. */
  maxRSS: number
  streams: number
  events: number
  problem?: string
}

const script = fileURLToPath(new URL('./analyze-one.ts', import.meta.url))

/** Analyses a file in a separate process, so that its memory can be measured. Throws where the process fails. */
export function analyzed(path: string): Analyzed {
  return JSON.parse(execFileSync(process.execPath, ['--import', 'tsx', script, path], { encoding: 'utf8' })) as Analyzed
}
