import { analyze, type StreamAnalysis } from '../../src/core/analysis/analysis.ts'
import { utf8Length } from '../../src/core/base/utf8.ts'
import type { MessageEvent } from '../../src/core/event/connection-events.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { createSession, type Session } from '../../src/core/session/session.ts'

/** Time of the beginning of each story: times in stories are milliseconds from there. */
const zero = 1_790_000_000_000
const doc = 'd1'
const site = 'http://site.test'
let nextId = 1

export type StoryPart = CaptureEvent | CaptureEvent[]

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
  /** Milliseconds from the headers to the end of the body. */
  rest?: number
  /** Response body; undefined where the page did not read it as text. */
  body?: string | undefined
  bytes?: number
  status?: number
  type?: string
  outcome?: 'ok' | 'error' | 'abort' | 'timeout'
}

/** Adds a request and its response. */
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

/** Repeats an exchange `times` times, every `every` ms. The body depends on the index. */
export const every = (
  ms: number,
  times: number,
  story: (index: number) => ExchangeStory = () => ({}),
): CaptureEvent[] => Array.from({ length: times }, (_, index) => exchange(100 + index * ms, story(index))).flat()

/** A long poll: each request is held for the time of its index, and the next one follows `gap` ms after the answer. */
export function heldOneAfterAnother(holds: readonly number[], story: ExchangeStory = {}, gap = 3): CaptureEvent[] {
  let at = 100
  return holds.flatMap((hold) => {
    const events = exchange(at, { ...story, hold })
    at += hold + 1 + gap
    return events
  })
}

/** A response that the page reads as it grows: pieces of text with their times. */
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

/** A connection that opens at 100 ms and has these messages: '>' is sent, '<' is received. */
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

/** The close of the last connection of the story. */
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

/** The events after a nap: all of them `nap` milliseconds later. */
export const slept = (parts: CaptureEvent[], nap: number): CaptureEvent[] =>
  parts.map((event) => ({ ...event, at: event.at + nap }))

export const lost = (at: number, events: number): CaptureEvent => ({
  type: 'lost',
  at: zero + at,
  events,
  why: 'relay',
})

/** A session of the events in order of time. */
export function session(...parts: StoryPart[]): Session {
  const events = parts.flat()
  const order = events.map((event, index) => ({ event, index }))
  order.sort((a, b) => a.event.at - b.event.at || a.index - b.index)
  const seen = createSession()
  for (const { event } of order) applyEvent(seen, event)
  return seen
}

/** Analysis of the only realtime stream of the events, or of their only stream. */
export function only(...parts: StoryPart[]): StreamAnalysis {
  const { streams } = analyze(session(...parts), 'Chromium 156')
  const realtime = streams.filter((stream) => stream.technique !== 'http')
  const [one, ...more] = realtime.length > 0 ? realtime : streams
  if (!one || more.length > 0) throw new Error(`one stream expected, found ${streams.map((stream) => stream.url)}`)
  return one
}
