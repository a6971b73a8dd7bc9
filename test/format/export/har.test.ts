import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { CaptureEvent } from '../../../src/core/event/event.ts'
import { analysisOf, eventsOf, harOf } from './har-round-trip.ts'

const sessions = ['3-whole-vocabulary', '3', '2'].map((name) => [name] as const)

const fixture = (name: string): CaptureEvent[] =>
  readFileSync(new URL(`../sessions/${name}.duplex.ndjson`, import.meta.url), 'utf8')
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as CaptureEvent)

describe('a session comes back from its HAR as it was', () => {
  test.each(sessions)('%s', async (name) => {
    const events = fixture(name)
    const { har, notes } = await harOf(events)
    const back = await eventsOf(har)
    expect(back.problem).toBeUndefined()
    expect(back.events).toEqual(events)
    expect(analysisOf(back.events)).toEqual(analysisOf(events))
    expect(notes).toEqual([])
  })
})
