import { fileURLToPath } from 'node:url'
import puppeteer, { type Page } from 'puppeteer-core'
import { createServer } from 'vite'
import type { Scrolled } from './panel-page/scroll.ts'
import { print, printTable } from './printed.ts'

const messages = 100_000
const frames = 300
// A frame at 60 Hz, in ms.
const budget = 1000 / 60

interface Way {
  name: string
  /** Px that each frame scrolls by; the direction turns at the ends of the list. */
  step: number
  /** Messages that arrive in each frame while the list scrolls. */
  flood: number
}

const ways: readonly Way[] = [
  { name: 'slow wheel', step: 40, flood: 0 },
  { name: 'fast wheel', step: 600, flood: 0 },
  { name: 'dragged scroll bar', step: 37_000, flood: 0 },
  { name: 'at the end, 2,000 messages/s come', step: 0, flood: 33 },
  { name: 'fast wheel, 2,000 messages/s come', step: 600, flood: 33 },
]

/** Scrolls 100,000 messages in the real panel and prints frame times with their shares of scripting and layout. */
export async function panelScroll(): Promise<void> {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const server = await createServer({
    root,
    configFile: false,
    logLevel: 'error',
    server: { host: '127.0.0.1', hmr: false },
  })
  await server.listen()
  const [address] = server.resolvedUrls?.local ?? []
  const browser = await puppeteer.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--headless=new'],
  })
  try {
    const rows = []
    for (const way of ways)
      rows.push(await measure(await browser.newPage(), `${address}test/bench/panel-page/page.html`, way))
    print(`${messages.toLocaleString('en')} messages, ${frames} frames each; ms`)
    printTable(rows)
  } finally {
    await browser.close()
    await server.close()
  }
}

async function measure(page: Page, url: string, way: Way) {
  await page.setViewport({ width: 1300, height: 420 })
  await page.goto(url)
  await page.waitForFunction('globalThis.bench !== undefined')
  await page.evaluate(`bench.fill(${messages})`)
  await page.waitForSelector('.messageRow')
  if (way.flood > 0) await page.evaluate(`bench.flood(${way.flood})`)
  const { deltas, work, empty } = (await page.evaluate(`bench.scroll(${way.step}, ${frames})`)) as Scrolled
  const elements = await page.$$eval('.messageRow', (rows) => rows.length)
  await page.close()
  return {
    way: way.name,
    'frame median': quantile(deltas, 0.5),
    'frame p95': quantile(deltas, 0.95),
    'work median': quantile(work, 0.5),
    'work p95': quantile(work, 0.95),
    'late frames': `${deltas.filter((delta) => delta > 1.5 * budget).length} of ${deltas.length}`,
    'frames with a gap': empty,
    'rows in the page': elements,
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]! * 100) / 100
}
