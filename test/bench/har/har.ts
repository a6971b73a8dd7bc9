import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { builtAnalyzer } from '../analyzed.ts'
import { print } from '../printed.ts'
import { type Shape, writeHar } from './write-har.ts'

const megabyte = 1_000_000
/** In kB: the limit of 400 MB of resident memory for `duplex analyze`. */
const maxMemoryKb = 400 * 1024

const shapes: readonly (Shape & { size: number; packed?: boolean })[] = [
  { name: 'in order', size: 20 * megabyte },
  { name: 'in order', size: 200 * megabyte },
  { name: 'the last first', size: 200 * megabyte, backwards: true },
  { name: 'indented', size: 200 * megabyte, indent: 2 },
  { name: 'a socket with 300,000 messages', size: 200 * megabyte, messages: 300_000 },
  { name: 'gzipped', size: 200 * megabyte, packed: true },
]

/** Measures speed and memory of `duplex analyze` on large HARs. */
export async function har(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'duplex-bench-'))
  const analyzed = await builtAnalyzer(folder)
  print('| HAR | MB | MB/s | peak RSS, MB | events | streams |')
  print('|---|---|---|---|---|---|')
  try {
    for (const shape of shapes) {
      const path = join(folder, 'log.har')
      writeHar(path, shape.size, shape)
      const { size } = statSync(path)
      if (shape.packed) writeFileSync(path, gzipSync(readFileSync(path), { level: 1 }))
      const { ms, maxRSS, events, streams, problem } = analyzed(path)
      const figures = [size / megabyte, size / megabyte / (ms / 1000), maxRSS / 1024].map((one) => one.toFixed(0))
      print(`| ${shape.name} | ${figures.join(' | ')} | ${events} | ${streams} |`)
      if (problem !== undefined) print(`  ${problem}`)
      if (maxRSS > maxMemoryKb) process.exitCode = 1
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
