import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventFromPage, skippedIn } from '../../src/wire/page-record.ts'

const good = { type: 'message', at: 1.5, id: 3, dir: 'in', bytes: 2, text: 'hi' }

test('a record becomes an event of this document', () => {
  expect(eventFromPage(good, 'here')).toEqual({ ...good, doc: 'here' })
})

test('a record that claims another document changes nothing there', () => {
  expect(eventFromPage({ ...good, doc: 'elsewhere' }, 'here')).toMatchObject({ doc: 'here' })
})

test('binary data becomes base64, unknown fields are dropped', () => {
  const event = eventFromPage(
    { ...good, text: undefined, data: new Uint8Array([0, 255, 10]), tab: 7, __proto__: null },
    'd',
  )
  expect(event).toEqual({ type: 'message', at: 1.5, id: 3, dir: 'in', bytes: 2, data: 'AP8K', doc: 'd' })
})

test.each([
  ['no object', 7],
  ['null', null],
  ['an unknown type', { ...good, type: 'eval' }],
  ['a type from the prototype', { ...good, type: 'toString' }],
  ['what only the bridge may say', { type: 'document', at: 1, url: 'x', context: 'page' }],
  ['what only the panel may say', { type: 'lost', at: 1, events: 1e9, why: 'flood' }],
  ['a negative count', { ...good, bytes: -1 }],
  ['a fraction of a byte', { ...good, bytes: 1.5 }],
  ['no time', { ...good, at: Number.NaN }],
  ['a direction that is none', { ...good, dir: 'sideways' }],
  ['text that is none', { ...good, text: { length: 2 } }],
  ['an endless text', { ...good, text: 'x'.repeat(3_000_000) }],
  ['an object for an id', { ...good, id: {} }],
])('%s is refused', (_name, record) => expect(typeof eventFromPage(record, 'd')).toBe('string'))

test('a long URL is cut, not refused', () => {
  const event = eventFromPage(
    { type: 'connect', at: 1, id: 1, api: 'websocket', url: `ws://x/${'y'.repeat(20_000)}` },
    'd',
  )
  expect((event as { url: string }).url.length).toBe(8192)
})

test.each([
  ['more octets than any hook sends', { ...good, text: undefined, data: new Uint8Array(2_000_000) }],
  ['messages that are not in the columns', { type: 'messages', at: 1, id: 1, dir: 'in', count: 9e15, columns: 'AAAA' }],
  ['a type that cannot be made a text', { ...good, type: { toString: 1, valueOf: 1 } }],
])('%s: refused', (_name, record) => expect(typeof eventFromPage(record, 'd')).toBe('string'))

test('names chosen by servers and pages are cut', () => {
  const long = 'n'.repeat(100_000)
  const event = eventFromPage({ ...good, name: long, eventId: long }, 'd') as { name: string; eventId: string }
  expect([event.name.length, event.eventId.length]).toEqual([200, 8192])
})

const types = 'request response chunk finish connect open message messages close channel peer stats'.split(' ')
const anything = () =>
  fc.anything({ withNullPrototype: true, withTypedArray: true, withSparseArray: true, withBigInt: true })
const largeText = fc.nat(3_000_000).map((length) => 'é'.repeat(length))
const field = () => fc.oneof({ weight: 6, arbitrary: anything() }, fc.nat(), fc.string(), largeText)
/** A record whose fields may have any value. */
const nearRecord = fc.record(
  {
    type: fc.oneof(fc.constantFrom(...types, 'lost', 'document', 'timing'), anything()),
    at: field(),
    id: field(),
    doc: field(),
    dir: field(),
    bytes: field(),
    text: field(),
    data: field(),
    url: field(),
    name: field(),
    label: field(),
    columns: field(),
    count: field(),
  },
  { requiredKeys: ['type'] },
)

test('any accepted record is an event of this document, of a type that hooks report, and within bounds', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        anything(),
        nearRecord,
        nearRecord.map((one) => ({ ...good, ...one })),
      ),
      (record) => {
        const event = eventFromPage(record, 'here')
        if (typeof event === 'string') return event.length < 200
        const size = Object.values(event).reduce(
          (sum, value) => sum + (typeof value === 'string' ? value.length : 8),
          0,
        )
        return 'doc' in event && event.doc === 'here' && types.includes(event.type) && size < 4_100_000
      },
    ),
    { numRuns: 500 },
  )
})

test('the guard never throws, whatever a page sends', () => {
  fc.assert(
    fc.property(
      fc.anything({ withNullPrototype: true, withTypedArray: true }),
      (value) => void eventFromPage(value, 'd'),
    ),
  )
  fc.assert(fc.property(fc.object(), (value) => void eventFromPage({ ...good, ...value }, 'd')))
})

test('the number of skipped records is above 0, or ignored', () => {
  expect(skippedIn({ type: 'skipped', at: 1, count: 7 })).toBe(7)
  for (const record of [
    null,
    7,
    good,
    { type: 'skipped' },
    { type: 'skipped', count: -1 },
    { type: 'skipped', count: 0.5 },
  ])
    expect(skippedIn(record)).toBe(0)
  expect(typeof eventFromPage({ type: 'skipped', at: 1, count: 7 }, 'd')).toBe('string')
})
