import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Schema, schemaFile, schemaText, sessionSchema } from '../../src/build/session-schema.ts'
import { checkEvent } from '../../src/core/event/check-event.ts'
import type { EventType } from '../../src/core/event/event.ts'
import { eventShapes } from '../../src/core/event/event-shape.ts'
import { type FieldKind, kinds } from '../../src/core/event/field-kind.ts'
import { currentVersion } from '../../src/format/session/session-file.ts'
import { headerLine } from '../../src/format/session/write.ts'
import { seededStory } from '../golden/seeded-story.ts'
import { fixtureLines, fixtures } from './session-fixtures.ts'

const schema = JSON.parse(readFileSync(schemaFile, 'utf8')) as Schema
// Strict: a keyword that is misspelt, or that means nothing where it stands, is an error.
const ajv = new Ajv2020({ strict: true })
ajv.addSchema(schema)
const isOf = (definition: string) => ajv.compile({ $ref: `${schema['$id']}#/$defs/${definition}` })
const isEvent = isOf('CaptureEvent')
const isHeader = isOf('SessionHeader')

/** What guard and schema say of a value: whether it is an event. */
const verdicts = (value: unknown) => ({ guard: typeof checkEvent(value) !== 'string', schema: isEvent(value) })
const agreed = (isOne: boolean) => ({ guard: isOne, schema: isOne })

test('the schema in the repository is the one that the types and tables give', () => {
  expect(readFileSync(schemaFile, 'utf8'), 'Run `npm run schema`.').toBe(schemaText(sessionSchema()))
})

test('every definition and every field says what it is, by itself or by its kind', () => {
  const definitions = schema['$defs'] as Record<string, { description?: string; properties?: Record<string, Schema> }>
  const silent = Object.entries(definitions).flatMap(([name, { description, properties = {} }]) => [
    ...(description ? [] : [name]),
    ...Object.entries(properties)
      .filter(([, field]) => !field['description'] && !field['$ref'] && !field['const'])
      .map(([field]) => `${name}.${field}`),
  ])
  expect(silent).toEqual([])
})

describe('schema and guard agree', () => {
  test.each(fixtures)('on every line of %s', (name) => {
    const [header, ...events] = fixtureLines(name)
    expect(isHeader(header)).toBe(true)
    for (const event of events) expect(verdicts(event), JSON.stringify(event)).toEqual(agreed(true))
  })

  test('on the events of seeded stories', () => {
    for (let seed = 1; seed <= 50; seed++)
      // As a file holds them: a field that is undefined is not there.
      for (const event of seededStory(seed).map((one) => JSON.parse(JSON.stringify(one)) as unknown))
        expect(verdicts(event), `seed ${seed}: ${JSON.stringify(event)}`).toEqual(agreed(true))
  })

  const message = '"type":"message","at":1,"doc":"d","id":1,"dir":"in","bytes":1'
  test.each([
    ...[
      'null',
      'true',
      '1',
      '"message"',
      '[]',
      '["message"]',
      '{}',
      '{"type":null}',
      '{"type":["gone"],"at":1,"doc":"d"}',
    ],
    ...['{"type":"constructor"}', '{"type":"Gone","at":1,"doc":"d"}', '{"__proto__":{"type":"gone","at":1,"doc":"d"}}'],
    ...['{"type":"gone","at":1}', '{"type":"gone","at":null,"doc":"d"}', '{"type":"gone","at":1,"doc":{"length":1}}'],
    ...[
      '{"type":"gone","at":1e999,"doc":"d"}',
      '{"type":"gone","at":-1,"doc":"d"}',
      '{"type":"gone","at":"1","doc":"d"}',
    ],
    ...[
      '"id":-1',
      '"id":0.5',
      '"dir":"up"',
      '"dir":["in"]',
      '"bytes":17592186044417',
      '"cut":1',
      '"text":null',
      '"kind":""',
    ].map((field) => `{${message},${field}}`),
  ])('on %s, which is no event', (line) => {
    expect(verdicts(JSON.parse(line))).toEqual(agreed(false))
  })

  test.each([
    '',
    ',"unknown":{"any":[1]}',
    ',"format":"duplex-session"',
    ',"__proto__":1',
    ',"bytes":-0',
    ',"bytes":1.0',
  ])('on a message with %s, which is one', (more) => {
    expect(verdicts(JSON.parse(`{${message}${more}}`))).toEqual(agreed(true))
  })

  test.each(Object.keys(eventShapes) as EventType[])('on both sides of the limit of every field of %s', (type) => {
    const fields = Object.entries(eventShapes[type]).map(([key, kind]) => ({ name: key.replace('?', ''), kind }))
    const event = { type, ...Object.fromEntries(fields.map(({ name, kind }) => [name, limits(kind).within[0]])) }
    for (const { name, kind } of fields) {
      for (const value of limits(kind).within)
        expect(verdicts({ ...event, [name]: value }), `${name} within`).toEqual(agreed(true))
      for (const value of limits(kind).beyond)
        expect(verdicts({ ...event, [name]: value }), `${name} beyond`).toEqual(agreed(false))
    }
  })

  test('on random events with values near the limits', () => {
    const seed = Date.now() >>> 0
    const found = { events: 0, others: 0 }
    fc.assert(
      fc.property(eventNearLimits, (value) => {
        const { guard, schema } = verdicts(value)
        found[guard ? 'events' : 'others']++
        expect(schema).toBe(guard)
      }),
      { seed, numRuns: 3000 },
    )
    console.log(`seed ${seed}: ${found.events} events, ${found.others} others`)
    // A generator that makes only one of both would prove nothing.
    expect(Math.min(found.events, found.others)).toBeGreaterThan(200)
  })
})

