import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { writeTrace } from '../../../src/format/export/trace.ts'
import { seededStory } from '../../golden/seeded-story.ts'
import { sourceOf, textOf } from './exported.ts'
import type { ImportedTrack } from './trace-viewer.ts'

const importer = fileURLToPath(new URL('trace-viewer.ts', import.meta.url))

describe('the importer of chrome://tracing', () => {
  test.each([3, 8, 21])('takes the whole trace of the seeded story %i, with each slice in its track', async (seed) => {
    const { source } = sourceOf(seededStory(seed))
    const trace = await textOf(writeTrace(source))
    const imported = JSON.parse(
      execFileSync(process.execPath, ['--import', 'tsx', importer], { input: trace, encoding: 'utf8' }),
    ) as { warnings: string[]; tracks: ImportedTrack[] }
    expect(imported.warnings).toEqual([])

    const { traceEvents } = JSON.parse(trace) as {
      traceEvents: { ph: string; name: string; tid: number; ts: number; dur?: number; args: { name?: string } }[]
    }
    const names = new Map(
      traceEvents.flatMap(({ ph, name, tid, args }) =>
        ph === 'M' && name === 'thread_name' ? [[tid, args.name]] : [],
      ),
    )
    const shown = traceEvents.filter(({ ph }) => ph !== 'M')
    // The viewer counts from the first of all.
    const first = Math.min(...shown.map(({ ts }) => ts))
    const written = shown.map(
      ({ name, tid, ts, dur = 0 }) => `${names.get(tid)}: ${name} at ${ts - first} for ${dur} µs`,
    )
    const micros = (ms: number) => Math.round(ms * 1000)
    const read = imported.tracks.flatMap(({ process, name, slices }) => {
      expect(process).toBe(source.analysis.page.url)
      return slices.map((one) => `${name}: ${one.title} at ${micros(one.start)} for ${micros(one.duration)} µs`)
    })
    expect(written.length).toBeGreaterThan(20)
    expect(read.sort()).toEqual(written.sort())
  })
})
