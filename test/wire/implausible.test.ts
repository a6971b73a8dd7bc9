import { expect, test } from 'vitest'
import { type Analysis, analyze } from '../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { createSession, type Session } from '../../src/core/session/session.ts'
import { createPageGate } from '../../src/wire/page-gate.ts'
import { connection, every, heldOneAfterAnother, page, streamed } from '../core/story.ts'
import { brokenFigure, screenWords } from '../panel/screen-words.ts'
import { seeded } from '../seeded.ts'

const zero = 1_790_000_000_000
/** When the hostile frame began, and how long everything goes on after `zero`: ms. */
const frameAt = zero + 2000
const lasts = 30_000

/** The browser's report of a request that took 20 ms. */
const timingOf = (event: CaptureEvent): CaptureEvent[] => {
  if (event.type !== 'request') return []
  const { at, doc, url } = event
  const sizes = { encoded: 12, decoded: 12, protocol: 'http/1.1', status: 200 }
  return [{ type: 'timing', at: at + 60, doc, url, start: at, asked: at + 1, first: at + 20, end: at + 21, ...sizes }]
}
const quotes = every(1000, 20, (index) => ({ url: '/quotes', body: `{"price":${index >> 1}}` }))

const honest: readonly CaptureEvent[] = [
  ...page(),
  ...quotes,
  ...quotes.flatMap(timingOf),
  ...heldOneAfterAnother([3000, 5200, 900, 4100, 2500, 1800], { url: '/wait', body: '[{"n":1}]' }),
  ...connection(
    'websocket',
    Array.from({ length: 12 }, (_, n) => [500 + n * 1400, n % 3 ? '<' : '>', `m${n}`]),
  ),
  ...streamed(
    'text/event-stream',
    Array.from({ length: 9 }, (_, n) => [700 + n * 1900, `data: ${n}\n\n`]),
  ),
].sort((a, b) => a.at - b.at)
const honestUrls = ['http://site.test/quotes', 'http://site.test/wait', 'ws://site.test/live', 'http://site.test/live']

/** Frames with other records. */
const rounds = 100

type Random = () => number
const oneOf = <T>(random: Random, values: readonly T[]): T => values[Math.floor(random() * values.length)]!

/** Base64 of random octets, or of a run that claims the largest sizes and times. */
function columns(random: Random): string {
  const octets = Array.from({ length: 1 + Math.floor(random() * 40) }, () =>
    random() < 0.3 ? 255 : Math.floor(random() * 256),
  )
  return btoa(String.fromCharCode(...octets))
}

/** A record of the shape of an event, with the worst values that its fields may have. */
function hostileRecord(random: Random, now: number): Record<string, unknown> {
  const size = () =>
    oneOf(random, [
      0,
      1,
      5,
      1e6,
      2 ** 33,
      2 ** 33 + 1,
      2 ** 36,
      2 ** 44,
      2 ** 53,
      2 ** 53 - 1,
      Math.floor(random() * 1e9),
    ])
  const time = () => {
    if (random() < 0.5) return frameAt + random() * (now - frameAt)
    return oneOf(random, [
      0,
      1,
      8.64e15,
      253_402_300_799_999,
      now,
      now + 200,
      now + 1e6,
      frameAt - 200,
      frameAt,
      zero,
      random() * 1e13,
    ])
  }
  const id = () => oneOf(random, [0, 1, 2, 3, 4, 5, 30, 40, 50, 2 ** 53 - 1])
  const flow = { at: time(), id: id() }
  const url = oneOf(random, [
    ...honestUrls,
    'https://own.test/a',
    `https://own.test/${Math.floor(random() * 50)}`,
    '',
    'data:,x',
  ])
  const dir = oneOf(random, ['in', 'out'])
  const text = oneOf(random, [undefined, '', '[]', '{"price":1}', 'data: x\n\n', 'x'.repeat(100)])
  switch (oneOf(random, types)) {
    case 'request':
      return {
        type: 'request',
        ...flow,
        api: oneOf(random, ['fetch', 'xhr', 'beacon']),
        method: oneOf(random, ['GET', 'POST']),
        url,
        sent: size(),
        ...(text && { text }),
      }
    case 'response':
      return {
        type: 'response',
        ...flow,
        status: oneOf(random, [0, 200, 204, 304, 500, 999, 1000, 2 ** 53]),
        length: size(),
        headerBytes: size(),
        contentType: oneOf(random, [
          'text/event-stream',
          'application/json',
          'multipart/mixed',
          'application/x-ndjson',
          '',
        ]),
      }
    case 'chunk':
      return { type: 'chunk', ...flow, bytes: size(), ...(text && { text }) }
    case 'finish':
      return {
        type: 'finish',
        ...flow,
        outcome: oneOf(random, ['ok', 'error', 'abort', 'timeout']),
        ...(random() < 0.7 && { bytes: size() }),
        ...(text && { text }),
      }
    case 'connect':
      return {
        type: 'connect',
        ...flow,
        api: oneOf(random, ['websocket', 'eventsource', 'webrtc', 'webtransport']),
        url,
        adopted: random() < 0.3,
      }
    case 'open':
      return { type: 'open', ...flow, extensions: oneOf(random, ['', 'permessage-deflate']) }
    case 'message':
      return {
        type: 'message',
        ...flow,
        dir,
        bytes: size(),
        channel: oneOf(random, [0, 1, 65_536, 2 ** 53 - 1]),
        ...(text && { text }),
      }
    case 'messages':
      return {
        type: 'messages',
        ...flow,
        dir,
        count: oneOf(random, [0, 1, 3, 10, 1e9, 2 ** 53 - 1]),
        columns: columns(random),
      }
    case 'close':
      return {
        type: 'close',
        ...flow,
        by: oneOf(random, ['page', 'remote', 'error']),
        code: oneOf(random, [0, 1000, 65_535, 2 ** 53 - 1]),
        clean: random() < 0.5,
        retrying: random() < 0.5,
      }
    case 'channel':
      return { type: 'channel', ...flow, channel: oneOf(random, [0, 1, 2 ** 53 - 1]), label: 'x', state: 'open' }
    case 'peer':
      return {
        type: 'peer',
        ...flow,
        connection: oneOf(random, ['new', 'connected', 'failed', 'closed']),
        ice: 'new',
        signaling: 'stable',
      }
    case 'stats':
      return {
        type: 'stats',
        ...flow,
        sent: size(),
        received: size(),
        packetsSent: size(),
        packetsReceived: size(),
        packetsLost: size(),
        rtt: oneOf(random, [0, 1e9, 20, 8e15]),
        jitter: time(),
        framesPerSecond: time(),
      }
    default:
      return {
        type: oneOf(random, ['document', 'gone', 'lost', 'timing', 'network']),
        ...flow,
        url,
        context: 'page',
        events: 2 ** 53 - 1,
        why: 'relay',
        count: 2 ** 53 - 1,
        start: time(),
        first: time(),
        end: time(),
        encoded: size(),
        decoded: size(),
        method: 'GET',
      }
  }
}
const types =
  'request response chunk finish connect open message messages close channel peer stats other skipped'.split(' ')

