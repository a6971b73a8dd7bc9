import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { built } from '../../built.ts'
import { print, printTable } from '../printed.ts'

/**
 * Measures events per second through `applyEvent` on one core, with technique and cost computed again every thousandth event, at growing
 * lengths of a session, and the memory that a message takes besides its payload.
 */
export async function core(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'duplex-bench-'))
  print(`1 of ${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}`)
  try {
    const program = await built(fileURLToPath(new URL('./measure.ts', import.meta.url)), folder)
    const { stdout } = spawnSync(process.execPath, ['--expose-gc', program], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    printTable(JSON.parse(stdout) as object[])
  } finally {
    rmSync(folder, { recursive: true })
  }
}
