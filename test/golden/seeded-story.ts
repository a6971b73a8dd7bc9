import { utf8Length } from '../../src/core/base/utf8.ts'
import type { ConnectEvent } from '../../src/core/event/connection-events.ts'
import type { CaptureEvent, NetworkEvent, RequestEvent } from '../../src/core/event/event.ts'
import { seeded, waiting } from '../seeded.ts'

const zero = 1_790_000_000_000
const site = 'https://site.test'
const userAgent = 'Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0 Safari/537.36'

/** What one story is made of: its chances, the numbers of its flows, and the events so far, in no order. */
interface Telling {
  random: () => number
  events: CaptureEvent[]
  nextId: number
  until: number
}

interface Asked {
  doc?: string
  url: string
  method?: string
  send?: string
  hold?: number
  rest?: number
  status?: number
  body?: string | undefined
  type?: string
  outcome?: 'ok' | 'error' | 'abort' | 'timeout'
  api?: RequestEvent['api']
}

const chance = ({ random }: Telling, share: number) => random() < share
const between = ({ random }: Telling, from: number, to: number) => from + random() * (to - from)
const whole = (telling: Telling, from: number, to: number) => Math.floor(between(telling, from, to + 1))
const pick = <T>(telling: Telling, from: readonly T[]): T => from[whole(telling, 0, from.length - 1)]!

/** One request with its answer, its resource timing and its row of the network log, each of which may be missing or late. */
function ask(telling: Telling, at: number, asked: Asked): number {
  const { doc = 'page', url, method = 'GET', send, hold = between(telling, 18, 40), rest = 1, status = 200 } = asked
  const { type = 'application/json', outcome = 'ok', api = 'fetch' } = asked
  const address = new URL(url, site).href
  const id = telling.nextId++
  const flow = (when: number) => ({ doc, id, at: zero + when })
  const end = at + hold + rest
  const request: RequestEvent = { type: 'request', ...flow(at), api, method, url: address }
  if (send !== undefined) Object.assign(request, { text: send, sent: utf8Length(send) })
  telling.events.push(request)
  if (outcome === 'ok' && api !== 'beacon')
    telling.events.push({ type: 'response', ...flow(at + hold), status, contentType: type, headerBytes: 210 })
  const body = 'body' in asked ? asked.body : `{"at":${Math.round(at)}}`
  const bytes = body === undefined ? 0 : utf8Length(body)
  // Now and then nobody reads the answer: then only the resource timing ends the request.
  if (body !== undefined || !chance(telling, 0.3))
    telling.events.push({ type: 'finish', ...flow(end), outcome, ...(body !== undefined && { text: body, bytes }) })
  report(telling, { doc, method, url: address, start: at, first: at + hold, end, bytes, status })
  return end
}

function report(
  telling: Telling,
  {
    doc,
    method,
    url,
    start,
    first,
    end,
    bytes,
    status,
  }: {
    doc: string
    method: string
    url: string
    start: number
    first: number
    end: number
    bytes: number
    status: number
  },
): void {
  const size = { encoded: bytes, decoded: bytes }
  if (chance(telling, 0.7))
    telling.events.push({
      type: 'timing',
      at: zero + end + between(telling, -1, 2000),
      doc,
      url,
      start: zero + start + between(telling, -3, 3),
      ...(chance(telling, 0.6) && { asked: zero + start + 1 }),
      first: zero + first,
      end: zero + end,
      ...size,
      protocol: 'h2',
      ...(chance(telling, 0.05) && { cached: true }),
      ...(chance(telling, 0.05) && { revalidated: true }),
    })
  if (!chance(telling, 0.6)) return
  const began = zero + start + between(telling, 0, 30)
  const log: NetworkEvent = { type: 'network', at: 0, method, url, start: began, protocol: 'h2', connection: '1' }
  if (chance(telling, 0.2)) telling.events.push({ ...log, at: zero + first + 5, status })
  telling.events.push({
    ...log,
    at: zero + end + between(telling, 5, 3000),
    end: zero + end,
    status,
    ...(chance(telling, 0.5) ? { sent: 420, received: 180 + bytes } : { head: 170, body: bytes, chunked: true }),
    ...(chance(telling, 0.05) && { cached: true }),
  })
}

