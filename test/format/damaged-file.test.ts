import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { lookAt } from '../../src/format/file-kind.ts'
import { eventLine, headerLine } from '../../src/format/session/write.ts'
import { connection, page } from '../core/story.ts'
import { read } from './read-bytes.ts'

const header = headerLine({ browser: 'Chromium 156 😀', redacted: false, createdAt: 1 })
const story = [
  ...page(),
  ...connection('websocket', [
    [200, '<', 'grüße 😀'],
    [300, '>', '{"a":[1]}\n{}'],
  ]),
]
const lines = story.map(eventLine)
const file = header + lines.join('')
const bytes = Buffer.from(file)
const gone = '{"type":"gone","at":1790000009999,"doc":"d1"}'
const ofLines = (...more: string[]) => read(Buffer.from(header + more.join('')), 4096)

describe('a session file that is cut after any byte', () => {
  test.each([1, 4096])(
    'plain, in pieces of %d bytes: gives the events before the cut, and says in which line it ends',
    async (size) => {
      for (let cut = 0; cut <= bytes.length; cut++) {
        const { events, problem } = await read(bytes.subarray(0, cut), size)
        const begun = bytes.subarray(0, cut).toString().split('\n').length
        // A line that only lacks its end is whole.
        const atEnd = bytes[cut - 1] === 0x0a || bytes[cut] === 0x0a || cut === bytes.length
        const whole = Math.max(0, begun - (atEnd && bytes[cut - 1] !== 0x0a ? 1 : 2))
        expect(JSON.stringify(events), `cut ${cut}`).toBe(JSON.stringify(story.slice(0, whole)))
        if (begun > 1 && !atEnd)
          expect(problem, `cut ${cut}`).toBe(
            `the file ends in the middle of line ${begun}; everything before it was read`,
          )
        else if (whole > 0) expect(problem, `cut ${cut}`).toBeUndefined()
        else if (begun > 1 || atEnd) expect(problem, `cut ${cut}`).toMatch(/^the file has a header and no events/)
        else expect(problem, `cut ${cut}`).toMatch(headerCut(cut))
      }
    },
  )

  const beginning = '{"format":"duplex-session"'
  function headerCut(cut: number): RegExp {
    if (cut === 0) return /^the file is empty$/
    return cut < beginning.length
      ? /^it is not a Duplex session$/
      : /^the file ends in the middle of line 1, its header/
  }

  test('gzipped: gives a prefix of the events, and says so', async () => {
    const zipped = gzipSync(file)
    for (let cut = 0; cut <= zipped.length; cut++) {
      const { events, problem } = await read(zipped.subarray(0, cut), 16)
      expect(JSON.stringify(events), `cut ${cut}`).toBe(JSON.stringify(story.slice(0, events.length)))
      if (cut === zipped.length) expect([events.length, problem]).toEqual([story.length, undefined])
      else if (cut < 2) expect(problem, `cut ${cut}`).toMatch(/^(the file is empty|it is not a Duplex session)$/)
      else expect(problem, `cut ${cut}`).toMatch(/^the compressed data is damaged or ends too early/)
    }
  })

  test('a long gzipped file: names the line before which everything was read', async () => {
    const long = Array.from({ length: 20_000 }, (_, index) => gone.replace('9999', `${1000 + ((index * 7919) % 9000)}`))
    const zipped = gzipSync(`${header}${long.join('\n')}\n`)
    const { events, problem } = await read(zipped.subarray(0, zipped.length >> 1), 4096)
    expect(events.length).toBeGreaterThan(1000)
    expect(problem).toBe(
      `the compressed data is damaged or ends too early; everything before line ${events.length + 2} was read`,
    )
  })
})

