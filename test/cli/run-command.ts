import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The top of the project. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Ran {
  code: number | null
  out: string
  err: string
}

/** Runs a command at the top of the project until it ends; what is given as input is its whole standard input. */
export function runCommand(command: string, words: readonly string[], input?: string | Uint8Array): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(command, words, { cwd: root })
    let out = ''
    let err = ''
    child.stdout.on('data', (data) => {
      out += data
    })
    child.stderr.on('data', (data) => {
      err += data
    })
    child.on('close', (code) => resolve({ code, out, err }))
    child.stdin.end(input)
  })
}
