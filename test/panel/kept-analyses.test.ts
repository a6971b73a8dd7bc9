import { expect, test } from 'vitest'
import { createKeptAnalyses } from '../../panel/capture/kept-analyses.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { connection, every, exchange, page, session } from '../core/story.ts'

/** A clock that stands still, so that a pass has the time that it needs. */
const still = () => 0

const sockets = (count: number) =>
  Array.from({ length: count }, (_, index) => connection('websocket', [], `ws://site.test/${index}`)).flat()

test('an unchanged stream is not analysed again', () => {
  const analyses = createKeptAnalyses(undefined, still)
  const seen = session(page(), every(1000, 5), connection('websocket', [[200, '<', 'a']]))
  const before = analyses(seen, seen.lastAt).streams
  const after = analyses(seen, seen.lastAt).streams
  expect(after.map((one, index) => one === before[index])).toEqual([true, true])
})

test('an open stream ages with the clock', () => {
  const analyses = createKeptAnalyses(undefined, still)
  const seen = session(page(), connection('websocket', [[200, '<', 'a']]))
  const [before] = analyses(seen, seen.lastAt).streams
  const [after] = analyses(seen, seen.lastAt + 5000).streams
  expect(after!.analysis.cost.connectionSeconds - before!.analysis.cost.connectionSeconds).toBeCloseTo(5)
})

test('a pass has a limit, the selected stream comes first, and all are analysed in turn', () => {
  const analyses = createKeptAnalyses(2, still)
  const seen = session(page(), sockets(10))
  const first = analyses(seen, seen.lastAt)
  expect(first.streams).toHaveLength(10)
  expect(first.behind).toBe(false)
  for (const stream of seen.streams.all) stream.revision++
  const changed = () => {
    const before = first.streams.map((one) => one.analysis)
    const pass = analyses(seen, seen.lastAt, 's9')
    return { behind: pass.behind, count: pass.streams.filter((one, index) => one.analysis !== before[index]).length }
  }
  expect(changed()).toEqual({ behind: true, count: 3 })
  for (let pass = 0; pass < 3; pass++) changed()
  expect(changed()).toEqual({ behind: false, count: 10 })
})

test('another session starts afresh', () => {
  const analyses = createKeptAnalyses(undefined, still)
  analyses(session(page(), every(1000, 5)), 0)
  expect(analyses(session(page()), 0).streams).toEqual([])
})

test('new streams are listed at once', () => {
  const analyses = createKeptAnalyses(1, still)
  const seen = session(page(), sockets(3))
  analyses(seen, seen.lastAt)
  for (const event of exchange(9000, { url: '/new' })) applyEvent(seen, event)
  expect(analyses(seen, seen.lastAt).streams).toHaveLength(4)
})

test('new streams wait for the next pass once a pass has taken long, and then all are listed', () => {
  let now = 0
  const analyses = createKeptAnalyses(undefined, () => {
    now += 10
    return now
  })
  const seen = session(page(), sockets(7))
  const passes = Array.from({ length: 4 }, () => {
    const { streams, behind } = analyses(seen, seen.lastAt)
    return [streams.length, behind]
  })
  expect(passes).toEqual([
    [2, true],
    [4, true],
    [6, true],
    [7, false],
  ])
})
