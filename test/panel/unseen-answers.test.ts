import { expect, test } from 'vitest'
import { costSheet } from '../../panel/present/details/cost-rows.ts'
import { whatIfRows } from '../../panel/present/details/what-if-rows.ts'
import { streamRow } from '../../panel/present/list/stream-rows.ts'
import { sentence } from '../../panel/present/page/sentence.ts'
import { totals } from '../../panel/present/page/totals.ts'
import { figureText } from '../../panel/present/words/figure.ts'
import { analysisTable } from '../../src/cli/table.ts'
import { analyze } from '../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { every, page, session } from '../core/story.ts'
import { analysedOf, oneOf, pageUrl } from './analysed.ts'

const zero = page()[0]!.at
/** A picture that is asked for every second, and of which no more than its size is known. */
const camera = Array.from(
  { length: 30 },
  (_, index): CaptureEvent => ({
    type: 'timing',
    at: zero + index * 1000 + 130,
    doc: 'd1',
    url: 'http://site.test/camera.jpg',
    start: zero + index * 1000 + 100,
    asked: zero + index * 1000 + 100,
    first: zero + index * 1000 + 120,
    end: zero + index * 1000 + 125,
    encoded: 400,
    decoded: 400,
    status: 200,
    initiator: 'image',
  }),
)
const seen = session(page(), camera)
const both = session(
  page(),
  [...camera, ...every(1000, 30, () => ({ url: '/quotes', body: '{"same":1}' }))].sort((a, b) => a.at - b.at),
)

test('the row of a polled picture says that its waste is unknown, and marks what depends on it', () => {
  const row = streamRow(oneOf(seen, 'camera'), pageUrl, 0)
  expect(figureText(row.wasted)).toBe('unknown')
  expect(row.wasted.why).toContain('What 30 answers said is not known')
  expect(figureText(row.updates)).toBe('≤ 30')
  expect(row.overhead.mark).toBe('≥')
  expect(row).toMatchObject({ wasteful: false, advice: '' })
})

test('the footer’s waste is a lower bound as soon as one stream’s is unknown', () => {
  const { updates, wasted } = totals(both, analysedOf(both), 2)
  expect([figureText(updates), figureText(wasted)]).toEqual(['≤ 31', '≥ 29'])
})

test('what another technique would take is the most, and no saving is promised', () => {
  const [today, ...others] = whatIfRows(oneOf(seen, 'camera'), 1000)
  expect(today!.bandwidth.mark).toBe('~')
  for (const { bandwidth, requests, change, because } of others) {
    expect([bandwidth.mark, requests.mark]).toEqual(['≤', '≤'])
    expect(change).toMatch(/^at (least \d+ % less|most )/)
    expect(because[0]).toContain('What 30 answers said is not known')
  }
  const { costs, about } = sentence(analysedOf(seen), pageUrl, false)
  expect(about).toBeUndefined()
  expect(costs).toMatch(/^At least \d+ % of its realtime bytes are overhead\.$/)
})

test('the cost sheet marks what an update costs', () => {
  const { rows } = costSheet(oneOf(seen, 'camera'), 0)
  for (const label of ['Overhead', 'Bytes per update', 'Requests per update'])
    expect(rows.find((row) => row.label === label)!.figure.mark).toBe('≥')
})

test('the table of the command line says so, too', () => {
  const table = analysisTable(analyze(both, ''))
  expect(table).toMatch(/AJAX polling \(interval, image\) .* ≤30 +unknown .* ≥\d+ % .*camera/)
  expect(table).toMatch(/AJAX polling \(interval\) .* 1 +29 .*quotes/)
  expect(table).toContain('What 30 answers said is not known: some may have said nothing new.')
  expect(analysisTable(analyze(session(page(), every(1000, 30)), ''))).not.toMatch(/not known|[≤≥]/)
})
