import fc from 'fast-check'
import type { CaptureEvent, EventType } from '../../../src/core/event/event.ts'
import { eventShapes } from '../../../src/core/event/event-shape.ts'
import type { FieldKind } from '../../../src/core/event/field-kind.ts'

const zero = 1_790_000_000_000

// Few documents, numbers and URLs, so that events belong together more often than not.
const names: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  doc: fc.constantFrom('d1', 'd2'),
  id: fc.nat(2),
  url: fc.constantFrom(
    'http://site.test/a?b=1#c',
    'wss://site.test/socket',
    'blob:x',
    'http://[broken',
    'https://ü.test',
  ),
  method: fc.constantFrom('GET', 'POST'),
  contentType: fc.constantFrom('text/event-stream', 'application/json'),
  data: fc.oneof(
    fc.uint8Array({ maxLength: 12 }).map((octets) => Buffer.from(octets).toString('base64')),
    fc.string({ unit: 'grapheme' }).map((text) => Buffer.from(text).toString('base64')),
    fc.constantFrom('no base64!', 'QQ', 'QR=='),
  ),
  // As a run has them, with two or three numbers for each message.
  columns: fc.uint8Array({ maxLength: 12, max: 20 }).map((octets) => Buffer.from(octets).toString('base64')),
  count: fc.nat(5),
}

function anyValue(name: string, kind: FieldKind): fc.Arbitrary<unknown> {
  if (typeof kind !== 'string') return fc.constantFrom(...kind)
  const named = names[name]
  if (named) return named
  switch (kind) {
    case 'flag':
      return fc.boolean()
    case 'time':
      return fc.oneof(fc.double({ min: zero, max: zero + 30_000, noNaN: true }), fc.constantFrom(0, 0.1, zero / 7))
    case 'text':
    case 'word':
      return fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.constantFrom('', '\ud83d', 'a\nb\r', '":,'))
    case 'url':
      return names['url']!
    default:
      return fc.nat(999)
  }
}

const eventOf = (type: EventType): fc.Arbitrary<CaptureEvent> => {
  const fields = Object.entries(eventShapes[type])
  const record = Object.fromEntries(
    fields.map(([key, kind]) => [key.replace('?', ''), anyValue(key.replace('?', ''), kind)]),
  )
  const requiredKeys = fields.filter(([key]) => !key.endsWith('?')).map(([key]) => key)
  return fc.record(record, { requiredKeys }).map((one) => ({ type, ...one }) as unknown as CaptureEvent)
}

/** Any events that a session may hold, in any order. */
export const anyEvents: fc.Arbitrary<CaptureEvent[]> = fc.array(
  fc.oneof(...(Object.keys(eventShapes) as EventType[]).map(eventOf)),
  { maxLength: 60 },
)
