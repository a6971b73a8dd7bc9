import { expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { createSession, type Session, talliesOnly } from '../../src/core/session/session.ts'
import { word } from './words.ts'

const zero = 1_790_000_000_000

/** All that a page can do that it has never done before: each time with another URL, frame, worker, method, parameter and question. */
function neverSeenBefore(number: number): CaptureEvent[] {
  const at = zero + number * 10
  const name = word(number)
  const page = { doc: 'page', at }
  const url = `https://site.test/${name}/list?${name}=${name}`
  const id = 10 * number
  const ofLog = { type: 'network', at, method: `M${name}`, start: at, status: 200 } as const
  const frame = { doc: `frame ${number}`, at }
  const worker = { doc: `worker ${number}`, at }
  return [
    { type: 'document', ...frame, url: `https://site.test/${name}.html`, context: 'frame' },
    { type: 'request', ...frame, id: 1, api: 'fetch', method: 'GET', url: `https://${name}.test/` },
    { type: 'input', ...frame },
    ...(number % 2 ? [{ type: 'gone', ...frame } as const] : []),
    { type: 'document', ...worker, url: `https://site.test/${name}.js`, context: 'worker', unhooked: true },
    { type: 'connect', ...worker, id: 1, api: 'websocket', url: `wss://site.test/${name}` },
    { type: 'request', ...page, id, api: 'fetch', method: 'POST', url, text: `{"action":"${name}"}` },
    { type: 'response', ...page, id, status: 200, contentType: `text/${name}` },
    { type: 'finish', ...page, id, outcome: 'ok', text: name, bytes: name.length },
    { type: 'request', ...page, id: id + 1, api: 'xhr', method: `M${name}`, url: 'https://site.test/one' },
    { type: 'request', ...page, id: id + 2, api: 'fetch', method: 'POST', url: 'https://site.test/q', text: name },
    { type: 'request', ...page, id: id + 3, api: 'fetch', method: 'GET', url: `https://site.test/v?q=${name}&a=1` },
    { type: 'timing', ...page, url, start: at, asked: at, first: at + 1, end: at + 1, encoded: 1, decoded: 1 },
    { type: 'connect', ...page, id: id + 4, api: 'websocket', url: `wss://site.test/hub/${name}?id=x`, adopted: true },
    { type: 'connect', ...page, id: id + 5, api: 'eventsource', url: `https://site.test/events/${name}` },
    { type: 'open', ...page, id: id + 5 },
    { type: 'connect', ...page, id: id + 6, api: 'webrtc', url: '' },
    { type: 'channel', ...page, id: 6, channel: number, label: name, state: 'open' },
    { type: 'message', ...page, id: 6, channel: number, dir: 'in', bytes: 1, text: name },
    { type: 'peer', ...page, id: 6, connection: 'new', ice: 'new', signaling: 'stable', candidate: name },
    { type: 'connect', ...page, id: id + 7, api: 'websocket', url: `wss://site.test/refused/${name}` },
    { type: 'close', ...page, id: id + 7, by: 'error', code: 1006 },
    { ...ofLog, url: `https://site.test/unclaimed/${name}`, end: at + 1, connection: name },
    { ...ofLog, url: 'https://site.test/one', connection: name },
    { type: 'unhooked', at, url: `https://site.test/${name}.js`, context: 'shared-worker', why: 'no source sees it' },
  ]
}

interface Held {
  /** Objects, entries and characters that can be reached. */
  all: number
  /** The largest collection, and where it stands. */
  largest: number
  place: string
}

/** Follows everything that a session refers to. */
function heldBy(session: Session): Held {
  const seen = new Set<unknown>()
  const held: Held = { all: 0, largest: 0, place: '' }
  const open: [unknown, string][] = [[session, 'session']]
  for (let next = open.pop(); next; next = open.pop()) {
    const [value, place] = next
    if (typeof value === 'string') held.all += value.length
    if (typeof value !== 'object' || value === null || seen.has(value)) continue
    seen.add(value)
    const children: [unknown, string][] =
      value instanceof Map
        ? [...value].flatMap(([key, child]) => [[key, `${place}.key`] as [unknown, string], [child, `${place}[]`]])
        : value instanceof Set
          ? [...value].map((child) => [child, `${place}[]`])
          : ArrayBuffer.isView(value)
            ? []
            : Object.entries(value).map(([key, child]) => [
                child,
                Array.isArray(value) ? `${place}[]` : `${place}.${key}`,
              ])
    const size = ArrayBuffer.isView(value)
      ? value.byteLength / 8
      : value instanceof Map
        ? children.length / 2
        : children.length
    held.all += 1 + size
    if (size > held.largest) {
      held.largest = size
      held.place = place
    }
    for (const child of children) open.push(child)
  }
  return held
}

test('a page that does something new each time does not make a session grow without limit, and what is left out is counted', () => {
  const session = createSession(talliesOnly)
  applyEvent(session, { type: 'document', at: zero, doc: 'page', url: 'https://site.test/', context: 'page' })
  const tell = (from: number, to: number) => {
    for (let number = from; number < to; number++)
      for (const event of neverSeenBefore(number)) applyEvent(session, event)
  }
  tell(0, 10_000)
  const early = heldBy(session)
  tell(10_000, 20_000)
  const late = heldBy(session)
  expect(late.largest, late.place).toBeLessThan(50_000)
  expect(late.all / early.all, `${late.place}: ${late.largest}`).toBeLessThan(1.1)
  const { completeness, streams } = analyze(session, '')
  expect(streams.length).toBeLessThanOrEqual(20_000)
  // Of each of the later rounds at least nine requests and connections found no place.
  expect(completeness.dropped).toBeGreaterThan(10_000 * 9)
  expect(completeness.unhooked.length).toBeLessThanOrEqual(1000)
}, 120_000)

test('a poller that names a parameter anew with each request, for a clock, does not make its stream grow without limit', () => {
  const session = createSession(talliesOnly)
  applyEvent(session, { type: 'document', at: zero, doc: 'page', url: 'https://site.test/', context: 'page' })
  const tell = (from: number, to: number) => {
    for (let id = from; id < to; id++) {
      const about = { doc: 'page', at: zero + id * 10, id } as const
      const url = `https://site.test/news?${word(id)}=${about.at}`
      applyEvent(session, { type: 'request', ...about, api: 'fetch', method: 'GET', url })
      applyEvent(session, { type: 'response', ...about, status: 200 })
      applyEvent(session, { type: 'finish', ...about, outcome: 'ok', text: '1', bytes: 1 })
    }
  }
  tell(0, 20_000)
  const early = heldBy(session)
  tell(20_000, 40_000)
  const late = heldBy(session)
  expect(analyze(session, '').streams).toHaveLength(1)
  expect(late.largest, late.place).toBeLessThan(10_000)
  expect(late.all / early.all, `${late.place}: ${late.largest}`).toBeLessThan(1.1)
})
