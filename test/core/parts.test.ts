import { expect, test } from 'vitest'
import type { Decoded } from '../../src/core/framing/decoder.ts'
import { createEnvelopesDecoder } from '../../src/core/framing/envelopes.ts'
import { createPartsDecoder } from '../../src/core/framing/parts.ts'

const head = 'content-type: application/json\r\n\r\n'
const deferred = `---\r\n${head}{"data":1,"hasNext":true}\r\n---\r\n${head}{"incremental":[2],"hasNext":false}\r\n-----\r\n`
const subscribed = `--graphql\r\n${head}{}\r\n--graphql\r\n${head}{"payload":{"data":{"text":"--graphql"}}}\r\n--graphql`

/** All messages of a body that arrives in these pieces. */
function decode(...pieces: string[]): string[] {
  const decoder = createPartsDecoder()
  const found: Decoded[] = [...pieces.flatMap((piece) => decoder.feed(piece)), ...decoder.end()]
  return found.map(({ text }) => text)
}

test.each([
  ['of a deferred answer', deferred, ['{"data":1,"hasNext":true}', '{"incremental":[2],"hasNext":false}']],
  ['of a subscription', subscribed, ['{}', '{"payload":{"data":{"text":"--graphql"}}}']],
  ['after an empty line, without header fields', '\r\n--x\r\n\r\none\r\n--x\r\n\r\ntwo\r\n--x--\r\n', ['one', 'two']],
])('parts %s are messages, wherever the body is cut', (_name, body, messages) => {
  expect(decode(body)).toEqual(messages)
  for (let cut = 1; cut < body.length; cut++)
    expect(decode(body.slice(0, cut), body.slice(cut)), `cut at ${cut}`).toEqual(messages)
  expect(decode(...body)).toEqual(messages)
})

test('a part in JSON is a message when it is complete, not when the next one begins', () => {
  const decoder = createPartsDecoder()
  expect(decoder.feed(`--graphql\r\n${head}{"payload":1}`)).toEqual([{ text: '{"payload":1}' }])
  expect(decoder.feed(`\r\n--graphql\r\n${head}{}`)).toEqual([{ text: '{}' }])
})

test('a body whose beginning was missed is read from its next boundary on', () => {
  expect(decode(`${head}{"v":1}\r\n--graphql`, `\r\n${head}{}\r\n--graphql`)).toEqual(['{"v":1}', '{}'])
})

/** An envelope, with a unit for each octet. */
const envelope = (flag: number, text: string) => {
  const octets = Array.from(new TextEncoder().encode(text), (octet) => String.fromCharCode(octet)).join('')
  return String.fromCharCode(flag, 0, 0, octets.length >> 8, octets.length & 255) + octets
}

test('envelopes are messages, wherever the body is cut; the trailer of gRPC-web and the end of a Connect stream are none', () => {
  const messages = ['hello', '{"name":"grüße"}', '', 'x'.repeat(300)]
  for (const last of [envelope(0x80, 'grpc-status:0\r\n'), envelope(0x02, '{}')]) {
    const body = messages.map((text) => envelope(0, text)).join('') + last
    const read = (...pieces: string[]) => {
      const decoder = createEnvelopesDecoder()
      return [...pieces.flatMap((piece) => decoder.feed(piece)), ...decoder.end()].map(({ text }) => text)
    }
    expect(read(body)).toEqual(messages)
    for (let cut = 1; cut < body.length; cut++) expect(read(body.slice(0, cut), body.slice(cut))).toEqual(messages)
    expect(read(...body)).toEqual(messages)
  }
})

test('of a body that is framed otherwise than by envelopes each piece is a message', () => {
  const decoder = createEnvelopesDecoder()
  expect(['plain text', 'and more'].flatMap((text) => decoder.feed(text))).toEqual([
    { text: 'plain text' },
    { text: 'and more' },
  ])
})
