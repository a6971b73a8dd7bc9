import { expect, test } from 'vitest'
import { harInBlob, harKept } from '../../../panel/capture/open/har-in-blob.ts'
import { createKeptBlocks } from '../../../panel/capture/open/kept-blocks.ts'
import { Fault } from '../../../src/format/unpack.ts'
import { seeded } from '../../seeded.ts'

const megabyte = 2 ** 20
const bytes = Uint8Array.from({ length: 9.5 * megabyte }, (_, index) => (index * 7 + (index >> 9)) & 0xff)
async function* pieces() {
  for (let at = 0; at < bytes.length; at += 700_000) yield bytes.subarray(at, at + 700_000)
}

test.each([
  ['in a file', () => harInBlob(new Blob([bytes]), pieces())],
  ['that is kept compressed', () => harKept(pieces())],
])('a HAR %s gives any of its bytes again', async (_, open) => {
  const seed = Date.now() >>> 0
  console.log(`seed ${seed}`)
  const random = seeded(seed)
  const har = open()
  let length = 0
  for await (const piece of har.bytes) length += piece.length
  expect(length).toBe(bytes.length)
  for (let round = 0; round < 60; round++) {
    const from = Math.floor(random() * bytes.length)
    const to = Math.min(bytes.length, from + Math.floor(random() ** 4 * 6 * megabyte))
    const slice = await har.slice(from, to)
    expect(Buffer.compare(slice, bytes.subarray(from, to)), `seed ${seed}: ${from} to ${to}`).toBe(0)
  }
})

test('what is kept has a limit, which is a fault of the file', async () => {
  const blocks = createKeptBlocks(1000)
  const random = seeded(1)
  const noise = Uint8Array.from({ length: megabyte }, () => random() * 256)
  await expect(blocks.add(noise)).rejects.toThrow(Fault)
})
