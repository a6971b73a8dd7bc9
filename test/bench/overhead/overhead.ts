import { cpus } from 'node:os'
import type { DrivenBrowser } from '../../../src/cli/browser/driven-browser.ts'
import type { BrowserKind } from '../../../src/cli/browser/machine.ts'
import { print, printTable } from '../printed.ts'
import { startWorkSite } from './site.ts'
import { type Compared, compared, launchFor, openDevtools } from './states.ts'

const works = ['WebSocket receive', 'WebSocket send', 'fetch', 'XHR', 'EventSource', 'data channel'] as const
type Work = (typeof works)[number]
type Row = Record<string, string>

/** In ms: the approximate duration of a run in the bare browser. */
const targetMs = 400
const defaultRounds = 9

/**
 * Measures how fast a page works with the extension, as a share of its speed without: the median of paired rounds, in which
 * two browsers run the same work one right after the other. `ROUNDS`, `BROWSERS` and `STATES` (comma separated) select;
 * `PEER_EXTENSION_DIR` names another built extension to measure for comparison.
 */
export async function overhead(): Promise<void> {
  const kinds = (process.env['BROWSERS']?.split(',') ?? ['chromium', 'firefox']) as BrowserKind[]
  const wanted = process.env['STATES']?.split(',')
  const site = await startWorkSite()
  print(`${cpus().length} × ${cpus()[0]?.model}; ratios to the same browser without: 1 is no cost, 0.5 half as fast`)
  try {
    for (const kind of kinds) {
      const rows: Row[] = []
      for (const state of compared) {
        if (wanted && !wanted.includes(state.name)) continue
        rows.push(await compare(kind, state, site.origin))
        console.error(JSON.stringify(rows.at(-1)))
      }
      print(kind)
      printTable(rows)
    }
  } finally {
    await site.close()
  }
}

async function compare(kind: BrowserKind, state: Compared, origin: string): Promise<Row> {
  const bare = await launchFor(kind, 'none')
  const other = await launchFor(kind, state.extension).catch(async (error: unknown) => {
    await bare.close()
    throw error
  })
  try {
    for (const driven of [bare, other]) await driven.page.goto(origin)
    if (state.against === 'devtools') await openDevtools(bare)
    await state.prepare(other)
    // Loaded again, so that the page is hooked from its first script on, as any page that loads while a panel is open.
    for (const driven of [bare, other]) await driven.page.goto(`${origin}/?fresh`)
    const row: Row = { state: state.name, against: state.against === 'devtools' ? 'DevTools alone' : 'nothing' }
    // A browser may be too slow to be measured at all: Firefox's own developer tools are, in a flood of events.
    for (const work of works)
      row[work] = await ratio(bare, other, work).catch((error: Error) => error.message.split('\n')[0]!)
    return row
  } finally {
    await bare.close()
    await other.close()
  }
}

async function ratio(bare: DrivenBrowser, other: DrivenBrowser, work: Work): Promise<string> {
  const n = await operations(bare, work)
  await run(other, work, n)
  const ratios: number[] = []
  for (let round = 0; round < Number(process.env['ROUNDS'] ?? defaultRounds); round++) {
    const order = round % 2 === 0 ? [bare, other] : [other, bare]
    const first = await run(order[0]!, work, n)
    const second = await run(order[1]!, work, n)
    ratios.push(round % 2 === 0 ? first / second : second / first)
  }
  const sorted = ratios.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.round((sorted.length - 1) * share)]!.toFixed(2)
  return `${at(0.5)} (${at(0.25)} to ${at(0.75)})`
}

/** The number of operations that takes long enough to be measured. */
async function operations(bare: DrivenBrowser, work: Work): Promise<number> {
  let n = 100
  await run(bare, work, n)
  for (;;) {
    const took = await run(bare, work, n)
    if (took > targetMs / 2) return n
    n = Math.ceil(n * Math.min(8, Math.max(1.5, targetMs / Math.max(1, took))))
  }
}

const run = (driven: DrivenBrowser, work: Work, n: number) =>
  driven.page.evaluate(`work[${JSON.stringify(work)}](${n})`) as Promise<number>
