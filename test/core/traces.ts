import { readFileSync } from 'node:fs'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { createSession, type Session } from '../../src/core/session/session.ts'

interface TracedExchange {
  m: string
  u: string
  t0: number
  ttfb: number | null
  end: number | null
  chunks: [number, number][]
  req: number
  res: number
  st: number
  ct?: string
}

const file = new URL('../data/timing-traces.json', import.meta.url)
const { log } = JSON.parse(readFileSync(file, 'utf8')) as {
  log: Record<string, TracedExchange[]>
}

/** The expected technique of each recorded scenario, and the expected flag of some. See test/data/README.md. */
export const expectedLabels: Record<string, [technique: string, flag?: string]> = {
  socketio: ['long-polling'],
  'sockjs:xhr': ['long-polling'],
  faye: ['long-polling'],
  longpoll_25s: ['long-polling'],
  longpoll_204_10s: ['long-polling'],
  longpoll_fast_150ms: ['long-polling', 'busy'],
  'sockjs:xhr_streaming': ['http-streaming'],
  'sockjs:info': ['http'],
  poll_interval_2s: ['polling', 'interval'],
  poll_interval_10s: ['polling', 'interval'],
  poll_chained_1s: ['polling', 'chained'],
  poll_slowbackend_2s: ['polling', 'chained'],
  poll_slowbackend_interval5s: ['polling', 'interval'],
  poll_jitter30pct_3s: ['polling'],
  'poll_backoff_x1.6': ['polling', 'adaptive'],
  retry_503_backoff: ['http', 'retry'],
  autocomplete: ['http', 'interactive'],
  pagination_scroll: ['http', 'sporadic'],
  burst_parallel: ['http', 'burst'],
  sequential_drain: ['http', 'sequential'],
  heartbeat_post_30s: ['beacon', 'heartbeat'],
  telemetry_random: ['beacon'],
}

/**
 * A session of the first `window` ms of a recorded scenario, by its timing alone: all requests have one URL, so that neither names
 * nor fingerprints help. Bodies have sizes, but no text.
 */
export function traced(scenario: string, window: number): Session {
  const events: CaptureEvent[] = []
  const doc = 'd1'
  const flow = (id: number, at: number) => ({ doc, id, at: 1_000_000 + at })
  const exchanges = log[scenario]!.filter((one) => scenario !== 'socketio' || one.m === 'GET')
  exchanges.forEach((one, id) => {
    const url = `https://traced.test/${encodeURIComponent(scenario)}`
    const over = one.end ?? Number.POSITIVE_INFINITY
    events.push({
      type: 'request',
      ...flow(id, one.t0),
      api: 'fetch',
      method: one.m,
      url,
      sent: one.req,
    })
    if (one.ttfb !== null)
      events.push({
        type: 'response',
        ...flow(id, one.ttfb),
        status: one.st,
        contentType: one.ct ?? '',
      })
    if (one.chunks.length > 1)
      for (const [at, bytes] of one.chunks)
        events.push({
          type: 'chunk',
          ...flow(id, at),
          bytes,
          text: 'x'.repeat(bytes),
        })
    if (over < Number.POSITIVE_INFINITY)
      events.push({
        type: 'finish',
        ...flow(id, over),
        outcome: one.st === 0 ? 'error' : 'ok',
        bytes: one.res,
      })
  })
  // The document came over the network of the recording: 54 ms to its first byte, as in all recordings.
  const at = 1_000_000
  const page = {
    url: 'https://traced.test/',
    start: at - 60,
    asked: at - 60,
    first: at - 6,
    end: at,
    encoded: 500,
    decoded: 500,
  }
  const session = createSession()
  applyEvent(session, { type: 'timing', at, doc, ...page })
  const order = { request: 0, response: 1, chunk: 2, finish: 3 } as Record<string, number>
  const inTime = events.filter((event) => event.at - 1_000_000 <= window)
  inTime.sort((a, b) => a.at - b.at || order[a.type]! - order[b.type]!)
  for (const event of inTime) applyEvent(session, event)
  return session
}
