import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import { eventShapes } from '../../src/core/event/event-shape.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { createSession } from '../../src/core/session/session.ts'
import { currentVersion } from '../../src/format/session/session-file.ts'
import { read } from './read-bytes.ts'
import { fixtureBytes, fixtureLines, fixtures } from './session-fixtures.ts'
import { added, vocabularyIn, vocabularyOf } from './session-vocabulary.ts'

const pathOf = (place: string) => fileURLToPath(new URL(place, import.meta.url))
const changelog = readFileSync(pathOf('../../src/format/CHANGELOG.md'), 'utf8')
const analyses = pathOf('../golden/analyses/captures/')
const versions = Array.from({ length: currentVersion }, (_, index) => index + 1)
const recorded = versions.map((version) => `${version}.duplex.ndjson`)
const whole = versions.map((version) => `${version}-whole-vocabulary.duplex.ndjson`)

test('there are two fixtures of every version', () => {
  expect(fixtures).toEqual([...recorded, ...whole].sort())
})

describe.each(versions)('version %i', (version) => {
  const events = (name: string) => fixtureLines(name).slice(1)

  test('the fixtures say that they are of it', () => {
    for (const name of [recorded[version - 1]!, whole[version - 1]!])
      expect(fixtureLines(name)[0]).toMatchObject({ version })
  })

  test('one has every type, field and word that the version has, and none of a later one', () => {
    expect(vocabularyIn(events(whole[version - 1]!))).toEqual(vocabularyOf(version))
    const known = new Set(vocabularyOf(version))
    expect(vocabularyIn(events(recorded[version - 1]!)).filter((name) => !known.has(name))).toEqual([])
  })

  test('the changelog names what it added', () => {
    const section = changelog.split('\n## ').find((part) => part.startsWith(`${version}\n`))!
    const told = [...section.matchAll(/`([^`]+)`/g)].flatMap(([, quoted]) => quoted!.match(/\w+/g) ?? [])
    const names = added[version] ?? Object.keys(eventShapes).filter((type) => vocabularyOf(version).includes(type))
    expect(names.flatMap((name) => name.split(/[.=]/)).filter((word) => !told.includes(word))).toEqual([])
  })

  test('every event of the one with all of them is read, and there is an analysis of it to compare with', async () => {
    const name = whole[version - 1]!
    const { events: found, problem } = await read(fixtureBytes(name), 4096)
    expect(problem).toBeUndefined()
    expect(found).toEqual(events(name))
    // test/golden analyzes all fixtures, and would only write an analysis that is not there.
    expect(existsSync(join(analyses, `${name}.jsonl`))).toBe(true)
  })
})

// Each of these records the same session, as far as its version can express it.
test.each(recorded)('%s can still be read, with the same meaning', async (name) => {
  const session = createSession()
  const { events, problem } = await read(fixtureBytes(name), 4096)
  for (const event of events) applyEvent(session, event)
  expect(problem).toBeUndefined()
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