// The guard counts UTF-16 units, which is what a text takes in memory; maxLength counts code points (JSON Schema Validation 2020-12, 6.3.1). No
// keyword counts units, so that the two differ for a text beyond the limit in units and within it in code points.
test('of a text beyond U+FFFF, all that the guard accepts is valid, and the schema may accept more', () => {
  const limit = kinds.word.maxLength
  const gone = (doc: string) => verdicts({ type: 'gone', at: 1, doc })
  expect(gone('😀'.repeat(limit / 2))).toEqual(agreed(true))
  expect(gone('😀'.repeat(limit / 2 + 1))).toEqual({ guard: false, schema: true })
  expect(gone('😀'.repeat(limit))).toEqual({ guard: false, schema: true })
  expect(gone('😀'.repeat(limit + 1))).toEqual(agreed(false))
  // A surrogate alone is one of both.
  expect(gone('\ud83d'.repeat(limit))).toEqual(agreed(true))
  expect(gone('\ud83d'.repeat(limit + 1))).toEqual(agreed(false))
  const text = fc.string({ unit: 'binary', minLength: limit / 2 - 3, maxLength: limit + 3 })
  fc.assert(
    fc.property(text, (doc) => {
      const { guard, schema } = gone(doc)
      expect(schema || !guard).toBe(true)
    }),
    { seed: Date.now() >>> 0, verbose: true },
  )
})

test('a header that is written is valid, and one of another file or version is not', () => {
  const header = JSON.parse(headerLine({ browser: 'Chromium 156', redacted: false, createdAt: 1 })) as object
  expect(isHeader(header)).toBe(true)
  expect(isHeader({ ...header, format: 'duplex-analysis' })).toBe(false)
  expect(isHeader({ ...header, version: currentVersion + 1 })).toBe(false)
  expect(isHeader({ ...header, version: 0 })).toBe(false)
  expect(isHeader({ ...header, redacted: undefined })).toBe(false)
  expect(isEvent(header)).toBe(false)
})

