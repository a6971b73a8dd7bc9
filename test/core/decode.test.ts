import { createParser } from 'eventsource-parser'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { utf8Length } from '../../src/core/base/utf8.ts'
import type { Decoded, Decoder } from '../../src/core/framing/decoder.ts'
import { decoders, framingOf } from '../../src/core/framing/decoders.ts'
import { createEventStreamDecoder } from '../../src/core/framing/event-stream.ts'
import { createJsonLinesDecoder } from '../../src/core/framing/json-lines.ts'
import { maxLineLength } from '../../src/core/framing/lines.ts'

const decode = (make: () => Decoder, ...pieces: string[]): Decoded[] => {
  const decoder = make()
  return [...pieces.flatMap((piece) => decoder.feed(piece)), ...decoder.end()]
}

const streams = {
  'event-stream':
    '\uFEFFevent: price\r\ndata: {"a":1}\r\nid: 7\r\n\r\n: ping\n\ndata\n\ndata:two\ndata: lines\n\nretry: 10\n\nevent: x\n\nid: 8\rdata: last\r\rdata: cut off',
  'length-prefixed': '14\n[[2,["noop"]]]5\ngrüße1\n\n\n3\n{1}',
  'json-lines': '{"a":"é"}\r\n\n\u001e[1,2]\nnot json\n"last without newline"',
} as const

describe('messages do not depend on where the network cut the text', () => {
  test.each(Object.entries(streams))('%s', (framing, text) => {
    const make = decoders[framing as keyof typeof streams]
    const whole = decode(make, text)
    expect(whole.length).toBeGreaterThan(2)
    for (let cut = 0; cut <= text.length; cut++)
      expect(decode(make, text.slice(0, cut), text.slice(cut))).toEqual(whole)
    expect(decode(make, ...text)).toEqual(whole)
  })
})

test('an event stream is read as in the standard', () => {
  expect(decode(createEventStreamDecoder, streams['event-stream'])).toEqual([
    { text: '{"a":1}', name: 'price', eventId: '7' },
    { text: ': ping', comment: true },
    { text: '', eventId: '7' },
    { text: 'two\nlines', eventId: '7' },
    { text: 'last', eventId: '8' },
  ])
})

test('an event that never ends is cut, with a note', () => {
  const decoder = createEventStreamDecoder()
  const line = `data: ${'x'.repeat(1_000_000)}\n`
  for (let i = 0; i < 50; i++) expect(decoder.feed(line)).toEqual([])
  const [event] = decoder.feed('\n')
  expect(event!.text.length).toBe(maxLineLength)
  expect(event!.problem).toMatch(/event over \d+ characters/)
  expect(decoder.feed('data: next\n\n')).toEqual([{ text: 'next' }])
  for (let i = 0; i < 5; i++) decoder.feed('data\n'.repeat(1_000_000))
  expect(decoder.feed('\n')[0]!.text.length).toBeLessThan(maxLineLength)
})

test('JSON lines: blank lines are keep-alives, and lines that are no JSON have a note', () => {
  expect(decode(createJsonLinesDecoder, streams['json-lines'])).toEqual([
    { text: '{"a":"é"}' },
    { text: '[1,2]' },
    { text: 'not json' }, // its first character is that of `null`, and no other is read
    { text: '"last without newline"' },
  ])
  expect(decode(createJsonLinesDecoder, '<html>\n')).toEqual([{ text: '<html>', problem: 'not JSON' }])
})

test('any event stream is read as the eventsource-parser package reads it', () => {
  const line = fc.constantFrom(
    'data: a',
    'data:b',
    'data',
    'event: e',
    'id: 1',
    ': c',
    '',
    '',
    'retry: 5',
    'data: {"x":1}',
    'nonsense: z',
  )
  const end = fc.constantFrom('\n', '\r\n')
  const seed = Date.now()
  fc.assert(
    fc.property(
      fc.array(fc.tuple(line, end), { maxLength: 30 }),
      fc.array(fc.nat(200), { maxLength: 5 }),
      (lines, cuts) => {
        const text = lines.map((pair) => pair.join('')).join('')
        const expected: Decoded[] = []
        const parser = createParser({
          onEvent: ({ data, event }) => expected.push(event ? { text: data, name: event } : { text: data }),
          onComment: (comment) => expected.push({ text: `: ${comment}`, comment: true }),
        })
        parser.feed(text)
        const at = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length]
        const pieces = at.slice(1).map((to, index) => text.slice(at[index], to))
        const found = decode(createEventStreamDecoder, ...pieces).map(({ eventId: _, ...rest }) => rest)
        expect(found).toEqual(expected)
      },
    ),
    { seed, numRuns: 500, verbose: true },
  )
})

test.each([
  ['text/event-stream; charset=utf-8', 'event-stream'],
  ['application/x-ndjson', 'json-lines'],
  ['application/json-seq', 'json-lines'],
  ['application/vnd.api+ndjson', 'json-lines'],
  ['multipart/x-mixed-replace; boundary=x', 'parts'],
  ['application/grpc-web+proto', 'envelopes'],
  ['application/connect+json', 'envelopes'],
  ['application/json', 'unknown'],
  [undefined, 'unknown'],
])('%s is framed as %s', (type, framing) => expect(framingOf(type)).toBe(framing))

test('UTF-8 lengths are those of the encoder, lone surrogates included', () => {
  const encoder = new TextEncoder()
  const units = fc.array(fc.constantFrom(0x41, 0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0xd83d, 0xde00, 0xd800, 0xdfff), {
    maxLength: 12,
  })
  fc.assert(
    fc.property(units, (codes) => {
      const text = String.fromCharCode(...codes)
      expect(utf8Length(text)).toBe(encoder.encode(text).length)
    }),
  )
})

test('a CRLF that arrives in two pieces does not hide the line end after it', () =>
  expect(decode(createEventStreamDecoder, 'data: a\r', '\n', '\n').map(({ text }) => text)).toEqual(['a']))