/** The events of a frame of another site whose page sends such records, as its bridge lets them pass. */
function hostileFrame(random: Random): CaptureEvent[] {
  const doc = 'frame'
  let now = frameAt
  const gate = createPageGate(doc, { origin: frameAt, now: () => now })
  const events: CaptureEvent[] = [{ type: 'document', at: frameAt, doc, url: 'https://other.test/', context: 'frame' }]
  for (let batch = 0; batch < 60; batch++) {
    now = frameAt + ((lasts + zero - frameAt) * (batch + 1)) / 60
    const records = Array.from({ length: 10 }, () => hostileRecord(random, now))
    if (random() < 0.1) records.push({ type: 'skipped', count: 2 ** 53 - 1 })
    events.push(...gate.take(records), ...gate.refused(now).map((lost) => ({ ...lost, at: now })))
  }
  return events
}

function sessionOf(events: readonly CaptureEvent[]): Session {
  const session = createSession()
  for (const event of events) applyEvent(session, event)
  return session
}

const analysisOf = (session: Session): Analysis => analyze(session, '', zero + lasts)

/** All numbers in a document, with their places. */
function* numbersIn(value: unknown, place: string): Generator<[place: string, number: number]> {
  if (typeof value === 'number') yield [place, value]
  else if (typeof value === 'object' && value !== null)
    for (const [name, child] of Object.entries(value)) yield* numbersIn(child, `${place}.${name}`)
}

/** The figures of the streams of the honest page. */
const honestStreams = ({ streams }: Analysis) =>
  streams
    .filter(({ context }) => context === 'page')
    .map(({ id: _id, channel: _channel, ...figures }) => figures)
    .sort((a, b) => (a.url + a.method + a.technique < b.url + b.method + b.technique ? -1 : 1))

/** Moments, which are no amounts. */
const isMoment = (place: string) => /\.(startedAt|firstAt|lastAt|at)$/.test(place)

test('whatever a frame of another site reports, no figure is broken, negative or beyond its clock, and the page keeps its own', () => {
  const alone = honestStreams(analysisOf(sessionOf(honest)))
  const seed = Date.now() >>> 0
  console.log(`seed ${seed}`)
  for (let round = 0; round < rounds; round++) {
    const told = `seed ${seed}, round ${round}`
    const random = seeded(seed + round)
    const mixed = [...honest, ...hostileFrame(random)]
    // As they arrive: in batches of each document, one document's events in the order in which it reported them.
    const order = mixed.map((event, index) => ({
      event,
      index,
      at: 'doc' in event && event.doc === 'frame' ? 0 : event.at,
    }))
    let last = 0
    for (const one of order) if (one.at === 0) one.at = last = Math.max(last, one.event.at)
    order.sort((a, b) => a.at - b.at || a.index - b.index)
    const session = sessionOf(order.map(({ event }) => event))
    const analysis = analysisOf(session)
    if (round % 10 === 0) expect(brokenFigure(screenWords(session)), told).toBeUndefined()
    for (const [place, number] of numbersIn(analysis, 'analysis')) {
      const why = `${told}: ${place} is ${number}`
      expect(number >= 0 && Number.isFinite(number), why).toBe(true)
      if (isMoment(place)) expect(number >= zero && number <= zero + lasts + 1000, why).toBe(true)
      // What another technique would cost depends on its own times, such as the period of a poller.
      if (/Ms$/.test(place) && !place.includes('.whatIf.')) expect(number <= lasts + 1000, why).toBe(true)
    }
    expect(honestStreams(analysis), told).toEqual(alone)
    expect(analysis.completeness.implausible, told).toMatchObject([{ url: 'https://other.test/' }])
    expect(analysis.completeness.dropped, told).toBeLessThan(10_000)
  }
}, 60_000)