/** A connection with its messages: each a time, a direction and a text. */
function connect(
  telling: Telling,
  at: number,
  event: Pick<ConnectEvent, 'api' | 'url'> & Partial<ConnectEvent>,
  lines: readonly [at: number, dir: 'in' | 'out', text: string][],
): number {
  const id = telling.nextId++
  const flow = (when: number) => ({ doc: event.doc ?? 'page', id, at: zero + when })
  telling.events.push({ type: 'connect', ...event, ...flow(at) })
  if (!event.adopted) telling.events.push({ type: 'open', ...flow(at + 45), protocol: event.protocols ?? '' })
  for (const [when, dir, text] of lines)
    telling.events.push({ type: 'message', ...flow(when), dir, kind: 'text', bytes: utf8Length(text), text })
  return id
}

const close = (telling: Telling, id: number, at: number, how: object = {}) =>
  telling.events.push({ type: 'close', at: zero + at, doc: 'page', id, by: 'remote', code: 1006, ...how })

type Scene = (telling: Telling) => void

const anyJitter = [0, 0.01, 0.1, 0.3]
const steady = [0, 0.01]

function poller(
  telling: Telling,
  url: string,
  { doc = 'page', from = between(telling, 100, 3000), jitters = anyJitter } = {},
): void {
  const period = between(telling, 400, 6000)
  const jitter = pick(telling, jitters)
  const change = between(telling, 0, 1)
  const byPost = chance(telling, 0.2)
  let value = 0
  for (let at = from, count = 0; at < telling.until; count++) {
    if (chance(telling, change)) value++
    const empty = chance(telling, 0.2)
    const failed = chance(telling, 0.03)
    ask(telling, at, {
      doc,
      url: url.replace('{n}', `${count}`).replace('{t}', `${Math.round(zero + at)}`),
      ...(byPost && { method: 'POST', send: `{"action":"list","since":${value}}` }),
      status: failed ? 500 : chance(telling, 0.05) ? 304 : 200,
      body: empty ? '{"updates":[],"cursor":4}' : chance(telling, 0.1) ? undefined : `{"price":${value},"ts":${at}}`,
      outcome: chance(telling, 0.02) ? 'error' : 'ok',
    })
    at += period * (1 + jitter * (telling.random() * 2 - 1))
  }
}

function longPoll(telling: Telling, url: string, silence: string): void {
  for (let at = between(telling, 100, 900), count = 0; at < telling.until; count++) {
    const hold = Math.min(25_000, 20 + waiting(telling.random, 4000))
    const body = hold === 25_000 ? silence : `[{"n":${count}},{"n":${count + 1}}]`
    at = ask(telling, at, { url: url.replace('{n}', `${count}`), hold, body }) + 3
  }
}

function readAsItGrows(telling: Telling, type: string, url: string, piece: (n: number) => string): void {
  const id = telling.nextId++
  const flow = (when: number) => ({ doc: 'page', id, at: zero + when })
  const start = between(telling, 100, 5000)
  telling.events.push({ type: 'request', ...flow(start), api: 'fetch', method: 'GET', url: site + url })
  telling.events.push({ type: 'response', ...flow(start + 30), status: 200, contentType: type })
  let at = start + 60
  for (let n = 0; at < telling.until && n < 60; n++, at += waiting(telling.random, 700)) {
    const text = piece(n)
    telling.events.push({ type: 'chunk', ...flow(at), bytes: utf8Length(text), text })
  }
  const outcome = pick(telling, ['ok', 'error', 'abort'] as const)
  if (chance(telling, 0.7)) telling.events.push({ type: 'finish', ...flow(at), outcome })
}

