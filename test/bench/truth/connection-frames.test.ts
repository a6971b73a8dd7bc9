import { expect, test } from 'vitest'
import { connectionFrames } from './connection-frames.ts'

const frame = (length: number, type: number, stream: number) => {
  const head = Buffer.alloc(9 + length)
  head.writeUIntBE(length, 0, 3)
  head[3] = type
  head.writeUInt32BE(stream, 5)
  return head
}
const [settings, headers, data, windowUpdate] = [frame(18, 4, 0), frame(40, 1, 1), frame(300, 0, 1), frame(4, 8, 0)]

test('octets of a connection itself are its preface and the frames of stream 0, however they are cut', () => {
  const sent = Buffer.concat([
    Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
    settings,
    headers,
    windowUpdate,
    data,
    settings,
  ])
  for (const size of [1, 7, 64, 1000]) {
    const frames = connectionFrames(true)
    for (let at = 0; at < sent.length; at += size) frames.feed(sent.subarray(at, at + size))
    expect(frames.octets()).toBe(24 + 27 + 13 + 27)
  }
})

test('what a server sends has no preface', () => {
  const frames = connectionFrames(false)
  frames.feed(Buffer.concat([settings, headers]))
  expect(frames.octets()).toBe(27)
})
