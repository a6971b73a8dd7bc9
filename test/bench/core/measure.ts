// Measures the core, and prints the rows of the table as JSON. `core.ts` runs it as it is built.
import { analyze } from '../../../src/core/analysis/analysis.ts'
import { classify } from '../../../src/core/classify/classify.ts'
import { costOf } from '../../../src/core/cost/cost.ts'
import type { CaptureEvent } from '../../../src/core/event/event.ts'
import { applyEvent } from '../../../src/core/session/apply-event.ts'
import { createSession, type Session } from '../../../src/core/session/session.ts'

const zero = 1_790_000_000_000
const doc = 'd1'
const judgeEvery = 1000
const lengths = [10_000, 100_000, 1_000_000, 10_000_000]

type Row = Record<string, string | number>

interface Work {
  name: string
  unit: string
  wanted: number
  /** Events before the first unit. */
  begin: CaptureEvent[]
  /** The events of unit `index`. */
  unitOf(index: number): CaptureEvent[]
  most: number
}

const page: CaptureEvent = {
  type: 'document',
  at: zero,
  doc,
  url: 'https://site.test/',
  context: 'page',
  userAgent: 'Mozilla/5.0 Chrome/156.0.0.0',
}

const body = (index: number) => `{"price":${index},"change":${index % 7}}`

function exchange(url: string, index: number, every: number): CaptureEvent[] {
  const at = zero + 200 + index * every
  const text = body(index)
  return [
    { type: 'request', at, doc, id: index + 10, api: 'fetch', method: 'GET', url },
    {
      type: 'response',
      at: at + 20,
      doc,
      id: index + 10,
      status: 200,
      contentType: 'application/json',
      headerBytes: 210,
    },
    { type: 'finish', at: at + 21, doc, id: index + 10, outcome: 'ok', bytes: text.length, text },
  ]
}

const works: readonly Work[] = [
  {
    name: 'WebSocket messages',
    unit: 'messages',
    wanted: 1_000_000,
    begin: [
      { type: 'connect', at: zero, doc, id: 1, api: 'websocket', url: 'wss://site.test/live' },
      { type: 'open', at: zero + 40, doc, id: 1 },
    ],
    unitOf(index) {
      const text = body(index)
      return [
        { type: 'message', at: zero + 100 + index, doc, id: 1, dir: 'in', kind: 'text', bytes: text.length, text },
      ]
    },
    most: 10_000_000,
  },
  {
    name: 'polls of one URL',
    unit: 'exchanges',
    wanted: 300_000,
    begin: [],
    unitOf: (index) => exchange('https://site.test/api/quotes?symbol=PINE', index, 1000),
    most: 10_000_000,
  },
  {
    name: 'polls with a cache-buster',
    unit: 'exchanges',
    wanted: 300_000,
    begin: [],
    unitOf: (index) => exchange(`https://site.test/api/quotes?symbol=PINE&_=${zero + index * 1000}`, index, 1000),
    most: 1_000_000,
  },
]

/**
 * Applies `count` units to a new session, with verdict and cost computed every so often as in a live panel.
 * @returns the duration in ms, and the session
 */
function run(work: Work, count: number): { took: number; session: Session } {
  const session = createSession({ rows: true, payloads: 0 })
  for (const event of [page, ...work.begin]) applyEvent(session, event)
  let took = 0
  // Far more units than a page reports at once, and few enough that the garbage collector does not move them during the
  // run.
  const batch = 1000
  for (let from = 0; from < count; from += batch) {
    // Created beforehand, so that creating them is not measured.
    const events: CaptureEvent[] = []
    for (let index = from; index < Math.min(from + batch, count); index++) events.push(...work.unitOf(index))
    const start = performance.now()
    let left = judgeEvery
    for (const event of events) {
      applyEvent(session, event)
      if (--left > 0) continue
      left = judgeEvery
      const stream = session.streams.all[0]!
      costOf(stream, classify(stream, session.lastAt), { startedAt: session.startedAt, now: session.lastAt })
    }
    took += performance.now() - start
  }
  return { took, session }
}

/**
 * Measures events per second through `applyEvent` on one core, with technique and cost computed again every thousandth
 * event, at growing lengths of a session, and the memory that a message takes besides its payload.
 */
function measured(): Row[] {
  const most = Number(process.env['MOST'] ?? lengths.at(-1))
  const rows: Row[] = []
  for (const work of works) {
    run(work, 100_000) // warm-up
    for (const length of lengths) {
      if (length > Math.min(most, work.most)) continue
      globalThis.gc?.()
      const before = process.memoryUsage()
      const rounds = length > 1_000_000 ? 1 : 3
      let best = Number.POSITIVE_INFINITY
      let last: Session | undefined
      for (let round = 0; round < rounds; round++) {
        last = undefined
        const { took, session } = run(work, length)
        best = Math.min(best, took)
        last = session
      }
      globalThis.gc?.()
      const after = process.memoryUsage()
      const bytes = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers
      const perSecond = (length / best) * 1000
      const { streams } = analyze(last!, '')
      rows.push({
        work: work.name,
        length,
        'per second': Math.round(perSecond),
        'events per second': Math.round(perSecond * work.unitOf(0).length),
        'of wanted': (perSecond / work.wanted).toFixed(2),
        // In a short session, the engine's own memory would dominate.
        'bytes each': length < 100_000 ? '' : (bytes / length).toFixed(1),
        label: `${streams[0]!.technique} ${streams[0]!.messagesIn}`,
      })
      console.error(JSON.stringify(rows.at(-1)))
    }
  }
  return rows
}

console.log(JSON.stringify(measured()))