describe('what is wrong with a file is said in one sentence', () => {
  test('the last line end is missing: nothing is wrong', async () => {
    const { events, problem } = await ofLines(...lines, gone)
    expect(events).toHaveLength(story.length + 1)
    expect(problem).toBeUndefined()
  })

  test.each([
    ['with a line end', header],
    ['without', header.trimEnd()],
    ['and blank lines', `${header}\n \n`],
  ])('a header and nothing else, %s', async (_name, text) => {
    expect((await read(Buffer.from(text))).problem).toBe(
      'the file has a header and no events: nothing was recorded, or the rest is missing',
    )
  })

  test('a header that is no JSON', async () => {
    const { events, problem } = await read(Buffer.from(`${header.slice(0, 60)}\n${gone}\n`))
    expect([events, problem]).toEqual([[], 'line 1, its header, is not JSON'])
  })

  test.each([
    ['not JSON', ['{"type":\n'], 'line 2 is not an event and was skipped: not JSON'],
    [
      'an unknown type',
      [`${gone}\n`, '{"type":"gong"}\n'],
      'line 3 is not an event and was skipped: unknown event type "gong"',
    ],
    [
      'a field that is missing',
      ['{"type":"gone","at":1}\n'],
      'line 2 is not an event and was skipped: gone without doc',
    ],
    [
      'a number beyond its limit',
      ['{"type":"gone","at":-1,"doc":"d"}\n', `${gone}\n`],
      'line 2 is not an event and was skipped: gone whose at is out of range',
    ],
    ['a line too long', [`${'x'.repeat(9_000_000)}\n`], 'line 2 is not an event and was skipped: too long'],
    ['a line too long that does not end', ['x'.repeat(9_000_000)], 'line 2 is not an event and was skipped: too long'],
    ['two', ['1\n', `${gone}\n`, '2\n'], 'lines 2 and 4 are not events and were skipped; line 2: not an object'],
    ['three', ['1\n', '\n', '2\n', 'x\n'], 'lines 2, 4 and 5 are not events and were skipped; line 2: not an object'],
    [
      'five',
      ['1\n', '1\n', '1\n', '1\n', '1\n'],
      'lines 2, 3, 4, 5 and 6 are not events and were skipped; line 2: not an object',
    ],
    [
      'many',
      Array.from({ length: 1000 }, () => 'x\n'),
      'lines 2, 3, 4, 5, 6 and 995 more are not events and were skipped; line 2: not JSON',
    ],
    ['the last, without a line end', [`${gone}\n`, '[1]'], 'line 3 is not an event and was skipped: no event type'],
    [
      'one, before the file is cut',
      [`${gone}\n`, 'x\n', '{"typ'],
      'the file ends in the middle of line 4; everything before it was read, but line 3 is not an event and was skipped: not JSON',
    ],
  ])('lines that are no events: %s', async (_name, more, sentence) => {
    const { events, problem } = await ofLines(...more)
    expect(problem).toBe(sentence)
    const skipped = more.filter((line) => line !== '\n' && !line.startsWith(gone) && line !== '{"typ').length
    expect(events.at(-1)).toMatchObject({ type: 'lost', events: skipped, why: 'shape' })
  })

  test('bytes that are no text', async () => {
    const damaged = Buffer.concat([Buffer.from(`${header}${gone}\n${gone}\n`), Buffer.from([0x7b, 0xff, 0x0a])])
    const { events, problem } = await read(damaged, 16)
    expect(problem).toBe(`it is not a text file; everything before line ${events.length + 2} was read`)
  })
})

test('a piece of nothing but line ends is passed over, and its lines are counted', async () => {
  const { events, problem } = await read(Buffer.from(`${header}${gone}\n${'\n'.repeat(10_000)}x\n${gone}\n`), 64)
  expect(events.filter(({ type }) => type === 'gone')).toHaveLength(2)
  expect(problem).toBe('line 10003 is not an event and was skipped: not JSON')
})

test('a file that is cut within its header is known to be a session', async () => {
  async function* cut() {
    yield Buffer.from(header.slice(0, 70))
  }
  expect((await lookAt(cut())).kind).toBe('session')
})
