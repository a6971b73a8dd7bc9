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

test('the trailer of gRPC-web and the end of a Connect stream are no messages', () => {
  const decoder = createEnvelopesDecoder()
  const texts = ['\0\0\0\0\u0005hello', '\ufffd\0\0\0\u000fgrpc-status:0\r\n', '\u0002\0\0\0\u0002{}']
  expect(texts.flatMap((text) => decoder.feed(text))).toEqual([{ text: '\0\0\0\0\u0005hello' }])
})
