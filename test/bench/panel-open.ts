import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { CDPSession, ElementHandle } from 'puppeteer-core'
import { type Driven, startDriven } from '../browser/driven.ts'
import { print, printTable } from './printed.ts'
import { writeSession } from './session/write-session.ts'

const size = 229_000_000

/** Opens a session of a million events, a HAR of it and the same HAR gzipped in the real panel of Chromium (built before). */
export async function panelOpen(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'duplex-bench-'))
  try {
    const [session, har, packed] = ['big.duplex.ndjson', 'big.har', 'big.har.gz'].map((name) => join(folder, name))
    const events = writeSession(session!, size)
    const program = fileURLToPath(new URL('../../src/cli/duplex.ts', import.meta.url))
    const words = ['convert', session!, '--no-redact', '--to', 'har', '--out', har!]
    execFileSync(process.execPath, ['--import', 'tsx', program, ...words], { stdio: 'ignore' })
    writeFileSync(packed!, gzipSync(readFileSync(har!), { level: 1 }))
    const rows = []
    for (const file of [session!, har!, packed!]) {
      const driven = await startDriven('chromium')
      try {
        rows.push(await measure(driven, file))
      } finally {
        await driven.close()
      }
    }
    print(`${events.toLocaleString('en')} events; the resident memory is of the process of panel and worker`)
    printTable(rows)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function measure(driven: Driven, file: string) {
  const browser = driven.page.browser()
  const page = await browser.newPage()
  await page.goto(`${await driven.panel.evaluate<string>('return location.origin')}/panel/panel.html`)
  const input = (await page.waitForSelector('#open-file')) as ElementHandle<HTMLInputElement>
  await page.evaluate(`
    globalThis.tasks = [0]
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map((one) => one.duration))).observe({ type: 'longtask' })
  `)
  const begun = performance.now()
  await input.uploadFile(file)
  await page.waitForSelector('.opening')
  await page.waitForSelector('.streamRow', { timeout: 300_000 })
  const seconds = (performance.now() - begun) / 1000
  const longest = (await page.evaluate('Math.max(...tasks)')) as number
  const many = (await page.evaluate('tasks.filter((ms) => ms > 50).length')) as number
  const peak = await peakMemory(await browser.target().createCDPSession())
  return {
    file: file.slice(file.indexOf('big')),
    MB: Math.round(statSync(file).size / 1e6),
    's until it is shown': seconds.toFixed(1),
    'longest task, ms': longest,
    'tasks of more than 50 ms': many,
    'peak RSS, MB': Math.round(peak / 1024),
  }
}

/** The largest resident memory, in KiB, that a renderer of this browser has had (Linux). */
async function peakMemory(cdp: CDPSession): Promise<number> {
  const { processInfo } = await cdp.send('SystemInfo.getProcessInfo')
  const peaks = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1]))
  return Math.max(...peaks)
}