/** Texts of so many UTF-16 units, made once: some have millions. */
const textOf = new Map<number, string>()
function textOfLength(length: number): string {
  if (!textOf.has(length)) textOf.set(length, 'é'.repeat(length))
  return textOf.get(length)!
}

/** The last values that are of a kind, and the first that are not. */
function limits(kind: FieldKind): { within: readonly unknown[]; beyond: readonly unknown[] } {
  if (typeof kind !== 'string') return { within: kind, beyond: ['', `${kind[0]} `, null] }
  const rule = kinds[kind]
  if (rule.type === 'boolean') return { within: [true, false], beyond: [0, 'true', null] }
  if (rule.type === 'string')
    return { within: ['', textOfLength(rule.maxLength)], beyond: [textOfLength(rule.maxLength + 1), 1, null] }
  const beyond = [-1, rule.maximum + 1, '1', null]
  return { within: [0, rule.maximum], beyond: rule.type === 'integer' ? [...beyond, 0.5] : beyond }
}

/** Values of a kind, mostly within its limit and often close to it. */
function fitting(kind: FieldKind): fc.Arbitrary<unknown> {
  if (typeof kind !== 'string') return fc.constantFrom(...kind)
  const rule = kinds[kind]
  if (rule.type === 'boolean') return fc.boolean()
  if (rule.type === 'string')
    return fc.oneof(
      { arbitrary: fc.string({ maxLength: 9 }), weight: 30 },
      { arbitrary: fc.constantFrom(rule.maxLength, rule.maxLength - 1).map(textOfLength), weight: 1 },
    )
  const ends = fc.constantFrom<number>(0, -0, 1, rule.maximum, rule.maximum - 1)
  if (rule.type === 'integer') return fc.oneof(ends, fc.integer({ min: 0, max: rule.maximum }))
  return fc.oneof(ends, fc.double({ min: 0, max: rule.maximum, noNaN: true }), fc.constant(rule.maximum - 0.5))
}

/** Values that are of no kind, or just beyond the limit of this one. */
function near(kind: FieldKind): fc.Arbitrary<unknown> {
  const others = fc.constantFrom<unknown>(null, true, '', 'x', 0.5, -1, -Number.MIN_VALUE, 1e308, [], [1], {}, ['x'])
  if (typeof kind !== 'string') return fc.oneof(others, fc.constantFrom(...kind.map((word) => `${word} `)))
  const rule = kinds[kind]
  if (rule.type === 'boolean') return others
  if (rule.type === 'string') {
    // Seldom: a text of millions is slow to write and parse as JSON.
    const tooLong = fc.constant(rule.maxLength + 1).map(textOfLength)
    return fc.oneof({ arbitrary: others, weight: 4 }, { arbitrary: tooLong, weight: 1 })
  }
  // Beyond 2 ** 53 one more is the same number.
  return fc.oneof(
    others,
    fc.constantFrom(rule.maximum + 1, rule.maximum + 0.5, rule.maximum * 2, 0.1, rule.maximum - 0.5),
  )
}

/** An event of any type of which at most one field may be wrong or missing, as a JSON parser gives it. */
const eventNearLimits = fc.constantFrom(...(Object.keys(eventShapes) as EventType[])).chain((type) => {
  const fields = Object.entries(eventShapes[type]).map(([key, kind]) => ({ name: key.replace('?', ''), key, kind }))
  const whole = Object.fromEntries(fields.map(({ name, kind }) => [name, fitting(kind)]))
  const requiredKeys = fields.filter(({ name, key }) => name === key).map(({ name }) => name)
  const wrong = fc
    .constantFrom(...fields)
    .chain(({ name, kind }) => fc.oneof(near(kind), fc.constant(undefined)).map((value) => ({ [name]: value })))
  return fc
    .tuple(fc.record(whole, { requiredKeys }), fc.oneof(fc.constant({}), wrong))
    .map(([right, changed]) => JSON.parse(JSON.stringify({ type, ...right, ...changed })) as unknown)
})
