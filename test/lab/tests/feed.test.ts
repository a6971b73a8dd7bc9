import { describe, expect, it } from 'vitest'
import { createFeed } from '../feed.ts'

const first = (seed: number, meanMs: number, count: number) => {
  const feed = createFeed(seed, meanMs)
  return Array.from({ length: count }, (_, index) => feed.update(index))
}
const gaps = (seed: number, meanMs: number, count: number) =>
  first(seed, meanMs, count).map(({ at }, i, all) => (i === 0 ? Number.POSITIVE_INFINITY : at - all[i - 1]!.at))

describe('the feed', () => {
  it('is the same for the same seed and mean, in whatever order it is asked', () => {
    const backwards = createFeed(3, 2000)
    const late = backwards.update(99)
    expect(first(3, 2000, 100)[99]).toEqual(late)
    expect(first(3, 2000, 50)).toEqual(Array.from({ length: 50 }, (_, index) => backwards.update(index)))
  })

  it('differs for another seed', () => {
    expect(first(3, 2000, 10)).not.toEqual(first(4, 2000, 10))
  })

  it('never has two updates nearer than 300 ms, and keeps its mean', () => {
    const some = gaps(1, 2000, 5000).slice(1)
    expect(Math.min(...some)).toBeGreaterThanOrEqual(300)
    const mean = some.reduce((sum, gap) => sum + gap) / some.length
    expect(mean).toBeGreaterThan(1900)
    expect(mean).toBeLessThan(2100)
    expect(new Set(gaps(1, 10, 50).slice(1))).toEqual(new Set([300]))
  })

  it('has payloads of 40 to 2000 bytes, most of them small, all JSON with their index', () => {
    const updates = first(1, 2000, 2000)
    const sizes = updates.map(({ payload }) => Buffer.byteLength(payload)).sort((a, b) => a - b)
    expect(sizes[0]).toBeGreaterThanOrEqual(40)
    expect(sizes.at(-1)).toBeLessThanOrEqual(2000)
    expect(sizes.at(-1)).toBeGreaterThan(1500)
    expect(sizes[1000]).toBeGreaterThan(80)
    expect(sizes[1000]).toBeLessThan(150)
    expect(updates.map(({ payload }) => JSON.parse(payload).index)).toEqual(updates.map(({ index }) => index))
  })

  it('knows the newest update at any time', () => {
    const feed = createFeed(5, 1000)
    const { at } = feed.update(4)
    expect([feed.newestAt(-1), feed.newestAt(0), feed.newestAt(at - 1), feed.newestAt(at)]).toEqual([-1, 0, 3, 4])
  })
})
