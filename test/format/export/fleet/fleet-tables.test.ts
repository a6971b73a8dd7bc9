import { expect, test } from 'vitest'
import type { StreamAnalysis } from '../../../../src/core/analysis/analysis.ts'
import { dayOf, type FleetSession } from '../../../../src/format/export/fleet/fleet-session.ts'
import type { FleetTable } from '../../../../src/format/export/fleet/fleet-table.ts'
import { fleetMessages, fleetTables } from '../../../../src/format/export/fleet/fleet-tables.ts'
import { connection, every, page } from '../../../core/story.ts'
import { sourceOf } from '../exported.ts'
import { fleetDocument } from './duckdb.ts'

const typeNames = {
  text: 'text',
  integer: 'int64',
  number: 'double',
  boolean: 'boolean',
  time: 'timestamp',
  labels: 'map',
}
const tables = [...fleetTables, fleetMessages]

/** The columns of a table as the document lists them, with their types. */
function documented(table: string): [string, string][] {
  const section = fleetDocument.split(/^### /m).find((part) => part.startsWith(`${table}\n`))!
  return [...section.matchAll(/^\| ([a-z_, ]+) \| (\w+) \| [^|]*\| [^|]*\|$/gm)]
    .filter(([, names]) => names !== 'column')
    .flatMap(([, names, type]) => names!.split(', ').map((name): [string, string] => [name, type!]))
}

test.each(tables)('the document lists the columns of $name in their order, and their types', ({ name, columns }) => {
  expect(documented(name)).toEqual(columns.map((column) => [column.name, typeNames[column.type]]))
})

const { source } = sourceOf([
  ...page(),
  ...every(1000, 8, () => ({ body: '{"same":1}' })),
  ...connection('websocket', [
    [200, '<', 'a'],
    [300, '>', 'b'],
  ]),
])
const session: FleetSession = {
  id: 'abc',
  file: 'x.ndjson',
  labels: { release: '1.4', branch: 'main' },
  redacted: true,
  problem: undefined,
  source,
}

/** The rows of a table as objects. */
async function rowsOf({ columns, rows }: FleetTable): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = []
  for await (const batch of rows(session))
    for (const row of batch) found.push(Object.fromEntries(columns.map(({ name }, index) => [name, row[index]])))
  return found
}

const table = (name: string) => tables.find((one) => one.name === name)!

test('a session is a row with its labels and the sums of its streams', async () => {
  const { page: about, totals, completeness } = source.analysis
  const [row, ...more] = await rowsOf(table('sessions'))
  expect(more).toEqual([])
  expect(row).toMatchObject({
    session: 'abc',
    file: 'x.ndjson',
    release: '1.4',
    labels: { release: '1.4', branch: 'main' },
    started_at: about.startedAt,
    duration_ms: about.durationMs,
    page_url: about.url,
    bytes_up: totals.bytesUp,
    bytes_down: totals.bytesDown,
    wasted: totals.wasted,
    streams: 2,
    events: completeness.events,
    redacted: true,
  })
})

test('a stream is a row with every figure of its cost, and its waste by reason', async () => {
  const rows = await rowsOf(table('streams'))
  expect(rows.map(({ session: id, stream }) => [id, stream])).toEqual(
    source.analysis.streams.map(({ id }) => ['abc', id]),
  )
  for (const [index, { cost, wastedBy, requests, firstAt }] of source.analysis.streams.entries()) {
    const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    const { bytesRange, perHour, ...figures } = cost
    for (const [name, value] of Object.entries(figures))
      expect([name, rows[index]![snake(name)]]).toEqual([name, value])
    expect(rows[index]).toMatchObject({
      requests,
      first_at: firstAt,
      bytes_per_hour: perHour.bytes,
      wasted_same: wastedBy.same ?? 0,
      bytes_range_low: bytesRange?.low,
    })
  }
  expect(rows.some(({ wasted_same }) => Number(wasted_same) > 0)).toBe(true)
})

const listed = <T>(list: (stream: StreamAnalysis) => readonly T[]) =>
  source.analysis.streams.flatMap((stream) => list(stream).map((one) => ({ stream: stream.id, one })))

test('what-if and advice have a row for each, with the stream that they are about', async () => {
  const [whatIf, advice] = [await rowsOf(table('what_if')), await rowsOf(table('advice'))]
  expect(whatIf.length).toBeGreaterThan(2)
  expect(whatIf.map(({ stream, technique, bytes_per_month }) => [stream, technique, bytes_per_month])).toEqual(
    listed((stream) => stream.whatIf).map(({ stream, one }) => [stream, one.technique, one.perUser.bytesPerMonth]),
  )
  expect(advice.length).toBeGreaterThan(0)
  expect(advice.map(({ stream, advice: id, text }) => [stream, id, text])).toEqual(
    listed((stream) => stream.advice).map(({ stream, one }) => [stream, one.id, one.text]),
  )
})

test('messages have a row for each message and answer', async () => {
  const rows = await rowsOf(table('messages'))
  const counted = source.analysis.streams.reduce(
    (sum, { messagesIn, messagesOut }) => sum + messagesIn + messagesOut,
    0,
  )
  expect(rows.filter(({ kind }) => kind !== 'failure').length).toBe(counted)
  expect(rows[0]).toMatchObject({ session: 'abc', happened_at: expect.any(Number), direction: 'in' })
})

test('the day of a session is that in UTC, and unknown where no calendar has it', () => {
  expect(dayOf(Date.parse('2026-11-28T23:59:59.9Z'))).toBe('2026-11-28')
  expect([0, -1, 1e300, Number.NaN, Date.parse('+010000-01-01T00:00:00Z')].map(dayOf)).toEqual(
    Array.from({ length: 5 }, () => '__HIVE_DEFAULT_PARTITION__'),
  )
})
