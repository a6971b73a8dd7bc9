import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCapture } from '../../../src/cli/read-capture.ts'
import type { CaptureEvent } from '../../../src/core/event/event.ts'
import { harLimits } from '../../../src/format/export/har/drafts.ts'
import { seededStory } from '../../golden/seeded-story.ts'
import { fixtureLines, fixtures } from '../session-fixtures.ts'
import { anyEvents } from './any-events.ts'
import { analysisOf, eventsOf, harOf } from './har-round-trip.ts'

const eventsOfFixture = (name: string) => fixtureLines(name).slice(1) as CaptureEvent[]
/** As a file holds them: a field that is undefined is not there. */
const asWritten = (events: readonly CaptureEvent[]) => JSON.parse(JSON.stringify(events)) as CaptureEvent[]
/** So tight that nearly every connection is divided, and what belongs to no entry is read once more. */
const tight = { ofEntry: 300, messages: 3, ofAll: 2000, open: 2, others: 300 }

const schema = JSON.parse(readFileSync(new URL('./har.schema.json', import.meta.url), 'utf8')) as object
const isHar = new Ajv({ strict: true }).compile(schema)

function expectValid(har: string): void {
  isHar(JSON.parse(har))
  expect(isHar.errors ?? []).toEqual([])
}

describe('a session comes back from its HAR as it was, and the HAR is valid', () => {
  test.each(fixtures)('%s', async (name) => {
    const events = eventsOfFixture(name)
    const { har, notes } = await harOf(events)
    expectValid(har)
    const back = await eventsOf(har)
    expect(back).toEqual({ events, problem: undefined })
    expect(analysisOf(back.events)).toEqual(analysisOf(events))
    expect(notes).toEqual([])
  })

  test.each([1, 2, 3, 5, 8, 13, 21, 34])('the seeded story %i, in one piece and in many', async (seed) => {
    const events = asWritten(seededStory(seed))
    for (const limits of [harLimits, tight]) {
      const { har } = await harOf(events, limits)
      expectValid(har)
      expect(await eventsOf(har)).toEqual({ events, problem: undefined })
    }
  })

  test('the batches in which events come change nothing', async () => {
    const events = [1, 2, 3].flatMap((seed) => asWritten(seededStory(seed)))
    const { har } = await harOf(events, tight, 1)
    for (const batch of [7, 499, events.length]) expect((await harOf(events, tight, batch)).har).toBe(har)
  })

  test('any events that a session may hold', async () => {
    await fc.assert(
      fc.asyncProperty(anyEvents, fc.boolean(), async (some, isTight) => {
        const events = asWritten(some)
        const { har } = await harOf(events, isTight ? tight : harLimits)
        expectValid(har)
        expect(await eventsOf(har)).toEqual({ events, problem: undefined })
      }),
      { seed: Date.now() >>> 0, numRuns: 400 },
    )
  })
})

const captures = fileURLToPath(new URL('../../data/captures/', import.meta.url))

describe('what Duplex reads of a HAR of another program comes back from the HAR that it writes', () => {
  test.each(readdirSync(captures).filter((name) => /\.har/.test(name)))('%s', async (name) => {
    const events: CaptureEvent[] = []
    for await (const item of readCapture(captures + name)) if (item.kind === 'event') events.push(item.event)
    expect(events.length).toBeGreaterThan(0)
    const { har } = await harOf(events)
    expectValid(har)
    expect((await eventsOf(har)).events).toEqual(asWritten(events))
  })
})
