import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { DrivenBrowser } from '../../../src/cli/browser/driven-browser.ts'
import { findBrowser } from '../../../src/cli/browser/find-browser.ts'
import { launchBrowser } from '../../../src/cli/browser/launch.ts'
import { analyzeStream, type StreamAnalysis } from '../../../src/core/analysis/analysis.ts'
import { classify } from '../../../src/core/classify/classify.ts'
import { type WhatIf, whatIf } from '../../../src/core/cost/what-if.ts'
import type { CaptureEvent } from '../../../src/core/event/event.ts'
import { applyEvent } from '../../../src/core/session/apply-event.ts'
import { createSession } from '../../../src/core/session/session.ts'
import { openPanelTab } from '../../browser/panel-tab.ts'
import { print, printTable } from '../printed.ts'
import type { Transport } from './counted-front.ts'
import { feedOf } from './feed.ts'
import { startTruthSite, type TruthSite } from './site.ts'

type Taken =
  | 'polling'
  | 'long-polling'
  | 'sse'
  | 'http-streaming'
  | 'websocket'
  | 'websocket, deflate'
  | 'websocket, deflate, words'
  | 'websocket, deflate, random'

/** The panel's data source: in developer tools it has the network log, in a tab it models the bytes it cannot see. */
type Seen = 'network log' | 'model'

interface Measured {
  stream: StreamAnalysis
  /** The stream's predictions for the other techniques, with a poller of the same interval as ours. */
  whatIf: WhatIf[]
  /** Bytes that the server's sockets carried, `ofConnections` included. */
  server: { up: number; down: number }
  ofConnections: number
  /** Mean time in ms between an update being available at the server and the page having it. */
  stale: number
}

const transports: readonly Transport[] = ['HTTP/1.1', 'HTTP/1.1, TLS', 'HTTP/2']
const techniques: readonly Taken[] = [
  'polling',
  'long-polling',
  'sse',
  'http-streaming',
  'websocket',
  'websocket, deflate',
  'websocket, deflate, words',
  'websocket, deflate, random',
]
const lastsMs = Number(process.env['LASTS'] ?? 20_000)
// Tolerances of what-if predictions of bytes, requests and staleness: a share of the true figure, or an absolute value.
const wanted = { bytes: 0.1, requests: { share: 0.05, count: 1 }, stale: { polling: 0.2, ms: 10 } }
// In ms: the interval of the page's poller.
const pollEveryMs = 1000
// Tolerance of the bytes, by data source and transport.
const within = (seen: Seen, transport: Transport) =>
  seen === 'network log' ? 0.02 : transport === 'HTTP/2' ? 0.15 : 0.1
// The same of compressed sockets, whose bytes no source tells.
const withinCompressed = 0.15
// In ms. A panel in developer tools reads their log at the end; batches for a panel in a tab are on their way.
const settleMs = 700

interface Watched {
  evaluate<T>(body: string): Promise<T>
}

/**
 * Runs each technique over each transport with the same feed, and prints Duplex's bytes beside those that the server's
 * sockets carried.
 */
export async function truth(): Promise<void> {
  const seed = Number(process.env['SEED'] ?? 7)
  const feed = feedOf(seed, lastsMs)
  print(`${feed.length} updates in ${lastsMs / 1000} s, seed ${seed}, Chromium`)
  for (const seen of ['network log', 'model'] as const) {
    if (!(process.env['SEEN'] ?? seen).includes(seen)) continue
    const rows: Record<string, string | number>[] = []
    const measured = new Map<Taken, Measured>()
    for (const transport of transports) {
      const site = await startTruthSite(transport, feed)
      const driven = await launch()
      try {
        await driven.page.goto(site.origin)
        const panel = seen === 'model' ? await openPanelTab(driven, 'page') : await panelIn(driven)
        for (const technique of techniques) {
          if (!technique.startsWith(process.env['TECHNIQUE'] ?? '')) continue
          if (transport === 'HTTP/2' && technique.startsWith('websocket')) continue
          const one = await take(driven, site, panel, technique)
          if (transport === 'HTTP/1.1') measured.set(technique, one)
          rows.push(row(seen, transport, technique, one))
          console.error(JSON.stringify(rows.at(-1)))
        }
      } finally {
        await driven.close()
        site.close()
      }
    }
    print(`Bytes by ${seen}`)
    printTable(rows)
    print(
      'Octets of an HTTP/2 connection itself (preface, SETTINGS, WINDOW_UPDATE, PING, GOAWAY) belong to no request: they are in ' +
        'what the server carried, in a column of their own, and left out of what ours is held against.',
    )
    if (seen === 'network log') predictions(measured)
  }
}

async function launch(): Promise<DrivenBrowser> {
  const found = findBrowser('chromium')
  if (!('path' in found)) throw new Error(found.missing)
  const extensionDir = fileURLToPath(new URL('../../../dist/chrome', import.meta.url))
  const extraArgs = ['--ignore-certificate-errors']
  return launchBrowser({ kind: found.kind, executablePath: found.path, extensionDir, extraArgs })
}

