import { expect, test } from 'vitest'
import { totals } from '../../panel/present/page/totals.ts'
import { formatClock, formatDate } from '../../panel/present/words/format-units.ts'
import { analysisTable } from '../../src/cli/table.ts'
import { analyze } from '../../src/core/analysis/analysis.ts'
import { sessionFacts } from '../../src/core/analysis/session-facts.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { every, page, session } from '../core/story.ts'
import { analysedOf } from './analysed.ts'

const at = 1_790_000_000_000
const frame = (doc: string): CaptureEvent[] => [
  { type: 'document', at, doc, url: `https://${doc}.test/ad.html`, context: 'frame' },
  { type: 'lost', at, doc, events: 1203, why: 'implausible' },
  { type: 'lost', at, doc, events: 1, why: 'implausible' },
]
const lying = (...docs: string[]) => session(page(), every(1000, 20), ...docs.map(frame))
const footer = (of: ReturnType<typeof session>) => totals(sessionFacts(of), analysedOf(of), of.streams.all.length)

test('the footer says whose data is implausible, and the counts of others are not taken for lower bounds', () => {
  expect(footer(lying())).toMatchObject({ implausible: '', complete: true })
  expect(footer(lying('other'))).toMatchObject({
    implausible: 'https://other.test reports implausible data: 1,204 records left out',
    losses: 'nothing lost',
  })
  expect(footer(lying('one', 'two', 'three')).implausible).toBe(
    'https://one.test and 2 more documents report implausible data: 3,612 records left out',
  )
})

test('the JSON and the table of the command line say so too', () => {
  const analysis = analyze(lying('other'), '')
  expect(analysis.completeness).toMatchObject({
    dropped: 0,
    implausible: [{ url: 'https://other.test/ad.html', records: 1204 }],
  })
  expect(analysisTable(analysis)).toContain(
    'https://other.test/ad.html reports implausible data: 1204 records were left out.',
  )
  expect(analyze(lying(), '').completeness).not.toHaveProperty('implausible')
})

test('of thousands of frames that lie a hundred are named, and the records of all are counted', () => {
  const { implausible } = analyze(lying(...Array.from({ length: 500 }, (_, index) => `f${index}`)), '').completeness
  expect(implausible).toHaveLength(100)
  expect(implausible!.reduce((sum, { records }) => sum + records, 0)).toBe(500 * 1204)
})

test('no time makes a date that cannot be written', () => {
  for (const time of [0, -1, 8.64e15, 8.64e15 + 1, 1e300, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(formatDate(time)).toMatch(/\d{4}/)
    expect(formatClock(time)).toMatch(/^\d\d:\d\d:\d\d\.\d{3}$/)
  }
})
