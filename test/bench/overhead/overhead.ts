import { cpus } from 'node:os'
import type { DrivenBrowser } from '../../../src/cli/browser/driven-browser.ts'
import type { BrowserKind } from '../../../src/cli/browser/machine.ts'
import { print, printTable } from '../printed.ts'
import { type Parts, partsOf } from './parts.ts'
import { startWorkSite } from './site.ts'
import { type Compared, compared, launchFor, openDevtools, showMessages } from './states.ts'

type Row = Record<string, string>

/**
 * What a page does, as fast as it can; how often; and a part of the URL or name of the stream that it makes. Payloads have 200 octets.
 */
const works = {
  'WebSocket receive': { times: 40_000, stream: '/flood' },
  'WebSocket send': { times: 40_000, stream: '/sink' },
  fetch: { times: 500, stream: '/small' },
  XHR: { times: 500, stream: '/small' },
  EventSource: { times: 20_000, stream: '/events' },
  'data channel': { times: 10_000, stream: 'bench' },
} as const
type Work = keyof typeof works
const all = Object.keys(works) as Work[]

const defaultRounds = 5

/**
 * Measures how fast a page works with the extension, as a share of its speed without: the median of paired rounds, in which
 * two browsers run the same work one right after the other. Also measures what the parts of Duplex take (Chromium). `ROUNDS`,
 * `BROWSERS`, `STATES` and `WORKS` (comma separated) select; `PEER_EXTENSION_DIR` names another built extension to measure for
 * comparison.
 */
export async function overhead(): Promise<void> {
  const kinds = (process.env['BROWSERS']?.split(',') ?? ['chromium', 'firefox']) as BrowserKind[]
  const wanted = process.env['STATES']?.split(',')
  const site = await startWorkSite()
  print(`${cpus().length} × ${cpus()[0]?.model}; ratios to the same browser without: 1 is no cost, 0.5 half as fast`)
  try {
    for (const kind of kinds) {
      const rows: Row[] = []
      const parts: Row[] = []
      for (const state of compared) {
        if (wanted && !wanted.some((one) => state.name.startsWith(one))) continue
        const { ratios, taken } = await compare(kind, state, site.origin)
        rows.push(ratios)
        parts.push(...taken)
        console.error(JSON.stringify(ratios))
      }
      print(kind)
      printTable(rows)
      if (parts.length === 0) continue
      print(
        'ms of a processor that hooks + bridge (on the page’s thread) and the extension’s processes take for a work',
      )
      printTable(parts)
    }
  } finally {
    await site.close()
  }
}

async function compare(kind: BrowserKind, state: Compared, origin: string): Promise<{ ratios: Row; taken: Row[] }> {
  const bare = await launchFor(kind, 'none')
  const other = await launchFor(kind, state.extension).catch(async (error: unknown) => {
    await bare.close()
    throw error
  })
  try {
    for (const driven of [bare, other]) await driven.page.goto(origin)
    if (state.against === 'devtools') await openDevtools(bare)
    const panel = await state.prepare(other)
    // Loaded again, so that the page is hooked from its first script on, as any page that loads while a panel is open.
    for (const driven of [bare, other]) await driven.page.goto(`${origin}/?fresh`)
    const ratios: Row = { state: state.name, against: state.against === 'devtools' ? 'DevTools alone' : 'nothing' }
    const taken: Row = { state: state.name }
    for (const work of wantedWorks()) {
      try {
        // Also makes the stream that the panel is to show.
        for (const driven of [bare, other]) await run(driven, work)
        if (panel && state.messages) await showMessages(panel, works[work].stream)
        ratios[work] = await ratio(bare, other, work)
        if (kind === 'chromium' && panel) taken[work] = told(await partsOf(other.page, () => run(other, work)))
      } catch (error) {
        // A browser may be too slow to be measured at all: Firefox's own developer tools are, in a flood of events.
        ratios[work] ??= (error as Error).message.split('\n')[0]!
      }
    }
    return { ratios, taken: Object.keys(taken).length > 1 ? [taken] : [] }
  } finally {
    await bare.close()
    await other.close()
  }
}

const wantedWorks = () => all.filter((work) => !process.env['WORKS'] || process.env['WORKS'].split(',').includes(work))

const told = ({ hooks, bridge, extension }: Parts) =>
  `${hooks.toFixed(0)} + ${bridge.toFixed(0)}, ${extension.toFixed(0)}`

async function ratio(bare: DrivenBrowser, other: DrivenBrowser, work: Work): Promise<string> {
  const ratios: number[] = []
  for (let round = 0; round < Number(process.env['ROUNDS'] ?? defaultRounds); round++) {
    const order = round % 2 === 0 ? [bare, other] : [other, bare]
    const first = await run(order[0]!, work)
    const second = await run(order[1]!, work)
    ratios.push(round % 2 === 0 ? first / second : second / first)
  }
  const sorted = ratios.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.round((sorted.length - 1) * share)]!.toFixed(2)
  return `${at(0.5)} (${at(0.25)} to ${at(0.75)})`
}

const run = (driven: DrivenBrowser, work: Work) =>
  driven.page.evaluate(`work[${JSON.stringify(work)}](${works[work].times})`) as Promise<number>
