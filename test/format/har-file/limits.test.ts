import { expect, test } from 'vitest'
import { harThatComes } from '../../../src/cli/har-source.ts'
import type { HarItem } from '../../../src/format/har-file/read-har.ts'
import { readHar } from '../../../src/format/har-file/read-har.ts'
import { exchange, har } from './written.ts'

const encoder = new TextEncoder()
const good = JSON.stringify(exchange('chromium', { at: 0 }))
const [head, tail] = har('chromium', [])
  .split('"entries":[]')
  .map((part, index) => (index === 0 ? `${part}"entries":[` : `]${part}`)) as [string, string]

/** A HAR of these texts, one after the other: none of them is ever in memory together with all others. */
async function* pieces(texts: Iterable<string>): AsyncGenerator<Uint8Array> {
  yield encoder.encode(head + good)
  for (const text of texts) yield encoder.encode(text)
  yield encoder.encode(`,${good}${tail}`)
}

function* repeated(text: string, times: number): Generator<string> {
  for (let index = 0; index < times; index++) yield text
}

/** Reads a HAR to its end. @returns the number of its requests, and the problem */
async function read(texts: Iterable<string>, most?: number) {
  const source = harThatComes(pieces(texts))
  const items: HarItem[] = []
  let requests = 0
  try {
    for await (const item of readHar(source, most)) {
      if (item.kind === 'event' && item.event.type === 'request') requests++
      if (item.kind === 'problem') items.push(item)
    }
  } finally {
    source.close()
  }
  const [problem] = items as { sentence: string }[]
  return { requests, sentence: problem?.sentence }
}

test('millions of numbers where entries should be are counted, and the entries beside them are read', async () => {
  const { requests, sentence } = await read(repeated(',1'.repeat(10_000), 200))
  expect(requests).toBe(2)
  expect(sentence).toBe('2000000 entries could not be understood; everything else was read')
})

test('an entry of more values than memory allows is left out, and says so', async () => {
  const values = [',{"x":[', ...repeated('{"a":1},'.repeat(10_000), 101), '0]}']
  const { requests, sentence } = await read(values)
  expect(requests).toBe(2)
  expect(sentence).toMatch(
    /^1 entry could not be taken in for being longer than 64 MB or holding more than 1 million values/,
  )
})

test('a URL of hundreds of megabytes is not kept', async () => {
  const before = process.memoryUsage().arrayBuffers
  let most = 0
  function* url() {
    yield ',{"request":{"method":"GET","url":"https://a.test/'
    for (const text of repeated('x'.repeat(1_000_000), 150)) {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before)
      yield text
    }
    yield '"}}'
  }
  const { requests, sentence } = await read(url())
  expect(requests).toBe(2)
  expect(sentence).toMatch(/^1 entry could not be taken in for being longer than 64 MB/)
  expect(most).toBeLessThan(100e6)
})

test('more entries than have places are refused with their limit, and those before are read', async () => {
  const entry = `,{"a":"${'x'.repeat(24)}"}`
  const { requests, sentence } = await read(repeated(entry.repeat(100), 51), 5000)
  expect(requests).toBe(1)
  expect(sentence).toBe('it has more than 5000 entries; everything before it was read')
})

test('a HAR that unpacks to more than the disk may hold is read up to there, and says what to do', async () => {
  const source = harThatComes(pieces(repeated(' '.repeat(1_000_000), 5)), 2_000_000)
  const items: HarItem[] = []
  for await (const item of readHar(source)) items.push(item)
  source.close()
  expect(items.some((item) => item.kind === 'event' && item.event.type === 'request')).toBe(true)
  expect(items.at(-1)).toMatchObject({
    kind: 'problem',
    sentence: expect.stringMatching(
      /^it is longer than 2 MB when it is unpacked: unpack it first, .*; everything before it was read$/,
    ),
  })
})
