import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { createSession } from '../../src/core/session/session.ts'
import { currentVersion } from '../../src/format/session/session-file.ts'
import { eventLine, headerLine } from '../../src/format/session/write.ts'
import { connection, every, page, session, streamed } from '../core/story.ts'
import { read } from './read-bytes.ts'

const header = headerLine({ browser: 'Chromium 156', redacted: false, createdAt: 1 })
const story = [
  ...page(),
  ...every(1000, 6),
  ...connection('websocket', [
    [200, '<', 'grüße 😀'],
    [300, '>', '\ud800 lone'],
  ]),
  ...streamed('text/event-stream', [[400, 'data: a\n\n']]),
].sort((a, b) => a.at - b.at)
const file = header + story.map(eventLine).join('')

describe('a file returns the written events', () => {
  test.each([1, 7, 64, 100_000])('in pieces of %d bytes, plain and gzipped', async (size) => {
    for (const bytes of [Buffer.from(file), gzipSync(file)]) {
      const { events, problem } = await read(bytes, size)
      expect(problem).toBeUndefined()
      expect(JSON.parse(JSON.stringify(events))).toEqual(JSON.parse(JSON.stringify(story)))
    }
  })

  test('the streams are the same, too', async () => {
    const { events } = await read(Buffer.from(file))
    const again = createSession()
    for (const event of events) applyEvent(again, event)
    expect(analyze(again, '')).toEqual(analyze(session(story), ''))
  })
})

describe('invalid files give one sentence, and their valid events', () => {
  test.each([
    ['an empty file', '', /empty/],
    ['something else', 'GIF89a…', /not a Duplex session/],
    ['JSON of another kind', '{"log":{}}\n', /not a Duplex session/],
    ['an HTML page', '<!doctype html>\n<p>x', /not a Duplex session/],
    [
      'a newer version',
      `${JSON.stringify({ format: 'duplex-session', version: currentVersion + 1 })}\n`,
      /newer Duplex/,
    ],
    ['a version that is none', `${JSON.stringify({ format: 'duplex-session', version: 'x' })}\n`, /version/],
  ])('%s', async (_name, text, sentence) => {
    const { events, problem } = await read(Buffer.from(text))
    expect(problem).toMatch(sentence)
    expect(events).toEqual([])
  })

  test('bytes that are no text', async () => {
    expect((await read(Buffer.from([0x7b, 0xff, 0xfe, 0x0a]))).problem).toMatch(/text|session/)
  })

  test('lines that are not events are skipped and counted', async () => {
    const hostile = [
      '{"type":"message","at":1e999,"doc":"d","id":1,"dir":"in","bytes":1}',
      '{"type":"message","at":1,"doc":"d","id":-1,"dir":"in","bytes":1}',
      '{"type":"gone","at":8640000000000001,"doc":"d"}',
      `{"type":"document","at":1,"doc":"d","context":"page","url":"${'x'.repeat(8193)}"}`,
      '{"type":"constructor"}',
      '{"__proto__":{"type":"gone"},"at":1}',
      '["message"]',
      'null',
      'not json',
      `{"type":"gone","at":1,"doc":"${'x'.repeat(300)}"}`,
      'x'.repeat(9_000_000),
    ]
    const { events, problem } = await read(Buffer.from(`${file + hostile.join('\n')}\n`), 1 << 16)
    const first = story.length + 2
    expect(problem).toBe(
      `lines ${[0, 1, 2, 3, 4].map((index) => first + index).join(', ')} and 6 more are not events and were skipped; line ${first}: message whose at is out of range`,
    )
    expect(events.at(-1)).toMatchObject({ type: 'lost', events: hostile.length, why: 'shape' })
    expect(events.length).toBe(story.length + 1)
  })

  test('any bytes give a sentence, never an exception', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.boolean(), async (noise, afterHeader) => {
        const bytes = afterHeader ? Buffer.concat([Buffer.from(header), noise]) : noise
        const { items } = await read(bytes, 16)
        expect(items.length).toBeGreaterThan(0)
      }),
      { numRuns: 200 },
    )
  })
})
