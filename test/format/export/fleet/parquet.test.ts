import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { describe, expect, test } from 'vitest'
import type { FleetColumn } from '../../../../src/format/export/fleet/fleet-table.ts'
import { loadParquet } from '../../../../src/format/export/fleet/parquet.ts'

const parquet = await loadParquet()

/** A file in memory: what is appended, and the same as a reader takes it. */
function memory() {
  const pieces: Buffer[] = []
  const append = (bytes: Uint8Array) => void pieces.push(Buffer.from(bytes))
  const whole = () => new Uint8Array(Buffer.concat(pieces)).buffer
  return { append, whole, rows: async () => parquetReadObjects({ file: whole() }) }
}

const columns: readonly FleetColumn[] = [
  { name: 'session', type: 'text' },
  { name: 'text', type: 'text' },
  { name: 'integer', type: 'integer' },
  { name: 'number', type: 'number' },
  { name: 'boolean', type: 'boolean' },
  { name: 'time', type: 'time' },
  { name: 'labels', type: 'labels' },
]

function written(rows: readonly (readonly unknown[])[], flushAfter = Number.POSITIVE_INFINITY) {
  const file = memory()
  const part = parquet.create(columns, file.append)
  for (const [index, row] of rows.entries()) {
    part.add(row)
    if ((index + 1) % flushAfter === 0) part.flush()
  }
  part.finish()
  return file
}

describe('a Parquet file', () => {
  test('reads back as it was written, whatever its values are', async () => {
    const at = new Date('2026-11-28T23:59:59.999Z')
    const { rows } = written([
      ['a', 'ü\u{1f600} "x",\n', 2 ** 52, 0.1, true, at.getTime(), { release: '1.4', branch: 'main' }],
      ['b', '', -1, -1e300, false, 0.4, {}],
      ['c', null, undefined, null, null, undefined, null],
    ])
    expect(await rows()).toEqual([
      {
        session: 'a',
        text: 'ü\u{1f600} "x",\n',
        integer: 2n ** 52n,
        number: 0.1,
        boolean: true,
        time: at,
        labels: { release: '1.4', branch: 'main' },
      },
      { session: 'b', text: '', integer: -1n, number: -1e300, boolean: false, time: new Date(0), labels: {} },
      { session: 'c', text: null, integer: null, number: null, boolean: null, time: null, labels: undefined },
    ])
  })

  test('has null for figures that no column can hold', async () => {
    const impossible = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    const { rows } = written([
      ...impossible.map((value) => ['a', 'x', value, value, true, value, {}]),
      ['a', 'x', 2 ** 63, 1, true, 8.64e15 + 1, {}],
    ])
    expect((await rows()).map(({ integer, number, time }) => [integer, number, time])).toEqual([
      [null, null, null],
      [null, null, null],
      [null, null, null],
      [null, 1, null],
    ])
  })

  test('has a row group for each flush, with the least and the greatest of each column', () => {
    const rows = Array.from({ length: 30 }, (_, n) => ['s', `t${n + 10}`, n, n / 2, n > 0, 1e12 + n, {}])
    const { row_groups, num_rows } = parquetMetadata(written(rows, 10).whole())
    expect([num_rows, row_groups.map((group) => group.num_rows)]).toEqual([30n, [10n, 10n, 10n]])
    const [, text, integer, number, , time] = row_groups[1]!.columns.map((column) => column.meta_data!.statistics!)
    expect([text!.min_value, text!.max_value]).toEqual(['t20', 't29'])
    expect([integer!.min_value, integer!.max_value, integer!.null_count]).toEqual([10n, 19n, 0n])
    expect([number!.min_value, number!.max_value]).toEqual([5, 9.5])
    expect([time!.min_value, time!.max_value]).toEqual([new Date(1e12 + 10), new Date(1e12 + 19)])
  })

  test('without rows is a file all the same', async () => {
    const { rows, whole } = written([])
    expect(await rows()).toEqual([])
    expect(parquetMetadata(whole()).schema.map(({ name }) => name)).toContain('labels')
  })
})

describe('a file without some sessions', () => {
  const rows = Array.from({ length: 25 }, (_, n) => [
    `s${n % 5}`,
    `t${n}`,
    n,
    n % 3 ? n / 3 : null,
    n % 2 === 0,
    1.79e12 + n,
    { n: `${n}` },
  ])

  test('has the others as they were, in every row group', async () => {
    const old = written(rows, 10)
    const anew = memory()
    expect(await parquet.without(old.whole(), new Set(['s1', 's4', 'x']), anew.append)).toBe('some')
    const all = await old.rows()
    expect(all.length).toBe(25)
    expect(await anew.rows()).toEqual(all.filter(({ session }) => session !== 's1' && session !== 's4'))
  })

  test('is not written where nothing changes, or nothing is left', async () => {
    const anew = memory()
    const old = written(rows, 10).whole()
    expect(await parquet.without(old, new Set(['x']), anew.append)).toBe('all')
    expect(await parquet.without(written([]).whole(), new Set(['x']), anew.append)).toBe('all')
    expect(await parquet.without(old, new Set(['s0', 's1', 's2', 's3', 's4']), anew.append)).toBe('none')
    expect(anew.whole().byteLength).toBe(0)
  })
})
