import { expect, test } from 'vitest'
import { createKeptAnalyses } from '../../panel/capture/kept-analyses.ts'
import { totals } from '../../panel/present/page/totals.ts'
import { analysisTable } from '../../src/cli/table.ts'
import { analyze } from '../../src/core/analysis/analysis.ts'
import { sessionFacts, streamsOf } from '../../src/core/analysis/session-facts.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { isSource } from '../../src/core/session/questions.ts'
import { createSession, type Session } from '../../src/core/session/session.ts'
import { word } from './words.ts'

const zero = 1_790_000_000_000
const pageOf = (doc: string, context: 'page' | 'frame' = 'page'): CaptureEvent => ({
  type: 'document',
  at: zero,
  doc,
  url: `https://${doc}.test/`,
  context,
})

/** A request that is answered, its timing included. */
function asked(doc: string, id: number, url: string, at = zero + id * 10): CaptureEvent[] {
  const flow = { doc, id }
  const times = { start: at, asked: at, first: at + 2, end: at + 3 }
  return [
    { type: 'request', at, ...flow, api: 'fetch', method: 'GET', url },
    { type: 'response', at: at + 3, ...flow, status: 200, contentType: 'application/json', headerBytes: 200 },
    { type: 'finish', at: at + 4, ...flow, outcome: 'ok', text: `{"a":${id}}`, bytes: 8 },
    { type: 'timing', at: at + 6, doc, url, ...times, encoded: 8, decoded: 8, protocol: 'h2' },
  ]
}

function take(session: Session, events: Iterable<CaptureEvent>): Session {
  for (const event of events) applyEvent(session, event)
  return session
}

/** Objects, entries and characters that a session refers to, with all of theirs. */
function heldBy(session: Session): number {
  const seen = new Set<unknown>()
  const open: unknown[] = [session]
  let held = 0
  while (open.length > 0) {
    const value = open.pop()
    if (typeof value === 'string') held += value.length
    if (typeof value !== 'object' || value === null || seen.has(value)) continue
    seen.add(value)
    const children = value instanceof Map ? [...value].flat() : value instanceof Set ? [...value] : Object.values(value)
    held += 1 + (ArrayBuffer.isView(value) ? value.byteLength / 8 : children.length)
    if (!ArrayBuffer.isView(value)) for (const child of children) open.push(child)
  }
  return held
}

// Three to five times what is kept shows that no more is kept.
test.each<[number, string, (index: number) => CaptureEvent[]]>([
  [25_000, 'URLs of one server', (index) => asked('page', index, `https://site.test/${word(index)}/list`)],
  [25_000, 'servers', (index) => asked('page', index, `https://${word(index)}.test/list`)],
  [
    15_000,
    'frames of as many sites',
    (index) => [
      { ...pageOf(word(index), 'frame'), at: zero + index * 10 },
      ...asked(word(index), 1, 'https://site.test/list', zero + index * 10),
      { type: 'gone', at: zero + index * 10 + 8, doc: word(index) },
    ],
  ],
  [
    15_000,
    'sockets that were refused',
    (index) => [
      {
        type: 'connect',
        at: zero + index,
        doc: 'page',
        id: index,
        api: 'websocket',
        url: `wss://${word(index)}.test/`,
      },
      { type: 'close', at: zero + index, doc: 'page', id: index, by: 'error', code: 1006 },
    ],
  ],
])(
  'of %i %s that were asked once, the last thousands are kept, and the others counted',
  (many, _name, story) => {
    const session = take(createSession(), [pageOf('page')])
    for (let index = 0; index < many; index++) take(session, story(index))
    const { completeness, streams } = analyze(session, '')
    expect(streams.length).toBeGreaterThanOrEqual(4000)
    expect(streams.length).toBeLessThanOrEqual(5000)
    expect(completeness.dropped).toBe(0)
    expect(streams.length + completeness.askedOnce!.endpoints).toBe(many)
    // Some 650 for each stream that is kept, and as many for each of 4,096 servers: no more with many times the URLs.
    expect(heldBy(session)).toBeLessThan(8_500_000)
  },
  60_000,
)

test('what is asked again, is on its way or was spoken over is not let go', () => {
  const session = take(createSession(), [pageOf('page')])
  take(session, asked('page', 1, 'https://site.test/twice'))
  take(session, asked('page', 2, 'https://site.test/twice'))
  take(session, asked('page', 3, 'https://site.test/held').slice(0, 2))
  take(session, [
    { type: 'connect', at: zero, doc: 'page', id: 4, api: 'websocket', url: 'wss://site.test/spoken' },
    { type: 'open', at: zero + 1, doc: 'page', id: 4 },
    { type: 'message', at: zero + 2, doc: 'page', id: 4, dir: 'in', bytes: 2, text: 'hi' },
    { type: 'close', at: zero + 3, doc: 'page', id: 4, by: 'page' },
    { type: 'connect', at: zero + 3, doc: 'page', id: 5, api: 'websocket', url: 'wss://site.test/open' },
  ])
  for (let index = 10; index < 10_000; index++)
    take(session, asked('page', index, `https://site.test/${word(index)}/list`))
  const urls = new Set(analyze(session, '').streams.map(({ url }) => new URL(url).pathname))
  for (const path of ['/twice', '/held', '/spoken', '/open']) expect(urls.has(path), path).toBe(true)
  expect(urls.has(`/${word(10)}/list`)).toBe(false)
})

