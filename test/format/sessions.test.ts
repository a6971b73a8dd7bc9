import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { createSession } from '../../src/core/session/session.ts'
import { readSession } from '../../src/format/session/read.ts'
import { currentVersion } from '../../src/format/session/session-file.ts'

const folder = fileURLToPath(new URL('./sessions/', import.meta.url))
const files = readdirSync(folder)

test('there is a fixture of every version', () => {
  const versions = Array.from({ length: currentVersion }, (_, index) => `${index + 1}.duplex.ndjson`)
  expect(files).toEqual(versions)
})

// Each fixture records the same session, as far as its version can express it.
test.each(files)('%s can still be read, with the same meaning', async (name) => {
  const session = createSession()
  const problems: string[] = []
  async function* bytes() {
    yield readFileSync(folder + name)
  }
  for await (const item of readSession(bytes())) {
    if (item.kind === 'events') for (const event of item.events) applyEvent(session, event)
    if (item.kind === 'problem') problems.push(item.sentence)
  }
  expect(problems).toEqual([])
  const { streams, page, completeness } = analyze(session, '')
  expect(page.url).toBe('http://127.0.0.1:8000/')
  expect(completeness).toMatchObject({ dropped: 0, truncated: 0 })
  expect(streams).toContainEqual(expect.objectContaining({ technique: 'polling', context: 'page', requests: 10 }))
  expect(streams).toContainEqual(expect.objectContaining({ technique: 'websocket', context: 'page', messagesIn: 20 }))
  expect(streams).toContainEqual(expect.objectContaining({ technique: 'sse', context: 'page', messagesIn: 10 }))
  const ofWorkers = streams.filter((stream) => stream.unhooked)
  expect(ofWorkers.map((stream) => stream.technique).sort()).toEqual(
    name.startsWith('1.') ? [] : ['polling', 'sse', 'websocket'],
  )
})
