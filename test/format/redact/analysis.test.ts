import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { readCapture } from '../../../src/cli/read-capture.ts'
import { analyze } from '../../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../../src/core/event/event.ts'
import { applyEvent } from '../../../src/core/session/apply-event.ts'
import { createSession } from '../../../src/core/session/session.ts'
import { endAllUnread } from '../../../src/core/session/unread.ts'
import { createRedactor } from '../../../src/format/redact/redact.ts'
import { seededStory } from '../../golden/seeded-story.ts'
import { createPlanter } from './planter.ts'

const folder = (name: string) => fileURLToPath(new URL(`../../${name}/`, import.meta.url))
const captures = ['data/captures', 'format/sessions'].flatMap((name) =>
  readdirSync(folder(name))
    .filter((file) => !file.endsWith('.md'))
    .map((file) => [file, folder(name) + file] as const),
)

async function* eventsOf(path: string): AsyncGenerator<CaptureEvent> {
  for await (const item of readCapture(path)) {
    if (item.kind === 'event') yield item.event
    else if (item.kind === 'events') yield* item.events
  }
}

/** An analysis in which texts differ by nothing but letters and digits: names in URLs are replaced, and all else must be the same. */
function blurred(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/[\p{L}\p{N}]/gu, 'x')
  if (Array.isArray(value)) return value.map(blurred)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, blurred(field)]))
}

/** @param seed of the secrets that are planted into the events @returns how many different values were replaced */
async function expectSameAnalysis(
  events: Iterable<CaptureEvent> | AsyncIterable<CaptureEvent>,
  seed: number,
): Promise<number> {
  const [whole, hidden] = [createSession(), createSession()]
  const plant = createPlanter(seed)
  const redactor = createRedactor()
  for await (const event of events) {
    const planted = plant(event)
    applyEvent(whole, planted)
    for (const one of redactor.redact(planted)) applyEvent(hidden, one)
  }
  for (const session of [whole, hidden]) endAllUnread(session)
  expect(blurred(analyze(hidden, '')), `seed ${seed}`).toEqual(blurred(analyze(whole, '')))
  return redactor.report().values
}

test.each(Array.from({ length: 50 }, (_, index) => index + 1))(
  'the story %i with secrets in it has the same analysis once they are replaced',
  async (seed) => {
    expect(await expectSameAnalysis(seededStory(seed), seed)).toBeGreaterThan(0)
  },
)

test.each(captures)(
  'the capture %s with secrets in it has the same analysis once they are replaced',
  async (_file, path) => {
    let values = 0
    for (const seed of [1, 2, 3, 4]) values += await expectSameAnalysis(eventsOf(path), seed)
    expect(values).toBeGreaterThan(0)
  },
)
