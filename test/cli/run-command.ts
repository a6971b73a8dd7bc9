import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { built } from '../built.ts'

/** The project's root folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Builds the command as it is shipped, which starts in a tenth of the time that its sources take.
 * @returns the words that run it with `process.execPath`
 */
export async function builtCommand(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'duplex-command-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return [await built(join(root, 'src/cli/duplex.ts'), folder)]
}

export interface Ran {
  code: number | null
  out: string
  err: string
}

/** A running command. */
export interface Running {
  child: ChildProcessWithoutNullStreams
  /** Resolves once the command has written a match of `what` to standard error; rejects if it ends before. */
  said(what: RegExp): Promise<void>
  ended: Promise<Ran>
}

/** Starts a command in the project's root folder; its standard input stays open. */
export function startCommand(command: string, words: readonly string[]): Running {
  const child = spawn(command, words, { cwd: root })
  let out = ''
  let err = ''
  child.stdout.on('data', (data) => {
    out += data
  })
  child.stderr.on('data', (data) => {
    err += data
  })
  const ended = new Promise<Ran>((resolve) => {
    child.on('close', (code) => resolve({ code, out, err }))
  })
  const said = (what: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => what.test(err) && resolve()
      child.stderr.on('data', look)
      void ended.then(() => reject(new Error(`ended without saying ${what}: ${err}`)))
      look()
    })
  return { child, said, ended }
}

/** Runs a command in the project's root folder until it ends; `input` is its whole standard input. */
export function runCommand(command: string, words: readonly string[], input?: string | Uint8Array): Promise<Ran> {
  const { child, ended } = startCommand(command, words)
  // The command may end before it has read all input.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  return ended
}
