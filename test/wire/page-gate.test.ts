import { describe, expect, test } from 'vitest'
import { createPageGate, type PageGate } from '../../src/wire/page-gate.ts'

const origin = 1_790_000_000_000
/** A gate of a document that is a minute old. */
const gateAt = (now = origin + 60_000) => createPageGate('here', { origin, now: () => now })
const at = origin + 5000
const message = { type: 'message', at, id: 3, dir: 'in', bytes: 2, text: 'hi' }
const request = { type: 'request', at, id: 3, api: 'fetch', method: 'GET', url: 'https://site.test/' }
const stats = { type: 'stats', at, id: 3, sent: 0, received: 0, packetsSent: 0, packetsReceived: 0, packetsLost: 0 }
/** Two varints for each message: ticks of 10 µs since the one before, and bytes. */
const run = (count: number, ...octets: number[]) => ({
  type: 'messages',
  at,
  id: 3,
  dir: 'in',
  count,
  columns: Uint8Array.from(octets),
})

/** The reasons for which a gate refuses one record. */
function refusal(gate: PageGate, record: unknown): unknown {
  const events = gate.take([record])
  const refused = gate.refused(at)
  expect(events.length + refused.length).toBe(1)
  return refused.map((lost) => 'why' in lost && lost.why)[0]
}

test.each<[string, unknown]>([
  ['a message', message],
  [
    'a message in the first moment of the document, by a clock that is a little coarser',
    { ...message, at: origin - 100 },
  ],
  ['a message of this moment, by a clock that is a little coarser', { ...message, at: origin + 60_100 }],
  ['a run of messages', run(2, 0, 5, 100, 5)],
  ['an upload of a large file', { ...request, sent: 20e9 }],
  [
    'statistics of a call',
    { ...stats, sent: 60e6, received: 60e6, packetsSent: 60_000, packetsReceived: 60_000, rtt: 30 },
  ],
])('%s passes', (_name, record) => expect(refusal(gateAt(), record)).toBeUndefined())

test.each<[string, unknown]>([
  ['a time before the document', { ...message, at: 0 }],
  ['a time to come', { ...message, at: 8.64e15 }],
  ['a time a second from now', { ...message, at: origin + 61_000 }],
  ['a message of 2^53 bytes', { ...message, bytes: 2 ** 53 }],
  ['a message longer than any buffer', { ...message, bytes: 2 ** 33 + 1 }],
  ['a chunk longer than any buffer', { type: 'chunk', at, id: 3, bytes: 2 ** 34 }],
  ['a body of 2^40 bytes', { type: 'finish', at, id: 3, outcome: 'ok', bytes: 2 ** 40 }],
  ['an upload of 2^40 bytes', { ...request, sent: 2 ** 40 }],
  ['a response head of a gigabyte', { type: 'response', at, id: 3, status: 200, headerBytes: 1e9 }],
  ['a status of four digits', { type: 'response', at, id: 3, status: 1000 }],
  ['a close code of 2^40', { type: 'close', at, id: 3, by: 'remote', code: 2 ** 40 }],
  ['a negative size', { ...message, bytes: -1 }],
  ['a run that lacks messages', run(3, 0, 5, 100, 5)],
  ['a run that goes on after now', run(1, 255, 255, 255, 255, 127, 5)],
  ['a run with a message longer than any buffer', run(1, 0, 255, 255, 255, 255, 255, 127)],
  ['the number of a data channel that there cannot be', { ...message, channel: 70_000 }],
  ['statistics of more than the network carries', { ...stats, received: 2 ** 43 }],
  ['more packets than the network carries', { ...stats, packetsLost: 2 ** 32 }],
  ['a round trip longer than the document is old', { ...stats, rtt: 1e7 }],
  ['2^53 records that were left out', { type: 'skipped', count: 2 ** 53 - 1 }],
])('%s is implausible', (_name, record) => expect(refusal(gateAt(), record)).toBe('implausible'))

test('what is no event at all is not called implausible', () => {
  for (const record of [7, { type: 'eval' }, { ...message, text: {} }, { ...message, at: undefined }])
    expect(refusal(gateAt(), record)).toBe('shape')
})

test('an answer whose server announces a body of any length passes without the length', () => {
  const response = { type: 'response', at, id: 3, status: 200 }
  for (const length of [2 ** 37, 2 ** 50, 2 ** 53, Number.POSITIVE_INFINITY])
    expect(gateAt().take([{ ...response, length }])).toEqual([{ ...response, doc: 'here' }])
  expect(gateAt().take([{ ...response, length: 50e9 }])).toMatchObject([{ length: 50e9 }])
})

test('what was left out by the hooks stands as lost where it was', () => {
  expect(gateAt().take([message, { type: 'skipped', count: 7 }])).toMatchObject([
    { type: 'message' },
    { type: 'lost', at, doc: 'here', events: 7, why: 'flood' },
  ])
})

describe('of a document that does more than any browser can', () => {
  /** How many of so many equal records pass, when all come at once or over a time. */
  function passing(records: number, record: unknown, ms = 0): number {
    let now = origin
    const gate = createPageGate('here', { origin, now: () => now })
    let passed = 0
    for (let index = 0; index < 100; index++) {
      now = origin + (ms * index) / 100
      passed += gate.take(Array(records / 100).fill({ ...(record as object), at: now })).length
    }
    return passed
  }

  test('the requests beyond 50 in a millisecond are refused, but for those of a minute at once', () => {
    expect(passing(3_100_000, request)).toBe(3_000_000)
  })

  test('the bytes beyond 4 GB a second are refused, but for those of a minute at once', () => {
    expect(passing(100, { ...message, bytes: 1e9 })).toBe(100)
    expect(passing(1000, { ...message, bytes: 1e9 })).toBe(308)
    expect(passing(1000, { ...message, bytes: 1e9 }, 60_000)).toBeGreaterThan(500)
  })
})

test('a gate forgets what it has told', () => {
  const gate = gateAt()
  gate.take([{ ...message, at: 0 }, { ...message, at: 0 }, 7])
  expect(gate.refused(at)).toEqual([
    { type: 'lost', at, doc: 'here', events: 1, why: 'shape' },
    { type: 'lost', at, doc: 'here', events: 2, why: 'implausible' },
  ])
  expect(gate.refused(at)).toEqual([])
})
