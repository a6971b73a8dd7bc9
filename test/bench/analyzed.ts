import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** What `duplex analyze` took for one file. */
export interface Analyzed {
  ms: number
  /** Most memory it held, kB. */
  maxRSS: number
  streams: number
  events: number
  problem?: string
}

const script = fileURLToPath(new URL('./analyze-one.ts', import.meta.url))

/** Analyzes a file in a process of its own, so that its memory is its own. Throws where the process fails. */
export function analyzed(path: string): Analyzed {
  return JSON.parse(execFileSync(process.execPath, ['--import', 'tsx', script, path], { encoding: 'utf8' })) as Analyzed
}
