import { utf8Length } from '../../src/core/base/utf8.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { seeded, waiting } from '../seeded.ts'
import { between, chance, close, connect, exchange, integer, pick, type Story, site, zero } from './story-events.ts'

const userAgent = 'Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0 Safari/537.36'

type Scene = (story: Story) => void

const anyJitter = [0, 0.01, 0.1, 0.3]
const steady = [0, 0.01]

function poller(
  story: Story,
  url: string,
  { doc = 'page', from = between(story, 100, 3000), jitters = anyJitter } = {},
): void {
  const period = between(story, 400, 6000)
  const jitter = pick(story, jitters)
  const change = between(story, 0, 1)
  const byPost = chance(story, 0.2)
  let value = 0
  for (let at = from, count = 0; at < story.until; count++) {
    if (chance(story, change)) value++
    const empty = chance(story, 0.2)
    const failed = chance(story, 0.03)
    exchange(story, at, {
      doc,
      url: url.replace('{n}', `${count}`).replace('{t}', `${Math.round(zero + at)}`),
      ...(byPost && { method: 'POST', send: `{"action":"list","since":${value}}` }),
      status: failed ? 500 : chance(story, 0.05) ? 304 : 200,
      body: empty ? '{"updates":[],"cursor":4}' : chance(story, 0.1) ? undefined : `{"price":${value},"ts":${at}}`,
      outcome: chance(story, 0.02) ? 'error' : 'ok',
    })
    at += period * (1 + jitter * (story.random() * 2 - 1))
  }
}

function longPoll(story: Story, url: string, silence: string): void {
  for (let at = between(story, 100, 900), count = 0; at < story.until; count++) {
    const hold = Math.min(25_000, 20 + waiting(story.random, 4000))
    const body = hold === 25_000 ? silence : `[{"n":${count}},{"n":${count + 1}}]`
    at = exchange(story, at, { url: url.replace('{n}', `${count}`), hold, body }) + 3
  }
}

function readAsItGrows(story: Story, type: string, url: string, piece: (n: number) => string): void {
  const id = story.nextId++
  const flow = (when: number) => ({ doc: 'page', id, at: zero + when })
  const start = between(story, 100, 5000)
  story.events.push({ type: 'request', ...flow(start), api: 'fetch', method: 'GET', url: site + url })
  story.events.push({ type: 'response', ...flow(start + 30), status: 200, contentType: type })
  let at = start + 60
  for (let n = 0; at < story.until && n < 60; n++, at += waiting(story.random, 700)) {
    const text = piece(n)
    story.events.push({ type: 'chunk', ...flow(at), bytes: utf8Length(text), text })
  }
  const outcome = pick(story, ['ok', 'error', 'abort'] as const)
  if (chance(story, 0.7)) story.events.push({ type: 'finish', ...flow(at), outcome })
}

function peers(story: Story): void {
  const id = connect(story, 500, { api: 'webrtc', url: '' }, [
    [2000, 'in', 'hello'],
    [2100, 'out', 'hello yourself'],
  ])
  const flow = (when: number) => ({ doc: 'page', id, at: zero + when })
  const states = { ice: 'connected', signaling: 'stable' }
  story.events.push(
    { type: 'channel', ...flow(900), channel: 0, label: 'chat', state: 'open' },
    { type: 'peer', ...flow(1000), connection: 'connected', candidate: 'host', ...states },
  )
  for (let second = 2; second < 12; second++)
    story.events.push({
      type: 'stats',
      ...flow(second * 1000),
      sent: second * 900,
      received: second * 400,
      packetsSent: second * 9,
      packetsReceived: second * 5,
      packetsLost: 0,
      local: 'host',
      remote: chance(story, 0.3) ? 'relay' : 'host',
      media: false,
    })
  story.events.push({ type: 'peer', ...flow(12_500), connection: 'closed', ...states })
}

function worker(story: Story): void {
  const about = { url: `${site}/worker.js`, context: 'worker', unhooked: true } as const
  story.events.push({ type: 'document', at: zero + 1400, doc: 'worker', ...about })
  poller(story, '/jobs', { doc: 'worker', from: 1500 })
  connect(story, 1600, { api: 'websocket', url: 'wss://site.test/jobs', doc: 'worker' }, [[2400, 'in', '{"job":1}']])
}

/** A WebSocket that the network log reports from its start, and that a hook finds open later. */
function socketOfTwoSources(story: Story): void {
  const socket = { api: 'websocket', url: 'wss://site.test/both' } as const
  const about = { url: `${site}/`, context: 'page', unhooked: true } as const
  story.events.push({ type: 'document', at: zero + 100, doc: 'log', ...about })
  connect(story, 200, { ...socket, doc: 'log' }, [[1500, 'in', 'a']])
  connect(story, 4000, { ...socket, adopted: true }, [[4500, 'in', 'b']])
}

function cutOff(story: Story): void {
  let at = 800
  for (let go = 0; go < 8; go++) {
    const id = connect(story, at, { api: 'websocket', url: `wss://site.test/feed?try=${go}` }, [
      [at + 300, 'in', `${go}`],
    ])
    at += 900
    close(story, id, at, { by: 'error' })
    at += 400
  }
}

function eventSource(story: Story): void {
  const lines = Array.from({ length: 20 }, (_, n) => [900 + n * 800, 'in', `{"n":${n}}`] as [number, 'in', string])
  const id = connect(story, 300, { api: 'eventsource', url: `${site}/events` }, lines)
  if (!chance(story, 0.6)) return
  close(story, id, 5000, { by: 'error', retrying: true, code: undefined })
  story.events.push({ type: 'open', at: zero + 8000, doc: 'page', id })
}

