import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exportFormats } from '../../../src/format/export/formats.ts'
import { built } from '../../built.ts'
import { print } from '../printed.ts'
import { writeSession } from './write-session.ts'

const megabyte = 1_000_000
const wantedSpeed = 40 // MB/s
const mostMemory = 400 // MB, resident
const sizes = [200, 1000] // MB

/** Octets of a file, or of all files of a folder. */
function sizeOf(path: string): number {
  const { size } = statSync(path)
  if (!statSync(path).isDirectory()) return size
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
}

/** Measures speed and memory of `duplex convert` on sessions up to 1 GB, for each format: memory must not grow with the session. */
export async function files(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'duplex-bench-'))
  const program = await built(fileURLToPath(new URL('../convert-one.ts', import.meta.url)), folder)
  print(`1 of ${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, redacted, as by default\n`)
  print('| to | MB | MB/s | of wanted | written, MB | peak RSS, MB | of allowed |')
  print('|---|---|---|---|---|---|---|')
  try {
    for (const size of sizes) {
      const path = join(folder, 'session.duplex.ndjson')
      const out = join(folder, 'converted')
      writeSession(path, size * megabyte)
      const bytes = statSync(path).size
      for (const { id, of } of exportFormats) {
        rmSync(out, { recursive: true, force: true })
        const ran = execFileSync(process.execPath, [program, path, id, of, out], { encoding: 'utf8' })
        const { ms, maxRSS, problem } = JSON.parse(ran) as { ms: number; maxRSS: number; problem?: string }
        if (problem !== undefined) throw new Error(problem)
        const speed = bytes / megabyte / (ms / 1000)
        const memory = maxRSS / 1024
        const figures = [speed.toFixed(0), (speed / wantedSpeed).toFixed(2), (sizeOf(out) / megabyte).toFixed(0)]
        print(
          `| ${id} of ${of} | ${size} | ${figures.join(' | ')} | ${memory.toFixed(0)} | ${(memory / mostMemory).toFixed(2)} |`,
        )
        if (memory > mostMemory) process.exitCode = 1
      }
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