function peers(telling: Telling): void {
  const id = connect(telling, 500, { api: 'webrtc', url: '' }, [
    [2000, 'in', 'hello'],
    [2100, 'out', 'hello yourself'],
  ])
  const flow = (when: number) => ({ doc: 'page', id, at: zero + when })
  const states = { ice: 'connected', signaling: 'stable' }
  telling.events.push(
    { type: 'channel', ...flow(900), channel: 0, label: 'chat', state: 'open' },
    { type: 'peer', ...flow(1000), connection: 'connected', candidate: 'host', ...states },
  )
  for (let second = 2; second < 12; second++)
    telling.events.push({
      type: 'stats',
      ...flow(second * 1000),
      sent: second * 900,
      received: second * 400,
      packetsSent: second * 9,
      packetsReceived: second * 5,
      packetsLost: 0,
      local: 'host',
      remote: chance(telling, 0.3) ? 'relay' : 'host',
      media: false,
    })
  telling.events.push({ type: 'peer', ...flow(12_500), connection: 'closed', ...states })
}

function worker(telling: Telling): void {
  const about = { url: `${site}/worker.js`, context: 'worker', unhooked: true } as const
  telling.events.push({ type: 'document', at: zero + 1400, doc: 'worker', ...about })
  poller(telling, '/jobs', { doc: 'worker', from: 1500 })
  connect(telling, 1600, { api: 'websocket', url: 'wss://site.test/jobs', doc: 'worker' }, [[2400, 'in', '{"job":1}']])
}

/** A socket that the log has from its start and a hook takes up later, or the other way round. */
function socketOfTwoSources(telling: Telling): void {
  const socket = { api: 'websocket', url: 'wss://site.test/both' } as const
  const about = { url: `${site}/`, context: 'page', unhooked: true } as const
  telling.events.push({ type: 'document', at: zero + 100, doc: 'log', ...about })
  connect(telling, 200, { ...socket, doc: 'log' }, [[1500, 'in', 'a']])
  connect(telling, 4000, { ...socket, adopted: true }, [[4500, 'in', 'b']])
}

function cutOff(telling: Telling): void {
  let at = 800
  for (let go = 0; go < 8; go++) {
    const id = connect(telling, at, { api: 'websocket', url: `wss://site.test/feed?try=${go}` }, [
      [at + 300, 'in', `${go}`],
    ])
    at += 900
    close(telling, id, at, { by: 'error' })
    at += 400
  }
}

function eventSource(telling: Telling): void {
  const lines = Array.from({ length: 20 }, (_, n) => [900 + n * 800, 'in', `{"n":${n}}`] as [number, 'in', string])
  const id = connect(telling, 300, { api: 'eventsource', url: `${site}/events` }, lines)
  if (!chance(telling, 0.6)) return
  close(telling, id, 5000, { by: 'error', retrying: true, code: undefined })
  telling.events.push({ type: 'open', at: zero + 8000, doc: 'page', id })
}

function refusedAndStoodIn(telling: Telling): void {
  const id = telling.nextId++
  const flow = (when: number) => ({ doc: 'page', id, at: zero + when })
  telling.events.push({ type: 'connect', ...flow(2000), api: 'websocket', url: 'wss://site.test/stand-in' })
  telling.events.push({ type: 'close', ...flow(2100), by: 'error', code: 1006 })
  poller(telling, '/stand-in', { from: 2300 })
}

function talk(telling: Telling): void {
  const lines: [number, 'in' | 'out', string][] = []
  for (let at = 700, n = 0; at < telling.until; n++, at += waiting(telling.random, 900))
    lines.push(
      n % 7 === 0
        ? [at, 'out', '{"type":"ping"}']
        : [at, pick(telling, ['in', 'out'] as const), `{"n":${n},"text":"${'x'.repeat(n % 90)}"}`],
    )
  const id = connect(
    telling,
    400,
    { api: 'websocket', url: 'wss://site.test/talk', protocols: 'graphql-transport-ws' },
    lines,
  )
  if (chance(telling, 0.5)) close(telling, id, telling.until - 500, { code: 1000, clean: true })
}

function typing(telling: Telling): void {
  for (let at = between(telling, 500, 2000), n = 1; n < 25; n++, at += between(telling, 90, n % 6 === 0 ? 5000 : 300)) {
    telling.events.push({ type: 'input', at: zero + at - 8, doc: 'page' })
    ask(telling, at, { url: `/search?q=${'abcdefgh'.slice(0, n % 8)}`, body: `["${n}"]` })
  }
}

