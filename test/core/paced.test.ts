import { describe, expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { seeded } from '../seeded.ts'
import { exchange, only, page, session, streamed } from './story.ts'

/** Words of an answer, one each `gap` ms, a little more or less. */
function words(count: number, gap: number): [number, string][] {
  const random = seeded(3)
  let at = 400
  return Array.from({ length: count }, (_, n) => {
    at += Math.round(gap * (0.5 + random()))
    return [at, `word${n} `]
  })
}
const types = [
  'text/plain',
  'text/plain; charset=utf-8',
  'application/json',
  'text/html',
  '',
  'application/octet-stream',
]

describe('an answer whose words come at the server’s pace', () => {
  test.each(types)('is a stream, whatever its type (%s)', (type) => {
    const pieces = words(60, 45)
    const { technique, messagesIn } = only(page(), streamed(type, pieces, pieces.at(-1)![0] + 5))
    const isDocument = type === 'text/html'
    expect([technique, messagesIn]).toEqual([isDocument ? 'http' : 'http-streaming', 60])
  })

  test('of images is none', () => {
    const pieces = words(60, 45)
    // What a page is made of is not listed.
    expect(analyze(session(page(), streamed('image/jpeg', pieces, pieces.at(-1)![0] + 5)), '').streams).toEqual([])
  })

  test('in the packets of a slow network is none', () => {
    const packets = Array.from({ length: 20 }, (_, n): [number, string] => [400 + 90 * n, 'x'.repeat(1460)])
    expect(only(page(), streamed('application/json', packets, 2200)).technique).toBe('http')
  })

  test('whose length the server told is none', () => {
    const pieces = words(60, 45)
    const events = streamed('text/plain', pieces, pieces.at(-1)![0] + 5)
    for (const event of events) if (event.type === 'response') event.length = 400
    expect(only(page(), events).technique).toBe('http')
  })

  test('within a second is none', () => {
    const pieces = words(12, 30)
    expect(only(page(), streamed('text/plain', pieces, pieces.at(-1)![0] + 5)).technique).toBe('http')
  })
})

describe('an answer that came in one piece', () => {
  const answer = (hold: number, type: string, length?: number): CaptureEvent[] => {
    const events = exchange(300, {
      method: 'POST',
      url: '/chat',
      send: '{"ask":1}',
      hold,
      type,
      body: 'words '.repeat(100),
    })
    for (const event of events) if (event.type === 'response' && length !== undefined) event.length = length
    return events
  }
  const says = /came in one piece after up to 12 s: the server may have streamed this/

  test.each(['text/plain', 'application/json'])('after long work says so (%s)', (type) => {
    expect(only(page(), answer(12_000, type)).because.join(' ')).toMatch(says)
  })
  test('of many events says so', () => {
    const body = Array.from({ length: 40 }, (_, n) => `data: {"word":${n}}\n\n`).join('')
    const events = exchange(300, {
      method: 'POST',
      url: '/chat',
      send: '{}',
      hold: 12_000,
      type: 'text/event-stream',
      body,
    })
    const { flags, because } = only(page(), events)
    expect(flags).toContain('buffered')
    expect(because.join(' ')).toMatch(
      /40 messages came in 1 piece, after up to 12 s: the server may have streamed them/,
    )
  })
  test('soon, or of a length that was told, or of another type says nothing', () => {
    for (const events of [
      answer(2000, 'text/plain'),
      answer(12_000, 'text/plain', 600),
      answer(12_000, 'application/pdf'),
    ])
      expect(only(page(), events).because.join(' ')).not.toMatch(/in one piece/)
  })
})

test('a JSON answer that is written line by line is read by its lines, however the network cuts them', () => {
  const lines = Array.from({ length: 12 }, (_, n) => `{"n":${n}}\n`)
  const pieces: [number, string][] = [
    [400, lines.slice(0, 3).join('')],
    ...lines.slice(3).map((line, n): [number, string] => [1400 + 900 * n, line]),
  ]
  // Once the framing is known, pieces may end anywhere.
  const cut = pieces.flatMap(([at, text], n): [number, string][] =>
    n < 4
      ? [[at, text]]
      : [
          [at, text.slice(0, 3)],
          [at + 2, text.slice(3)],
        ],
  )
  const { technique, messagesIn } = only(page(), streamed('application/json', cut, 13_000))
  expect([technique, messagesIn]).toEqual(['http-streaming', 12])
})
