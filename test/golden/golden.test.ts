import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { analyzeFile } from '../../src/cli/analyze.ts'
import { type Analysis, analyze } from '../../src/core/analysis/analysis.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { createSession } from '../../src/core/session/session.ts'
import { expectedLabels, traced } from '../core/traces.ts'
import { seededStory } from './seeded-story.ts'

/** The analysis as text with a line for each stream, so that a difference shows its stream. */
function printed({ streams, ...rest }: Analysis): string {
  return [...streams, rest].map((part) => `${JSON.stringify(part)}\n`).join('')
}

const golden = (folder: string, name: string) => `./analyses/${folder}/${name}.jsonl`

const dataFolder = (name: string) => fileURLToPath(new URL(`../${name}/`, import.meta.url))

test.each(Array.from({ length: 50 }, (_, index) => index + 1))(
  'the seeded story %i is analyzed as it was',
  async (seed) => {
    const session = createSession()
    for (const event of seededStory(seed)) applyEvent(session, event)
    await expect(printed(analyze(session, 'Chromium 156'))).toMatchFileSnapshot(golden('stories', `${seed}`))
  },
)

test.each(Object.keys(expectedLabels))('the recorded timing %s is analyzed as it was', async (scenario) => {
  const name = scenario.replaceAll(/\W/g, '-')
  await expect(printed(analyze(traced(scenario, 180_000), ''))).toMatchFileSnapshot(golden('timings', name))
})

const captures = ['data/captures', 'format/sessions'].flatMap((folder) =>
  readdirSync(dataFolder(folder))
    .filter((file) => !file.endsWith('.md'))
    .map((file) => [file, dataFolder(folder) + file] as const),
)

test.each(captures)('the capture %s is analyzed as it was', async (name, path) => {
  const { analysis } = await analyzeFile(path)
  await expect(printed(analysis)).toMatchFileSnapshot(golden('captures', name))
})
