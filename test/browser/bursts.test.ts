import { beforeAll, describe, expect, test } from 'vitest'
import { kinds, launchBare } from './driven.ts'
import { type Flooded, openFlooded } from './flooded.ts'
import { countOf, type Pace, startPacedSite } from './paced-site.ts'
import { receive } from './payloads.ts'
import { started } from './started.ts'

const site = started(() => startPacedSite())

describe.each(kinds)('%s', (kind) => {
  const driven = started(() => launchBare(kind))
  let flooded: Flooded
  beforeAll(async () => {
    flooded = await openFlooded(driven, site.origin)
  })

  async function arrivesWhole(pace: Pace, binaryType?: BinaryType) {
    const arrived = await receive(flooded, site.origin, pace, binaryType)
    const { took, untilPanel, longTasks } = arrived
    console.info(kind, pace, binaryType ?? '', { took, untilPanel, longTasks, missing: arrived.missing })
    expect(arrived).toMatchObject({ count: countOf(pace), wrong: 0, missing: 0 })
    const { dropped, truncated } = arrived.session.completeness
    expect([dropped, truncated]).toEqual([0, 0])
  }

  test.each([10_000])('%i texts a second: every payload arrives, in order', (rate) =>
    arrivesWhole({ kind: 'text', rate, bytes: 100, seconds: 1 }),
  )

  test.each([10_000])('%i binary messages a second, as ArrayBuffers: every payload arrives, in order', (rate) =>
    arrivesWhole({ kind: 'binary', rate, bytes: 100, seconds: 1 }, 'arraybuffer'),
  )

  test.each([2000, 10_000])('%i binary messages a second, as Blobs: every payload arrives, in order', (rate) =>
    arrivesWhole({ kind: 'binary', rate, bytes: 100, seconds: 1 }, 'blob'),
  )

  test('a quiet stream of Blobs: every payload arrives', () =>
    arrivesWhole({ kind: 'binary', rate: 20, bytes: 100, seconds: 2 }, 'blob'))

  test('texts and Blobs of 100 kB, 10 MB a second: every payload arrives', async () => {
    await arrivesWhole({ kind: 'text', rate: 100, bytes: 100_000, seconds: 2 })
    await arrivesWhole({ kind: 'binary', rate: 100, bytes: 100_000, seconds: 2 }, 'blob')
  })
})
