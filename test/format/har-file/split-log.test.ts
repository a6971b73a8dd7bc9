import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLogSplitter } from '../../../src/format/har-file/split-log.ts'

const encode = (text: string) => new TextEncoder().encode(text)

/** The parts found in a file that arrives in pieces of these lengths, with the rest as a last piece. */
function split(text: string, cuts: readonly number[] = []) {
  const bytes = encode(text)
  const splitter = createLogSplitter(0)
  const entries: unknown[] = []
  const marks: unknown[] = []
  const others: unknown[] = []
  let at = 0
  for (const to of [...cuts, bytes.length]) {
    for (const part of splitter.feed(bytes.subarray(at, to))) {
      if (part.kind === 'entry') {
        entries.push(JSON.parse(new TextDecoder().decode(bytes.subarray(part.from, part.to))))
        marks.push(part.marks)
      } else if ('value' in part) others.push([part.kind, part.value])
      else
        others.push([part.kind, JSON.parse(new TextDecoder().decode(bytes.subarray(part.from, part.to))), part.marks])
    }
    at = to
  }
  return { entries, marks, others, problem: splitter.end(), isLog: splitter.isLog() }
}

const awkward = `\ufeff
{ "comment" : {"log":[1,{"entries":[0]}]} , "log":
  {"entries" :[ {"startedDateTime":"2026-01-02T03:04:05Z", "a":"\\\\\\"]}", "request":{"url":"http://a.test/\\u00fc\\n","headers":[{"url":"no"}]}},
  { } , {"_duplex" :{ "events":[{"first":"no"}],"first":"12"},"first":1,"pageref":"p\\"1","x":{"startedDateTime":"no"},"startedDateTim\\u0065":"grüße 😀", "request" : { "method":"url", "url" : "u" } }],
  "version":"1.2","n":-1.5e+3,"t":[true,null,[[]],{}], "pages":[{"id":"p\\"1","title":"entries"}],"creator":{"name":"x","version":""}
  ,"browser" : null , "_duplex":[ {"events":[{"url":"no"}] ,"first":"3"}]}
}
 `

const found = {
  entries: [
    {
      startedDateTime: '2026-01-02T03:04:05Z',
      a: '\\"]}',
      request: { url: 'http://a.test/ü\n', headers: [{ url: 'no' }] },
    },
    {},
    {
      _duplex: { events: [{ first: 'no' }], first: '12' },
      first: 1,
      pageref: 'p"1',
      x: { startedDateTime: 'no' },
      startedDateTime: 'grüße 😀',
      request: { method: 'url', url: 'u' },
    },
  ],
  marks: [
    { started: '2026-01-02T03:04:05Z', url: 'http://a.test/ü\n' },
    {},
    { page: 'p"1', started: 'grüße 😀', url: 'u', first: '12' },
  ],
  others: [
    ['page', { id: 'p"1', title: 'entries' }],
    ['creator', { name: 'x', version: '' }],
    ['browser', null],
    ['events', { events: [{ url: 'no' }], first: '3' }, { first: '3' }],
  ],
  problem: undefined,
  isLog: true,
}

describe('a log is found', () => {
  test('in any order of keys, with any spaces', () => {
    expect(split(awkward)).toEqual(found)
  })

  test('wherever the file is cut in two, and in single bytes', () => {
    const { length } = encode(awkward)
    for (let cut = 1; cut < length; cut++) expect(split(awkward, [cut])).toEqual(found)
    expect(
      split(
        awkward,
        Array.from({ length }, (_, at) => at),
      ),
    ).toEqual(found)
  })

  test('with entries of any JSON', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue()),
        fc.constantFrom(undefined, 1, '\t'),
        fc.array(fc.nat(2000)),
        (entries, indent, cuts) => {
          const text = JSON.stringify({ log: { version: '1.2', entries } }, null, indent)
          const { length } = encode(text)
          const within = cuts.filter((cut) => cut < length).sort((a, b) => a - b)
          expect(split(text, within)).toMatchObject({
            entries: JSON.parse(JSON.stringify(entries)),
            problem: undefined,
          })
        },
      ),
    )
  })
})

describe('a file that is truncated, or of another kind', () => {
  test.each([
    ['{"log":{"entries":[{"a":1},{"b', 1, /in the middle of entry 2$/],
    ['{"log":{"entries":[{"a":1},', 1, /ends before its log does/],
    ['{"log":{"entries":[{"a":1}', 1, /ends before its log does/],
    ['{"log":{"entries":[{"a":1}]}', 1, /ends before its log does/],
    ['{"log":{"entries":[{"a":1} oops', 1, /no JSON after entry 1 \(octet 27\)/],
    ['{"log":{"entries":[{"a":1},]}}', 1, /no JSON after entry 1 \(octet 27\)/],
    ['{"log":{"entries":[{"a":1}]}} {"log":{}}', 1, /something follows the log \(octet 30\)/],
    ['{"log":{}}', 0, /its log has no entries/],
    ['{"log":{"entries":null}}', 0, /its log has no entries/],
    ['{"log" "entries"', 0, /no JSON \(octet 7\)/],
    ['', 0, /ends before/],
  ])('%s', (text, entries, sentence) => {
    const read = split(text)
    expect(read.entries.length).toBe(entries)
    expect(read.problem).toMatch(sentence)
  })

  test('JSON without a log has none', () => {
    for (const text of ['[]', '{"a":{"log":{}}}', '"log"', '1', '{"log":[1]}']) expect(split(text).isLog).toBe(false)
  })

  test('a page entry or URL that is far too long is left out', () => {
    const long = 'x'.repeat(70_000)
    const text = JSON.stringify({
      log: { pages: [{ id: long }, { id: 'b' }], entries: [{ request: { url: long }, pageref: 'b' }] },
    })
    expect(split(text, [3000, 40_000])).toMatchObject({ others: [['page', { id: 'b' }]], marks: [{ page: 'b' }] })
  })
})
