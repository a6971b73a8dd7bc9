import { expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { createSession } from '../../src/core/session/session.ts'
import { endAllUnread } from '../../src/core/session/unread.ts'
import { seeded } from '../seeded.ts'
import { exchange, page } from './story.ts'

const zero = page()[0]!.at

/** The events of a request whose body the page does not read: request, response, and the resource timing. */
function unread(at: number, url = '/alive', decoded = 700): { request: CaptureEvent[]; timing: CaptureEvent } {
  const [request, response] = exchange(at, { url, body: undefined }) as [CaptureEvent, CaptureEvent]
  const { doc, url: address } = request as Extract<CaptureEvent, { type: 'request' }>
  const times = { start: zero + at, asked: zero + at, first: zero + at + 4, end: zero + at + 5 }
  const timing = { type: 'timing', at: zero + at + 6, doc, url: address, ...times, encoded: decoded, decoded } as const
  return { request: [request, response], timing }
}

function told(...events: CaptureEvent[]) {
  const session = createSession()
  for (const event of [...page(), ...events]) applyEvent(session, event)
  return session
}

const answered = (session: ReturnType<typeof createSession>) =>
  analyze(session, '').streams.map(({ requests, messagesIn, unseenBodies, cost }) => ({
    requests,
    messagesIn,
    unseenBodies,
    down: cost.bytesDown > 700 * messagesIn,
  }))

test('answers that nobody reads are counted with their size, whether request or timing is told first', () => {
  const polls = Array.from({ length: 17 }, (_, index) => unread(500 + index * 1200))
  const requestFirst = told(...polls.flatMap(({ request, timing }) => [...request, timing]))
  const timingFirst = told(...polls.flatMap(({ request, timing }) => [timing, ...request]))
  for (const session of [requestFirst, timingFirst]) {
    endAllUnread(session, () => zero + 500 + 16 * 1200 + 5 + 1499)
    expect(session.streams.all[0]!.requests.answered).toBe(16)
    endAllUnread(session, () => zero + 500 + 16 * 1200 + 5 + 1500)
    expect(session.streams.all[0]!.requests.answered).toBe(17)
  }
  expect(answered(timingFirst)).toEqual(answered(requestFirst))
  expect(answered(timingFirst)).toEqual([{ requests: 17, messagesIn: 17, unseenBodies: 17, down: true }])
})

test('twenty requests in flight to one URL are each counted once, in whatever order they are told', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = seeded(seed)
    const polls = Array.from({ length: 20 }, (_, index) => unread(500 + index * 3))
    const events = polls.flatMap(({ request: [request, response], timing }) => [[request!, response!], [timing]])
    const shuffled = events.map((part) => ({ part, place: random() })).sort((a, b) => a.place - b.place)
    const session = told(...shuffled.flatMap(({ part }) => part))
    endAllUnread(session)
    const { requests } = session.streams.all[0]!
    expect([seed, requests.answered, requests.inFlight.size]).toEqual([seed, 20, 0])
  }
})

test('a page that goes on reading within a second and a half is waited for', () => {
  const { request, timing } = unread(500)
  const session = told(...request, timing)
  endAllUnread(session, () => zero + 500 + 1400)
  const [finish] = exchange(500, { url: '/alive', body: '{"a":1}' }).slice(-1) as [CaptureEvent]
  const { doc, id } = request[0] as Extract<CaptureEvent, { type: 'request' }>
  applyEvent(session, { ...finish, at: zero + 1950, doc, id } as CaptureEvent)
  expect(answered(session)).toMatchObject([{ messagesIn: 1, unseenBodies: 0 }])
})

test('the clock of one document says nothing of the answers of another', () => {
  const hours = 8 * 3_600_000
  const { request } = unread(500)
  const [asked, response] = request as [CaptureEvent, CaptureEvent]
  const { doc, id } = asked as Extract<CaptureEvent, { type: 'request' }>
  const read = { type: 'finish', at: zero + 700, doc, id, outcome: 'ok', bytes: 7, text: '{"a":1}' } as const
  for (const apart of [hours, -hours]) {
    const session = told(asked, { ...response, unread: true } as CaptureEvent)
    applyEvent(session, { type: 'input', at: zero + 600 + apart, doc: 'another' })
    endAllUnread(session, (name) => zero + 600 + (name === doc ? 0 : apart))
    expect(session.streams.all[0]!.requests.answered).toBe(0)
    applyEvent(session, read)
    expect(answered(session)).toMatchObject([{ messagesIn: 1, unseenBodies: 0 }])
  }
})

test('an answer that is not timed while nobody reads it ends with its head, unless the page begins to read', () => {
  const [one, two] = [unread(500), unread(1000)].map(({ request }) => request) as [CaptureEvent[], CaptureEvent[]]
  const [request, response] = two as [CaptureEvent, CaptureEvent]
  const head = (event: CaptureEvent) => ({ ...event, unread: true }) as CaptureEvent
  const { doc, id } = request as Extract<CaptureEvent, { type: 'request' }>
  const session = told(
    one[0]!,
    head(one[1]!),
    request,
    head(response),
    { type: 'chunk', at: zero + 1500, doc, id, bytes: 0 },
    { type: 'input', at: zero + 9000, doc },
  )
  const { requests } = session.streams.all[0]!
  expect([requests.answered, requests.inFlight.size]).toEqual([1, 1])
  applyEvent(session, { type: 'finish', at: zero + 9100, doc, id, outcome: 'ok', bytes: 9, text: '{"a":"b"}' })
  expect(answered(session)).toMatchObject([{ messagesIn: 2, unseenBodies: 1 }])
})

test('an answer whose body the page cancels unread has not failed, unless the body is long', () => {
  const cancelled = (at: number, url: string, head: object) => {
    const [request, response, finish] = exchange(at, {
      url,
      method: 'POST',
      send: '{"n":1}',
      body: undefined,
      bytes: 0,
    })
    return [
      request!,
      { ...response!, unread: true, ...head } as CaptureEvent,
      { ...finish!, outcome: 'abort' } as CaptureEvent,
    ]
  }
  const session = told(
    ...cancelled(500, '/message', { status: 202 }),
    ...cancelled(900, '/message', { status: 202 }),
    ...cancelled(1300, '/file', { length: 900_000 }),
  )
  const [message, file] = session.streams.all
  expect([message!.requests, message!.news]).toMatchObject([
    { answered: 2, failed: 0 },
    { acknowledged: 2, wasted: 0 },
  ])
  expect(message!.payloadOut.count).toBe(2)
  expect([file!.requests, file!.news]).toMatchObject([{ failed: 1 }, { wastedBy: { failed: 1 } }])
  expect(file!.in.bytes).toBe(0)
})
