import { analyze, type StreamAnalysis } from '../../src/core/analysis/analysis.ts'
import { utf8Length } from '../../src/core/base/utf8.ts'
import type { MessageEvent } from '../../src/core/event/connection-events.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { createSession, type Session } from '../../src/core/session/session.ts'

/** Zero of the times in stories, so that tests speak of milliseconds from the start. */
const zero = 1_790_000_000_000
const doc = 'd1'
const site = 'http://site.test'
let nextId = 1

type Told = CaptureEvent | CaptureEvent[]

/** The page itself, 20 ms away from its server. */
export const page = (at = 0): CaptureEvent[] => [
  { type: 'document', at: zero + at, doc, url: `${site}/`, context: 'page', userAgent: 'Mozilla/5.0 Chrome/156.0.0.0' },
  {
    type: 'timing',
    at: zero + at,
    doc,
    url: `${site}/`,
    start: zero + at,
    asked: zero + at,
    first: zero + at + 20,
    end: zero + at + 25,
    encoded: 900,
    decoded: 900,
    protocol: 'http/1.1',
  },
]

interface ExchangeStory {
  url?: string
  method?: string
  /** Request body. */
  send?: string
  /** Milliseconds to the headers; 20 is the round trip. */
  hold?: number
  /** Milliseconds from them to the end of the body. */
  rest?: number
  /** Answer's body; undefined: the page did not read it as text. */
  body?: string | undefined
  bytes?: number
  status?: number
  type?: string
  outcome?: 'ok' | 'error' | 'abort' | 'timeout'
}

/** One request and its answer. */
export function exchange(at: number, story: ExchangeStory = {}): CaptureEvent[] {
  const {
    url = '/data',
    method = 'GET',
    send,
    hold = 20,
    rest = 1,
    status = 200,
    type = 'application/json',
    outcome = 'ok',
  } = story
  const id = nextId++
  const flow = (when: number) => ({ doc, id, at: zero + when })
  const request: CaptureEvent = { type: 'request', ...flow(at), api: 'fetch', method, url: new URL(url, site).href }
  if (send !== undefined) Object.assign(request, { text: send, sent: utf8Length(send) })
  const finish: CaptureEvent = { type: 'finish', ...flow(at + hold + rest), outcome }
  const body = 'body' in story ? story.body : `{"at":${at}}`
  if (body !== undefined) Object.assign(finish, { text: body, bytes: utf8Length(body) })
  if (story.bytes !== undefined) Object.assign(finish, { bytes: story.bytes })
  const failed = outcome !== 'ok'
  return [
    request,
    ...(failed ? [] : [{ type: 'response', ...flow(at + hold), status, contentType: type } satisfies CaptureEvent]),
    finish,
  ]
}

/** The same exchange again and again: `times` times, every `every` ms. The body is told by the index. */
export const every = (
  ms: number,
  times: number,
  story: (index: number) => ExchangeStory = () => ({}),
): CaptureEvent[] => Array.from({ length: times }, (_, index) => exchange(100 + index * ms, story(index))).flat()

/** A long poll: each request is held as long as told, and asked again `gap` ms after the answer. */
export function heldOneAfterAnother(holds: readonly number[], story: ExchangeStory = {}, gap = 3): CaptureEvent[] {
  let at = 100
  return holds.flatMap((hold) => {
    const events = exchange(at, { ...story, hold })
    at += hold + 1 + gap
    return events
  })
}

/** A response that is read as it grows: pieces of text at their times. */
export function streamed(type: string, pieces: readonly [at: number, text: string][], end?: number, url = '/live') {
  const id = nextId++
  const flow = (when: number) => ({ doc, id, at: zero + when })
  const start = (pieces[0]?.[0] ?? 100) - 60
  const events: CaptureEvent[] = [
    { type: 'request', ...flow(start), api: 'fetch', method: 'GET', url: new URL(url, site).href },
    { type: 'response', ...flow(start + 20), status: 200, contentType: type },
    ...pieces.map(([at, text]): CaptureEvent => ({ type: 'chunk', ...flow(at), bytes: utf8Length(text), text })),
  ]
  if (end !== undefined) events.push({ type: 'finish', ...flow(end), outcome: 'ok' })
  return events
}

type Line = [at: number, dir: '>' | '<', text: string]

/** A connection that opens at 100 and carries these messages: '>' goes out, '<' comes in. */
export function connection(
  api: 'websocket' | 'eventsource' | 'webrtc',
  lines: readonly Line[],
  url?: string,
): CaptureEvent[] {
  const id = nextId++
  const flow = (at: number) => ({ doc, id, at: zero + at })
  const address = url ?? (api === 'websocket' ? 'ws://site.test/live' : `${site}/live`)
  return [
    { type: 'connect', ...flow(60), api, url: address },
    { type: 'open', ...flow(100) },
    ...lines.map(
      ([at, dir, text]): MessageEvent => ({
        type: 'message',
        ...flow(at),
        dir: dir === '>' ? 'out' : 'in',
        kind: 'text',
        bytes: utf8Length(text),
        text,
      }),
    ),
  ]
}

/** A close of the connection told last. */
export const closed = (at: number, how: Partial<Extract<CaptureEvent, { type: 'close' }>> = {}): CaptureEvent => ({
  type: 'close',
  at: zero + at,
  doc,
  id: nextId - 1,
  by: 'remote',
  code: 1000,
  clean: true,
  ...how,
})

export const pressed = (at: number): CaptureEvent => ({ type: 'input', at: zero + at, doc })

export const hidden = (at: number, hidden: boolean): CaptureEvent => ({
  type: 'visibility',
  at: zero + at,
  doc,
  hidden,
})

/** The same after a nap of so many milliseconds. */
export const slept = (told: CaptureEvent[], nap: number): CaptureEvent[] =>
  told.map((event) => ({ ...event, at: event.at + nap }))

export const lost = (at: number, events: number): CaptureEvent => ({
  type: 'lost',
  at: zero + at,
  events,
  why: 'relay',
})

/** A session that saw what is told, in order of time. */
export function session(...told: Told[]): Session {
  const events = told.flat()
  const order = events.map((event, index) => ({ event, index }))
  order.sort((a, b) => a.event.at - b.event.at || a.index - b.index)
  const seen = createSession()
  for (const { event } of order) applyEvent(seen, event)
  return seen
}

/** Analysis of the only realtime stream, or of the only stream, of what is told. */
export function only(...told: Told[]): StreamAnalysis {
  const { streams } = analyze(session(...told), 'Chromium 156')
  const realtime = streams.filter((stream) => stream.technique !== 'http')
  const [one, ...more] = realtime.length > 0 ? realtime : streams
  if (!one || more.length > 0) throw new Error(`one stream expected, found ${streams.map((stream) => stream.url)}`)
  return one
}
