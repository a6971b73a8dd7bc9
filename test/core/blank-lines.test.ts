import { describe, expect, test } from 'vitest'
import { only, page, streamed } from './story.ts'

const kinds: Record<string, (n: number) => string> = {
  'application/x-ndjson': (n) => `{"n":${n}}\n`,
  'text/event-stream': (n) => `data: {"n":${n}}\n\n`,
  'text/plain': (n) => `word ${n} `,
}

describe.each(Object.keys(kinds))('a stream of %s', (type) => {
  const record = kinds[type]!
  /** A record every 5 s, and blank lines every second between. */
  const pieces = (blank: string): [number, string][] =>
    Array.from({ length: 20 }, (_, n): [number, string] => [200 + 1000 * n, n % 5 === 0 ? record(n) : blank])

  test.each(['\n', '\r\n', '\n\n'])('counts %j that comes alone as a heartbeat', (blank) => {
    expect(only(page(), streamed(type, pieces(blank)))).toMatchObject({
      technique: type === 'text/event-stream' ? 'sse' : 'http-streaming',
      updates: 4,
      wasted: 16,
      wastedBy: { heartbeat: 16 },
      messagesIn: 20,
    })
  })

  if (type !== 'text/plain')
    test('counts no end of a line as one that the network cut off', () => {
      const cut = Array.from({ length: 8 }, (_, n): [number, string][] => {
        const text = record(n).replaceAll('\n', '\r\n')
        return Array.from(text, (unit, index) => [200 + 3000 * n + index, unit])
      })
      expect(only(page(), streamed(type, cut.flat()))).toMatchObject({ updates: 8, wasted: 0, messagesIn: 8 })
    })

  if (type === 'application/x-ndjson')
    test('has records that end with an empty line', () => {
      const lines = Array.from({ length: 8 }, (_, n): [number, string] => [200 + 3000 * n, `{"n":${n}}\n\n`])
      expect(only(page(), streamed(type, lines))).toMatchObject({ updates: 8, wasted: 0 })
    })
})