async function panelIn(driven: DrivenBrowser): Promise<Watched> {
  const panel = await driven.openPanel()
  await panel.waitFor('globalThis.duplex.armed()')
  return panel
}

async function take(driven: DrivenBrowser, site: TruthSite, panel: Watched, technique: Taken): Promise<Measured> {
  const { page } = driven
  await page.goto(`${site.origin}/?${technique}`)
  await sleep(settleMs)
  const before = site.count()
  site.begin()
  const began = (await page.evaluate(
    `take[${JSON.stringify(technique)}]().then((end) => { globalThis.end = end; return Date.now() })`,
  )) as number
  await sleep(lastsMs)
  const came = (await page.evaluate('end()')) as [index: number, at: number][]
  const told = site.told()
  await sleep(settleMs)
  const after = site.count()
  const ofConnections = after.ofConnections - before.ofConnections
  const server = { up: after.up - before.up, down: after.down - before.down }
  // Updates that were available before the technique began say nothing about its staleness.
  const late = came.flatMap(([index, at]) => (told[index]! >= began ? [at - told[index]!] : []))
  const stale = late.reduce((sum, ms) => sum + ms, 0) / late.length
  await panel.evaluate('await globalThis.duplex.settle(); return true')
  const text = await panel.evaluate<string>(`
    let text = ''
    for (let index = 0; ; index++) {
      const part = await globalThis.duplex.exportPart(index, false)
      if (part === '') return text
      text += part
    }`)
  const session = createSession()
  for (const line of text.split('\n').slice(1)) if (line !== '') applyEvent(session, JSON.parse(line) as CaptureEvent)
  const streams = session.streams.all.filter(({ url }) => /\/(poll|hold|events|lines|plain|deflated[\w-]*)\b/.test(url))
  const [stream] = streams
  if (!stream || streams.length > 1) throw new Error(`${technique}: ${streams.length} streams`)
  const analysis = analyzeStream(session, stream)
  const verdict = classify(stream, session.lastAt)
  const guesses = whatIf(stream, verdict, { startedAt: session.startedAt, now: session.lastAt }, pollEveryMs)
  return { stream: analysis, whatIf: guesses, server, ofConnections, stale }
}

const off = (said: number, true_: number) =>
  `${said >= true_ ? '+' : ''}${(((said - true_) / true_) * 100).toFixed(1)} %`

function row(seen: Seen, transport: Transport, technique: Taken, { stream, server, ofConnections, stale }: Measured) {
  const { cost } = stream
  const said = cost.bytesUp + cost.bytesDown
  const true_ = server.up + server.down - ofConnections
  const { bytesRange } = cost
  const right =
    Math.abs(said - true_) / true_ <= (bytesRange ? withinCompressed : within(seen, transport)) &&
    (!bytesRange || (bytesRange.low <= true_ && true_ <= bytesRange.high))
  return {
    transport,
    technique,
    label: stream.technique,
    basis: cost.basis,
    'up, ours': cost.bytesUp,
    'up, server': server.up,
    'down, ours': cost.bytesDown,
    'down, server': server.down,
    'of the connection': transport === 'HTTP/2' ? ofConnections : '',
    off: off(said, true_),
    range: bytesRange ? `${bytesRange.low} to ${bytesRange.high}` : '',
    'as wanted': right ? 'yes' : 'NO',
    'late by, said': cost.stalenessMeanMs ?? '',
    'late by, seen': Math.round(stale),
  }
}

/** The figures outside their tolerance; '' where there are none. */
function shortfalls(said: number, true_: number, requests: number, guess: WhatIf, real: Measured): string {
  const late = Math.abs(guess.stalenessMeanMs - real.stale)
  const near = guess.technique === 'polling' ? wanted.stale.polling * real.stale : wanted.stale.ms
  const wrong = [
    Math.abs(said - true_) / true_ > wanted.bytes && 'bytes',
    requests > wanted.requests.count && requests / real.stream.requests > wanted.requests.share && 'requests',
    late > Math.max(near, wanted.stale.ms) && 'late by',
  ].filter((one) => one !== false)
  return wrong.length === 0 ? '' : `NO: ${wrong.join(', ')}`
}

/** Prints each stream's predictions for the other techniques beside their measured figures. */
function predictions(measured: ReadonlyMap<Taken, Measured>): void {
  const rows: Record<string, string | number>[] = []
  for (const [from, { whatIf }] of measured)
    for (const guess of whatIf) {
      const real = measured.get(guess.technique as Taken)
      if (!real || from.includes('deflate')) continue
      const said = guess.bytesUp + guess.bytesDown
      const true_ = real.server.up + real.server.down
      const requests = Math.abs(guess.requests - real.stream.requests)
      rows.push({
        from,
        to: guess.technique,
        'bytes, said': said,
        'bytes, server': true_,
        off: off(said, true_),
        'requests, said': guess.requests,
        'requests, counted': real.stream.requests,
        'late by, said': guess.stalenessMeanMs,
        'late by, seen': Math.round(real.stale * 10) / 10,
        'as wanted': shortfalls(said, true_, requests, guess, real) || 'yes',
      })
    }
  print('What-if over HTTP/1.1')
  printTable(rows)
}
