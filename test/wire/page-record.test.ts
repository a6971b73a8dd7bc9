import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventFromPage } from '../../src/wire/page-record.ts'

const good = { type: 'message', at: 1.5, id: 3, dir: 'in', bytes: 2, text: 'hi' }

test('a record becomes an event of this document', () => {
  expect(eventFromPage(good, 'here')).toEqual({ ...good, doc: 'here' })
})

test('a record that claims another document changes nothing there', () => {
  expect(eventFromPage({ ...good, doc: 'elsewhere' }, 'here')).toMatchObject({ doc: 'here' })
})

test('octets become base64, fields that nobody knows are left behind', () => {
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

test('whatever a page may send, the guard answers and never throws', () => {
  fc.assert(
    fc.property(
      fc.anything({ withNullPrototype: true, withTypedArray: true }),
      (value) => void eventFromPage(value, 'd'),
    ),
  )
  fc.assert(fc.property(fc.object(), (value) => void eventFromPage({ ...good, ...value }, 'd')))
})
