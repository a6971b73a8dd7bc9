import { expect, test } from 'vitest'
import type { FleetSession } from '../../../../src/format/export/fleet/fleet-session.ts'
import type { FleetTable } from '../../../../src/format/export/fleet/fleet-table.ts'
import { createFleetWriter } from '../../../../src/format/export/fleet/fleet-writer.ts'
import type { Parquet } from '../../../../src/format/export/fleet/parquet.ts'
import { page } from '../../../core/story.ts'
import { sourceOf } from '../exported.ts'
import { msLater } from './generated.ts'

const day = 86_400_000

/** A session that begins so many days later, in a table of one row for each. */
const sessionOn = (days: number, id = `s${days}`): FleetSession => ({
  id,
  file: `${id}.ndjson`,
  labels: {},
  redacted: true,
  problem: undefined,
  source: sourceOf(msLater(page(), days * day)).source,
})
const table: FleetTable = {
  name: 'sessions',
  columns: [{ name: 'session', type: 'text' }],
  async *rows({ id }) {
    yield [[id]]
  },
}

/** Parquet files that only note what is done with them; each row takes so many bytes. */
function noted(bytesOfRow: number) {
  const files: { rows: unknown[]; groups: number; finished: boolean }[] = []
  const parquet: Parquet = {
    create() {
      const file = { rows: [] as unknown[], groups: 0, finished: false }
      files.push(file)
      let waiting = 0
      return {
        get waiting() {
          return waiting
        },
        add(values) {
          file.rows.push(values[0])
          waiting += bytesOfRow
        },
        flush() {
          if (waiting > 0) file.groups++
          waiting = 0
        },
        finish() {
          file.finished = true
        },
      }
    },
    without: async () => 'all',
  }
  return { parquet, files }
}

test('sessions go to the part of the day on which they began', async () => {
  const { parquet, files } = noted(1)
  const writer = createFleetWriter(parquet, [table], () => {})
  for (const session of [sessionOn(0), sessionOn(1), sessionOn(0, 'second')]) await writer.add(session)
  expect(writer.finish()).toEqual([
    { day: '2026-09-21', sessions: new Set(['s0', 'second']) },
    { day: '2026-09-22', sessions: new Set(['s1']) },
  ])
  expect(files).toEqual([
    { rows: ['s0', 'second'], groups: 0, finished: true },
    { rows: ['s1'], groups: 0, finished: true },
  ])
})

test('rows of many days do not wait for the end: memory holds 24 MB of them', async () => {
  const { parquet, files } = noted(7_000_000)
  const writer = createFleetWriter(parquet, [table], () => {})
  for (let days = 0; days < 7; days++) await writer.add(sessionOn(days))
  expect(files.map(({ groups }) => groups)).toEqual([1, 1, 1, 1, 0, 0, 0])
})
