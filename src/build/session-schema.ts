// The JSON Schema of a session file's lines, for those who read or write sessions with other tools. `npm run schema` writes it from the
// types of events and the table of their fields.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { eventShapes } from '../core/event/event-shape.ts'
import { type FieldKind, kinds } from '../core/event/field-kind.ts'
import type { RedactionLine } from '../format/session/redaction-line.ts'
import { currentVersion, type SessionHeader } from '../format/session/session-file.ts'
import { type DocComments, docComments } from './doc-comments.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The file that the repository holds. */
export const schemaFile = join(root, 'src/format/session/session.schema.json')

/** A schema or a part of one (JSON Schema, draft 2020-12). */
export type Schema = { readonly [keyword: string]: unknown }

const sources = ['event/event', 'event/connection-events', 'event/event-fields', 'event/field-kind'].map(
  (name) => `src/core/${name}.ts`,
)

/**
 * Makes the schema from the sources. Its root is any line; `$defs/SessionHeader` is the first, `$defs/CaptureEvent` each of the others.
 * @throws where an event has no interface of its type
 */
export function sessionSchema(): Schema {
  const docs = joined([
    ...sources,
    'src/format/session/session-file.ts',
    'src/format/session/redaction-line.ts',
    'src/format/redact/concealer.ts',
  ])
  const events = Object.entries(eventShapes).map(([type, shape]) => {
    const name = interfaceOf(docs, type)
    const fields = Object.entries(shape).map(([key, kind]) => ({ name: key.replace('?', ''), key, kind }))
    const properties = fields.map((field) => [field.name, fieldSchema(docs, name, field.name, field.kind)])
    const required = fields.filter(({ name, key }) => key === name).map((field) => field.name)
    return [
      name,
      object(docs.interfaces.get(name)!.doc, { type: { const: type }, ...Object.fromEntries(properties) }, [
        'type',
        ...required,
      ]),
    ]
  })
  const kindSchemas = Object.entries(kinds).map(([name, rule]) => [
    name,
    {
      description: docs.properties.get(`kinds.${name}`),
      ...('maximum' in rule ? { type: rule.type, minimum: 0, maximum: rule.maximum } : rule),
    },
  ])
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    // A name and not an address: the file is kept in the repository only.
    $id: `urn:duplex:session:${currentVersion}`,
    title: `A line of a Duplex session, version ${currentVersion}`,
    description: docs.interfaces.get('SessionHeader')!.doc,
    $comment:
      'Written by `npm run schema`. Lengths of texts are limited in UTF-16 units, and maxLength counts code points: a text with characters beyond U+FFFF may fit here and be too long for Duplex.',
    // Not oneOf: readers drop fields that they do not know, so that an event may have all fields of a header too.
    anyOf: [reference('SessionHeader'), reference('CaptureEvent'), reference('RedactionLine')],
    $defs: {
      SessionHeader: headerSchema(docs),
      CaptureEvent: {
        description: docs.types.get('CaptureEvent'),
        oneOf: events.map(([name]) => reference(name as string)),
      },
      RedactionLine: redactionSchema(docs),
      ...Object.fromEntries(events),
      ...Object.fromEntries(kindSchemas),
    },
  }
}

const reference = (name: string): Schema => ({ $ref: `#/$defs/${name}` })

const object = (description: string, properties: Schema, required: readonly string[]): Schema => ({
  description,
  type: 'object',
  properties,
  required,
  additionalProperties: true,
})

/** A writer's header: readers forgive a header that lacks anything but `format` and `version`. */
function headerSchema(docs: DocComments): Schema {
  const types: Record<keyof SessionHeader, Schema> = {
    format: { const: 'duplex-session' },
    version: { type: 'integer', minimum: 1, maximum: currentVersion },
    createdAt: { type: 'number' },
    browser: { type: 'string' },
    redacted: { type: 'boolean' },
    generator: { type: 'string' },
  }
  const described = Object.entries(types).map(([name, type]) => [
    name,
    { ...description(docs, 'SessionHeader', name), ...type },
  ])
  return object('The header, which is the first line of a session.', Object.fromEntries(described), Object.keys(types))
}

/** The line on what was replaced, from its interfaces: each field has the type that its declaration says. */
function redactionSchema(docs: DocComments): Schema {
  const count = { type: 'integer', minimum: 0 }
  const text = { type: 'string', maxLength: 1000 }
  const texts = { type: 'array', items: text }
  const list = (properties: Schema): Schema => ({
    type: 'array',
    items: { type: 'object', properties, required: Object.keys(properties) },
  })
  const types: Record<keyof RedactionLine, Schema> = {
    type: { const: 'redaction' },
    values: count,
    counts: list({ rule: text, place: text, values: count, times: count, first: text }),
    hosts: list({ host: text, times: count }),
    keptRules: texts,
    keptHosts: texts,
    droppedHosts: texts,
    droppedEvents: count,
  }
  const described = Object.entries(types).map(([name, type]) => [
    name,
    { ...description(docs, 'RedactionLine', name), ...type },
  ])
  const about = docs.interfaces.get('RedactionLine')!.doc
  return object(about, Object.fromEntries(described), ['type', 'values', 'counts'])
}

function fieldSchema(docs: DocComments, owner: string, name: string, kind: FieldKind): Schema {
  const about = description(docs, owner, name)
  return typeof kind === 'string' ? { ...about, ...reference(kind) } : { ...about, enum: kind }
}

/** The field's own comment, or that of its type, such as `Outcome`; nothing where it has neither, as its kind is described anyway. */
function description(docs: DocComments, owner: string, name: string): Schema {
  for (const one of ancestry(docs, owner)) {
    const member = docs.interfaces.get(one)?.members.get(name)
    if (!member) continue
    const doc = member.doc || docs.types.get(member.type ?? '')
    return doc ? { description: doc } : {}
  }
  throw new Error(`${owner} has no field ${name}, and the table of fields has one`)
}

/** An interface and those that it extends, at any distance. */
const ancestry = (docs: DocComments, name: string): string[] => [
  name,
  ...(docs.interfaces.get(name)?.extends ?? []).flatMap((base) => ancestry(docs, base)),
]

function interfaceOf(docs: DocComments, type: string): string {
  for (const [name, { members }] of docs.interfaces) if (members.get('type')?.literal === type) return name
  throw new Error(`no interface has the type ${type}`)
}

function joined(files: readonly string[]): DocComments {
  const all = files.map((file) => docComments(file, readFileSync(join(root, file), 'utf8')))
  return {
    interfaces: new Map(all.flatMap(({ interfaces }) => [...interfaces])),
    types: new Map(all.flatMap(({ types }) => [...types])),
    properties: new Map(all.flatMap(({ properties }) => [...properties])),
  }
}

/** The longest line of a file of the project, as in `.biome.json`. */
const lineWidth = 120

/** The schema as its file holds it: lists of words stand in one line where they fit, as the project's formatter wants it. */
export function schemaText(schema: Schema): string {
  const lists = /^( *"\w+": )\[([^\][{}]*)\](,?)$/gm
  const text = JSON.stringify(schema, null, 2).replaceAll(lists, (all, key: string, list: string, comma: string) => {
    const line = `${key}[${list.trim().replaceAll(/\n\s*/g, ' ')}]${comma}`
    return line.length <= lineWidth ? line : all
  })
  return `${text}\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(schemaFile, schemaText(sessionSchema()))
  console.log(schemaFile)
}
