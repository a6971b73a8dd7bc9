import { describe, expect, test } from 'vitest'
import { kinds, launchBare } from './driven.ts'
import { flood, heapOf, openFlooded, untilSession } from './flooded.ts'
import { floodBytes, startHostileSite } from './hostile-site.ts'
import { started } from './started.ts'

const many = 1_000_000

const site = started(() => startHostileSite())

describe.each(kinds)('%s', (kind) => {
  const driven = started(() => launchBare(kind))

  test('a million messages at full speed: all are counted, the panel responds, its memory stays bounded', async () => {
    const flooded = await openFlooded(driven, `${site.origin}/plain`)
    await flooded.page.goto(`${site.origin}/plain?flood`)
    const { received, slowest, took } = await flood(flooded, many)
    expect(received).toBe(many)
    const { session } = await untilSession(flooded, 'the close', (all) => all.some(({ type }) => type === 'close'))
    const { count, bytes } = session.streams.all[0]!.in
    const heap = await heapOf(flooded)
    console.info(`${kind}: ${Math.round(took)} ms, slowest answer ${Math.round(slowest)} ms, heap ${heap ?? 'unknown'}`)
    expect([count, bytes, session.completeness.dropped]).toEqual([many + 1, many * floodBytes + 'the end'.length, 0])
    expect(slowest).toBeLessThan(3000)
    expect(heap ?? 0).toBeLessThan(400_000_000)
  })
})