const scenes: readonly Scene[] = [
  (telling) => poller(telling, '/quotes'),
  (telling) => poller(telling, '/quotes?_={t}'),
  (telling) => poller(telling, '/items/{n}'),
  // Two pollers of one URL, whose id turns out to be a changing part later.
  (telling) => {
    for (const from of [300, 700]) poller(telling, '/items/2', { from, jitters: steady })
    for (let n = 3; n < 9; n++) ask(telling, telling.until + n * 1500, { url: `/items/${n}` })
  },
  (telling) => {
    for (const from of [200, 650]) poller(telling, '/twice', { from, jitters: steady })
  },
  (telling) => longPoll(telling, '/wait?since={n}', '{"updates":[]}'),
  (telling) => longPoll(telling, '/socket.io/?EIO=4&transport=polling&t={n}', '2'),
  (telling) => longPoll(telling, '/phx/longpoll?vsn=2.0.0', '{"status":204,"messages":[],"token":"t"}'),
  (telling) => readAsItGrows(telling, 'text/event-stream', '/sse', (n) => `data: {"n":${n}}\n\n`),
  (telling) => readAsItGrows(telling, 'application/x-ndjson', '/lines', (n) => (n % 5 ? `{"n":${n}}\n` : '\n')),
  (telling) => readAsItGrows(telling, 'text/plain', '/words', (n) => `word ${n} `),
  (telling) => readAsItGrows(telling, 'application/json', '/slow', () => ' '),
  talk,
  cutOff,
  eventSource,
  peers,
  worker,
  socketOfTwoSources,
  refusedAndStoodIn,
  typing,
  (telling) => {
    for (let n = 0; n < 12; n++)
      ask(telling, 900 + n * 3, { url: `/tile/${n}.png`, type: 'image/png', body: undefined })
  },
  (telling) => {
    for (let n = 0, at = 400; n < 14; n++) at = ask(telling, at, { url: `/list?page=${n}`, body: `[${n}]` })
  },
  (telling) => {
    for (let n = 0; n < 12; n++)
      ask(telling, 500 + waiting(telling.random, 9000), {
        url: '/collect',
        method: 'POST',
        send: 'x'.repeat(300),
        body: '',
      })
  },
  (telling) => {
    for (let n = 0; n < 6; n++) ask(telling, 800 + n * n * 700, { url: '/down', status: 503 })
  },
  (telling) => {
    for (let n = 0; n < 9; n++)
      ask(telling, 700 + n * 1000, { url: '/beat', method: 'POST', send: 'beat', api: 'beacon', body: undefined })
  },
]

/** What happens to the page while all this goes on. */
function frame(telling: Telling): void {
  const { events, until } = telling
  events.push({ type: 'document', at: zero, doc: 'page', url: `${site}/`, context: 'page', userAgent })
  events.push({ type: 'document', at: zero + 30, doc: 'frame', url: `${site}/frame`, context: 'frame' })
  poller(telling, '/framed', { doc: 'frame' })
  if (chance(telling, 0.3)) events.push({ type: 'visibility', at: zero + until / 3, doc: 'page', hidden: true })
  if (chance(telling, 0.3)) events.push({ type: 'gone', at: zero + until - 900, doc: 'frame' })
  if (chance(telling, 0.2)) events.push({ type: 'gone', at: zero + until - 100, doc: 'page' })
  if (chance(telling, 0.3)) events.push({ type: 'lost', at: zero + 5000, events: 7, payloads: 2, why: 'relay' })
  const why = 'no source sees it'
  if (chance(telling, 0.3))
    events.push({ type: 'unhooked', at: zero + 60, url: `${site}/sw.js`, context: 'service-worker', why })
}

/** A page with a handful of scenes at once, told by hooks, resource timing and network log: the same for the same seed. */
export function seededStory(seed: number): CaptureEvent[] {
  const random = seeded(seed)
  const telling: Telling = { random, events: [], nextId: 1, until: 15_000 + random() * 45_000 }
  frame(telling)
  const left = [...scenes]
  for (let count = whole(telling, 3, 8); count > 0; count--)
    left.splice(whole(telling, 0, left.length - 1), 1)[0]!(telling)
  return telling.events.sort((a, b) => a.at - b.at)
}