test('a frame that asks ever new URLs does not cost the page those that it asked once', () => {
  const session = take(createSession(), [pageOf('page'), pageOf('frame', 'frame')])
  for (let index = 0; index < 500; index++) take(session, asked('page', index, `https://site.test/${word(index)}/mine`))
  for (let index = 0; index < 20_000; index++)
    take(session, asked('frame', index, `https://site.test/${word(index)}/list`))
  const { streams } = analyze(session, '')
  expect(streams.filter(({ context }) => context === 'page')).toHaveLength(500)
})

test('frames that fill the list leave the page a place for its own streams', () => {
  const session = take(createSession(), [pageOf('page'), pageOf('frame', 'frame')])
  const connect = (doc: string, id: number): CaptureEvent => ({
    ...{ type: 'connect', at: zero, doc, id, api: 'websocket', url: `wss://site.test/${word(id)}` },
  })
  for (let id = 0; id < 30_000; id++) take(session, [connect('frame', id)])
  for (let id = 0; id < 1000; id++) take(session, [connect('page', id)])
  const { streams, completeness } = analyze(session, '')
  expect(streams.filter(({ context }) => context === 'page')).toHaveLength(1000)
  expect(completeness.dropped).toBe(22_500)
})

test('a page whose frame has thousands of requests on their way keeps its own', () => {
  const session = take(createSession(), [pageOf('page'), pageOf('frame', 'frame')])
  const begin = (doc: string, id: number): CaptureEvent => asked(doc, id, 'https://site.test/held')[0]!
  take(session, [begin('page', 1)])
  for (let id = 0; id < 30_000; id++) take(session, [begin('frame', id)])
  take(session, [begin('page', 2)])
  expect(analyze(session, '').streams.find(({ context }) => context === 'page')).toMatchObject({
    requests: 2,
    status: 'open',
  })
  expect(session.documents.byName.get('page')!.exchanges.size).toBe(2)
})

test('thousands of frames that all stay and go on talking do not end what the page has open', () => {
  const session = createSession()
  const tell = (event: CaptureEvent) => applyEvent(session, event)
  const frames = Array.from({ length: 2100 }, (_, index) => `frame-${index}`)
  tell(pageOf('page'))
  tell({ type: 'connect', at: zero, doc: 'page', id: 1, api: 'websocket', url: 'wss://page.test/' })
  tell({ type: 'open', at: zero, doc: 'page', id: 1 })
  for (const frame of frames) tell(pageOf(frame, 'frame'))
  for (let round = 1; round < 4; round++)
    for (const frame of frames) tell({ type: 'input', at: zero + round, doc: frame })
  tell({ type: 'message', at: zero + 10, doc: 'page', id: 1, dir: 'in', bytes: 2, text: 'hi' })
  const socket = session.streams.all.find(({ kind }) => kind === 'websocket')!
  expect([socket.status, socket.in.count, socket.context]).toEqual(['open', 1, 'page'])
})

test.each([
  ['closes', true],
  ['keeps', false],
])('a frame that opens thousands of event streams and %s them does not make the page’s forgotten', (_what, closes) => {
  const session = createSession()
  const source = (doc: string, id: number): CaptureEvent[] => {
    const flow = { at: zero + id, doc, id }
    const open: CaptureEvent[] = [
      { type: 'connect', ...flow, api: 'eventsource', url: `https://${doc}.test/events` },
      { type: 'open', ...flow },
    ]
    return closes && doc === 'frame' ? [...open, { type: 'close', ...flow, by: 'page' }] : open
  }
  const others = Array.from({ length: 3000 }, (_, index) => source('frame', index + 1))
  for (const event of [pageOf('page'), pageOf('frame', 'frame'), ...source('page', 1), ...others.flat()])
    applyEvent(session, event)
  expect(isSource(session, { doc: 'page', id: 1 })).toBe(true)
})

test('the footer of the list and the table of the command line tell how many more there were', () => {
  const session = take(createSession(), [pageOf('page')])
  const footer = () => totals(sessionFacts(session), [], 0).more
  for (let index = 0; index < 3000; index++)
    take(session, asked('page', index, `https://site.test/${word(index)}/list`))
  expect(footer()).toBe('')
  expect(analyze(session, '').completeness).not.toHaveProperty('askedOnce')
  for (let index = 3000; index < 10_000; index++)
    take(session, asked('page', index, `https://site.test/${word(index)}/list`))
  const { endpoints } = analyze(session, '').completeness.askedOnce!
  expect(endpoints).toBeGreaterThan(5000)
  expect(footer()).toBe(`and ${endpoints.toLocaleString('en')} more endpoints, asked once each`)
  expect(analysisTable(analyze(session, ''))).toMatch(
    new RegExp(`^and ${endpoints} more endpoints, asked once each; ~[\\d.]+ kB up, ~[\\d.]+ kB down$`, 'm'),
  )
})

test('the panel goes on with the analyses of the streams that stay', () => {
  const session = take(createSession(), [pageOf('page')])
  // A clock that stands still: each pass has the time that it needs.
  const analyses = createKeptAnalyses(undefined, () => zero)
  take(session, asked('page', 1, 'https://site.test/twice'))
  take(session, asked('page', 2, 'https://site.test/twice'))
  for (let index = 10; index < 10_000; index++) {
    take(session, asked('page', index, `https://site.test/${word(index)}/list`))
    if (index % 700 === 0) analyses(session, session.lastAt)
  }
  const { streams } = analyses(session, session.lastAt)
  expect(streams.map(({ facts }) => facts.id)).toEqual(streamsOf(session).map(({ id }) => id))
  for (const { facts, analysis } of streams) expect(analysis.id).toBe(facts.id)
  expect(new Set(streams.map(({ facts }) => facts.id)).size).toBe(streams.length)
})
