import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Analyzed, builtAnalyzer } from '../analyzed.ts'
import { print } from '../printed.ts'
import { writeSession } from './write-session.ts'

const megabyte = 1_000_000
const wantedSpeed = 60 // MB/s
const mostMemory = 400 // MB, resident
const sizes = [20, 200, 1000] // MB

/** Measures speed and memory of `duplex analyze` on sessions up to 1 GB: speed must not fall with size, nor memory grow. */
export async function session(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'duplex-bench-'))
  const analyzed = await builtAnalyzer(folder)
  print(`1 of ${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}`)
  print('| MB | events | MB/s | of wanted | events/s | peak RSS, MB | of allowed |')
  print('|---|---|---|---|---|---|---|')
  try {
    for (const size of sizes) {
      const path = join(folder, 'session.duplex.ndjson')
      const written = writeSession(path, size * megabyte)
      const bytes = statSync(path).size
      let best: Analyzed | undefined
      for (let round = 0; round < 3; round++) {
        const one = analyzed(path)
        if (one.problem !== undefined || one.events !== written)
          throw new Error(one.problem ?? `${one.events} events of ${written}`)
        if (!best || one.ms < best.ms) best = { ...one, maxRSS: Math.max(one.maxRSS, best?.maxRSS ?? 0) }
      }
      const { ms, maxRSS, events } = best!
      const speed = bytes / megabyte / (ms / 1000)
      const memory = maxRSS / 1024
      const figures = [speed.toFixed(0), (speed / wantedSpeed).toFixed(2), ((events / ms) * 1000).toFixed(0)]
      print(
        `| ${size} | ${events} | ${figures.join(' | ')} | ${memory.toFixed(0)} | ${(memory / mostMemory).toFixed(2)} |`,
      )
      if (memory > mostMemory) process.exitCode = 1
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