function refusedAndStoodIn(story: Story): void {
  const id = story.nextId++
  const flow = (when: number) => ({ doc: 'page', id, at: zero + when })
  story.events.push({ type: 'connect', ...flow(2000), api: 'websocket', url: 'wss://site.test/stand-in' })
  story.events.push({ type: 'close', ...flow(2100), by: 'error', code: 1006 })
  poller(story, '/stand-in', { from: 2300 })
}

function talk(story: Story): void {
  const lines: [number, 'in' | 'out', string][] = []
  for (let at = 700, n = 0; at < story.until; n++, at += waiting(story.random, 900))
    lines.push(
      n % 7 === 0
        ? [at, 'out', '{"type":"ping"}']
        : [at, pick(story, ['in', 'out'] as const), `{"n":${n},"text":"${'x'.repeat(n % 90)}"}`],
    )
  const id = connect(
    story,
    400,
    { api: 'websocket', url: 'wss://site.test/talk', protocols: 'graphql-transport-ws' },
    lines,
  )
  if (chance(story, 0.5)) close(story, id, story.until - 500, { code: 1000, clean: true })
}

function typing(story: Story): void {
  for (let at = between(story, 500, 2000), n = 1; n < 25; n++, at += between(story, 90, n % 6 === 0 ? 5000 : 300)) {
    story.events.push({ type: 'input', at: zero + at - 8, doc: 'page' })
    exchange(story, at, { url: `/search?q=${'abcdefgh'.slice(0, n % 8)}`, body: `["${n}"]` })
  }
}

const scenes: readonly Scene[] = [
  (story) => poller(story, '/quotes'),
  (story) => poller(story, '/quotes?_={t}'),
  (story) => poller(story, '/items/{n}'),
  // Two pollers of one URL with an id, which later requests show to be a changing part.
  (story) => {
    for (const from of [300, 700]) poller(story, '/items/2', { from, jitters: steady })
    for (let n = 3; n < 9; n++) exchange(story, story.until + n * 1500, { url: `/items/${n}` })
  },
  (story) => {
    for (const from of [200, 650]) poller(story, '/twice', { from, jitters: steady })
  },
  (story) => longPoll(story, '/wait?since={n}', '{"updates":[]}'),
  (story) => longPoll(story, '/socket.io/?EIO=4&transport=polling&t={n}', '2'),
  (story) => longPoll(story, '/phx/longpoll?vsn=2.0.0', '{"status":204,"messages":[],"token":"t"}'),
  (story) => readAsItGrows(story, 'text/event-stream', '/sse', (n) => `data: {"n":${n}}\n\n`),
  (story) => readAsItGrows(story, 'application/x-ndjson', '/lines', (n) => (n % 5 ? `{"n":${n}}\n` : '\n')),
  (story) => readAsItGrows(story, 'text/plain', '/words', (n) => `word ${n} `),
  (story) => readAsItGrows(story, 'application/json', '/slow', () => ' '),
  talk,
  cutOff,
  eventSource,
  peers,
  worker,
  socketOfTwoSources,
  refusedAndStoodIn,
  typing,
  (story) => {
    for (let n = 0; n < 12; n++)
      exchange(story, 900 + n * 3, { url: `/tile/${n}.png`, type: 'image/png', body: undefined })
  },
  (story) => {
    for (let n = 0, at = 400; n < 14; n++) at = exchange(story, at, { url: `/list?page=${n}`, body: `[${n}]` })
  },
  (story) => {
    for (let n = 0; n < 12; n++)
      exchange(story, 500 + waiting(story.random, 9000), {
        url: '/collect',
        method: 'POST',
        send: 'x'.repeat(300),
        body: '',
      })
  },
  (story) => {
    for (let n = 0; n < 6; n++) exchange(story, 800 + n * n * 700, { url: '/down', status: 503 })
  },
  (story) => {
    for (let n = 0; n < 9; n++)
      exchange(story, 700 + n * 1000, { url: '/beat', method: 'POST', send: 'beat', api: 'beacon', body: undefined })
  },
]

/** Adds the events of the page and its frame, and what is lost on the way. */
function frame(story: Story): void {
  const { events, until } = story
  events.push({ type: 'document', at: zero, doc: 'page', url: `${site}/`, context: 'page', userAgent })
  events.push({ type: 'document', at: zero + 30, doc: 'frame', url: `${site}/frame`, context: 'frame' })
  poller(story, '/framed', { doc: 'frame' })
  if (chance(story, 0.3)) events.push({ type: 'visibility', at: zero + until / 3, doc: 'page', hidden: true })
  if (chance(story, 0.3)) events.push({ type: 'gone', at: zero + until - 900, doc: 'frame' })
  if (chance(story, 0.2)) events.push({ type: 'gone', at: zero + until - 100, doc: 'page' })
  if (chance(story, 0.3)) events.push({ type: 'lost', at: zero + 5000, events: 7, payloads: 2, why: 'relay' })
  const why = 'no source sees it'
  if (chance(story, 0.3))
    events.push({ type: 'unhooked', at: zero + 60, url: `${site}/sw.js`, context: 'service-worker', why })
}

/** The events of a page with three to eight scenes at once, from hooks, resource timing and network log. Equal seeds give equal events. */
export function seededStory(seed: number): CaptureEvent[] {
  const random = seeded(seed)
  const story: Story = { random, events: [], nextId: 1, until: 15_000 + random() * 45_000 }
  frame(story)
  const left = [...scenes]
  for (let count = integer(story, 3, 8); count > 0; count--)
    left.splice(integer(story, 0, left.length - 1), 1)[0]!(story)
  return story.events.sort((a, b) => a.at - b.at)
}
