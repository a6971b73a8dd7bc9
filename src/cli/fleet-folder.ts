import { createHash } from 'node:crypto'
import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fleetMessages, fleetTables } from '../format/export/fleet/fleet-tables.ts'
import type { WrittenDay } from '../format/export/fleet/fleet-writer.ts'
import type { Parquet } from '../format/export/fleet/parquet.ts'
import { CommandProblem, exitCodes, firstLine } from './problem.ts'

/** A folder of the tables of many sessions, to which sessions are added. */
export interface FleetFolder {
  /** Adds bytes to the new part of a table and day. Nobody sees it yet. */
  append(table: string, day: string, bytes: Uint8Array): void
  /** Takes out what the folder has of the same sessions, and shows the new parts. */
  publish(days: readonly WrittenDay[]): Promise<void>
  /** Removes what is not published. */
  close(): void
}

const allTables = [...fleetTables, fleetMessages].map(({ name }) => name)
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Everything new is written into a hidden folder first, and moved once all is on the disk, `sessions` last. Until then the folder stays as
 * it was. If this process is killed while files are moved, the same command again makes all good: it takes out what there is of its sessions.
 */
export function createFleetFolder(path: string, parquet: Parquet): FleetFolder {
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) throw cannot(path, 'it is a file; a folder is needed')
  const isNew = !existsSync(path)
  const hidden = join(path, `.duplex-${process.pid}`)
  const partsBegun = new Set<string>()
  const newPart = (table: string, day: string) => join(hidden, table, `day=${day}.parquet`)
  const stop = () => {
    close()
    process.exit(exitCodes.usage)
  }
  for (const signal of signals) process.once(signal, stop)

  function append(table: string, day: string, bytes: Uint8Array): void {
    const part = newPart(table, day)
    tried(path, () => {
      if (!partsBegun.has(part)) mkdirSync(dirname(part), { recursive: true })
      partsBegun.add(part)
      appendFileSync(part, bytes)
    })
  }

  /** Writes an old part anew, without some sessions. @returns what is to be done with it when all is ready */
  async function takeOut(old: string, sessions: ReadonlySet<string>, number: number): Promise<() => void> {
    const beside = join(hidden, `old-${number}.parquet`)
    const { file, close: closeOld } = opened(old)
    try {
      const left = await parquet.without(file, sessions, (bytes) => tried(path, () => appendFileSync(beside, bytes)))
      if (left === 'none') return () => rmSync(old)
      return left === 'some' ? () => moved(beside, old) : () => {}
    } catch (error) {
      if (error instanceof CommandProblem) throw error
      throw new CommandProblem(
        `${old}: cannot be read (${firstLine(error)}); it has to be, since it may hold the same sessions`,
        exitCodes.usage,
      )
    } finally {
      closeOld()
    }
  }

  async function publish(days: readonly WrittenDay[]): Promise<void> {
    const outs: (() => void)[] = []
    const ins: (() => void)[] = []
    for (const { day, sessions } of days) {
      const name = `part-${nameOf(sessions)}.parquet`
      for (const table of allTables) {
        const folder = join(path, table, `day=${day}`)
        const part = newPart(table, day)
        const isWritten = partsBegun.has(part)
        if (isWritten) ins.push(() => moved(part, join(folder, name)))
        for (const old of partsIn(folder))
          if (!(isWritten && old === name)) outs.push(await takeOut(join(folder, old), sessions, outs.length))
      }
    }
    for (const part of partsBegun) tried(path, () => onDisk(part))
    for (const out of outs) tried(path, out)
    // `sessions` is the first table: a session is listed once all else of it is there.
    for (const into of ins.reverse()) tried(path, into)
  }

  function close(): void {
    for (const signal of signals) process.off(signal, stop)
    rmSync(hidden, { recursive: true, force: true })
    if (isNew && existsSync(path) && readdirSync(path).length === 0) rmSync(path, { recursive: true })
  }

  return { append, publish, close }
}

/** The same sessions give the same name, so that the same command again leaves the same files. */
const nameOf = (sessions: ReadonlySet<string>) =>
  createHash('sha256')
    .update([...sessions].sort().join())
    .digest('hex')
    .slice(0, 16)

const partsIn = (folder: string) =>
  existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.parquet') && !/^[._]/.test(name)) : []

function moved(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true })
  renameSync(from, to)
}

function onDisk(path: string): void {
  const file = openSync(path, 'r+')
  fsyncSync(file)
  closeSync(file)
}

/** A file as the reader of Parquet takes it. */
function opened(path: string) {
  const file = openSync(path, 'r')
  const { size } = statSync(path)
  const slice = (from: number, to = size): ArrayBuffer => {
    const bytes = new Uint8Array(to - from)
    for (let at = 0; at < bytes.length; ) {
      const read = readSync(file, bytes, at, bytes.length - at, from + at)
      if (read === 0) throw new Error('it has become shorter')
      at += read
    }
    return bytes.buffer
  }
  return { file: { byteLength: size, slice }, close: () => closeSync(file) }
}

function tried(path: string, act: () => void): void {
  try {
    act()
  } catch (error) {
    throw cannot(path, (error as NodeJS.ErrnoException).code ?? firstLine(error))
  }
}

const cannot = (path: string, why: string) => new CommandProblem(`${path}: cannot be written (${why})`, exitCodes.usage)
