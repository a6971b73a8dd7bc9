import { beforeAll, describe, expect, test } from 'vitest'
import { kinds, launchBare } from './driven.ts'
import { type Flooded, openFlooded } from './flooded.ts'
import { countOf, type Pace, startPacedSite } from './paced-site.ts'
import { receive } from './payloads.ts'
import { started } from './started.ts'

const site = started(() => startPacedSite())

const paces: [string, Pace, BinaryType][] = [
  ['50,000 texts a second', { kind: 'text', rate: 50_000, bytes: 100, seconds: 3 }, 'blob'],
  ['50,000 ArrayBuffers a second', { kind: 'binary', rate: 50_000, bytes: 100, seconds: 3 }, 'arraybuffer'],
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

  test.each(paces)('%s: every payload arrives, in order', async (name, pace, binaryType) => {
    const { session, ...arrived } = await receive(flooded, site.origin, pace, binaryType)
    const { dropped, truncated } = session.completeness
    console.info(kind, name, JSON.stringify({ ...arrived, dropped, truncated }))
    expect({ ...arrived, dropped }).toMatchObject({ count: countOf(pace), wrong: 0, dropped: 0 })
    expect(truncated).toBe(arrived.missing)
    expect(arrived.missing).toBe(0)
  })
})
