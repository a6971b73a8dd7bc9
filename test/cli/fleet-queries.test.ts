import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answers, type Known } from '../format/export/fleet/answers.ts'
import { type Database, openDatabase, queries, type Row } from '../format/export/fleet/duckdb.ts'
import { analysisOf, fileOf, generatedSession } from '../format/export/fleet/generated.ts'
import { builtCommand, runCommand } from './run-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'duplex-fleet-'))
const lake = join(folder, 'lake')
const seed = Math.floor(Math.random() * 1e6)
const command = await builtCommand()

// The last hundred are of no release that anybody knows.
const sessions = Array.from({ length: 1000 }, (_, index) => ({
  release: index < 450 ? '1.4' : index < 900 ? '1.5' : undefined,
  file: join(folder, `${index}.ndjson`),
  events: generatedSession(seed + index),
}))
const known: Known[] = sessions.map(({ release, events }) => ({ release, analysis: analysisOf(events) }))

let database: Database | undefined

beforeAll(async () => {
  for (const { file, events } of sessions) writeFileSync(file, fileOf(events))
  for (const release of ['1.4', '1.5', undefined]) {
    const files = sessions.filter((one) => one.release === release).map(({ file }) => file)
    const label = release === undefined ? [] : ['--label', `release=${release}`]
    const ran = await runCommand(process.execPath, [
      ...command,
      'convert',
      ...files,
      '--to',
      'parquet',
      ...label,
      '--out',
      lake,
    ])
    expect(ran).toEqual({ code: 0, out: '', err: '' })
  }
  database = await openDatabase(lake)
}, 120_000)
afterAll(() => {
  database?.close()
  rmSync(folder, { recursive: true })
})

/** Rows with figures that are not whole to nine digits: sums of fractions depend on their order. */
const rounded = (rows: readonly Row[]) =>
  rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        typeof value === 'number' && !Number.isInteger(value) ? value.toPrecision(9) : value,
      ]),
    ),
  )

describe(`the queries of the document answer for 1,000 generated sessions as the sessions themselves (seed ${seed})`, () => {
  test('once their tables are there', async () => {
    const [views] = queries.filter(({ heading }) => heading === 'Queries')
    await database!.rows(views!.sql)
    const count = 'SELECT count(*) AS many, count(DISTINCT session) AS different FROM sessions'
    expect(await database!.rows(count)).toEqual([{ many: 1000, different: 1000 }])
  })

  const asked = queries.filter(({ heading }) => heading !== 'Queries' && heading !== 'Joining parts')

  test.each(asked)('$heading', async ({ heading, sql }) => {
    const place = asked.filter((one) => one.heading === heading).findIndex((one) => one.sql === sql)
    const expected = answers[heading]![place]!(known)
    expect(expected.length).toBeGreaterThan(1)
    expect(rounded(await database!.rows(sql))).toEqual(rounded(expected))
  })

  test('each query with its answer, and each answer with its query', () => {
    const counted = Object.fromEntries(Object.entries(answers).map(([heading, list]) => [heading, list.length]))
    const found = Object.fromEntries(
      asked.map(({ heading }) => [heading, asked.filter((one) => one.heading === heading).length]),
    )
    expect(found).toEqual(counted)
  })

  test('and parts that DuckDB has joined hold the same, to which sessions can be added again', async () => {
    const joined = `${lake}-joined`
    mkdirSync(joined)
    await database!.rows(queries.find(({ heading }) => heading === 'Joining parts')!.sql)
    const again = sessions.slice(440, 460)
    const words = [
      'convert',
      ...again.map(({ file }) => file),
      '--to',
      'parquet',
      '--label',
      'release=2',
      '--out',
      joined,
    ]
    expect(await runCommand(process.execPath, [...command, ...words])).toEqual({ code: 0, out: '', err: '' })
    const anew = await openDatabase(joined)
    await anew.rows(queries.find(({ heading }) => heading === 'Queries')!.sql)
    const counted = await anew.rows(
      "SELECT count(*) AS many, count(DISTINCT session) AS different, count(CASE WHEN release = '2' THEN 1 END) AS relabelled FROM sessions",
    )
    expect(counted).toEqual([{ many: 1000, different: 1000, relabelled: 20 }])
    const { sql } = queries.find(({ heading }) => heading === 'Which streams waste most?')!
    expect(await anew.rows(sql)).toEqual(await database!.rows(sql))
    anew.close()
  })
})
