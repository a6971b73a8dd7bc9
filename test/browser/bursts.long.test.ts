import { beforeAll, describe, expect, test } from 'vitest'
import { kinds, launchBare } from './driven.ts'
import { type Flooded, openFlooded } from './flooded.ts'
import { countOf, type Pace, startPacedSite } from './paced-site.ts'
import { receive } from './payloads.ts'
import { started } from './started.ts'

const site = started(() => startPacedSite())

const fast: [string, Pace, BinaryType][] = [
  ['50,000 texts a second', { kind: 'text', rate: 50_000, bytes: 100, seconds: 3 }, 'blob'],
  ['50,000 ArrayBuffers a second', { kind: 'binary', rate: 50_000, bytes: 100, seconds: 3 }, 'arraybuffer'],
]
// Two cores that also run server and test do not carry so much to the panel: Chromium alone hands a page some 2,500 Blobs a second.
const beyondTwoCores: [string, Pace, BinaryType][] = [
  ['20,000 Blobs a second', { kind: 'binary', rate: 20_000, bytes: 100, seconds: 3 }, 'blob'],
  ['50 MB of text a second', { kind: 'text', rate: 500, bytes: 100_000, seconds: 3 }, 'blob'],
  ['50 MB of ArrayBuffers a second', { kind: 'binary', rate: 500, bytes: 100_000, seconds: 3 }, 'arraybuffer'],
  ['50 MB of Blobs a second', { kind: 'binary', rate: 500, bytes: 100_000, seconds: 3 }, 'blob'],
]

describe.each(kinds)('%s', (kind) => {
  const driven = started(() => launchBare(kind))
  let flooded: Flooded
  beforeAll(async () => {
    flooded = await openFlooded(driven, site.origin)
  })

  async function arrives(name: string, pace: Pace, binaryType: BinaryType) {
    const { session, ...arrived } = await receive(flooded, site.origin, pace, binaryType)
    const { dropped, truncated, leftOut } = session.completeness
    console.info(kind, name, JSON.stringify({ ...arrived, dropped, truncated }))
    expect({ ...arrived, dropped, truncated }).toMatchObject({
      count: countOf(pace),
      wrong: 0,
      dropped: 0,
      truncated: leftOut,
    })
    return { missing: arrived.missing, leftOut }
  }

  test.each(fast)('%s: every payload arrives, in order', async (...pace) => {
    expect(await arrives(...pace)).toEqual({ missing: 0, leftOut: 0 })
  })

  test.each(beyondTwoCores)(
    '%s: every message arrives, and each payload or its place in the count',
    async (...pace) => {
      const { missing, leftOut } = await arrives(...pace)
      expect([missing, missing + 1]).toContain(leftOut) // the message after the last has a payload, too
    },
  )
})
