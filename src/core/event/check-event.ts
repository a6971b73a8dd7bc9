import type { CaptureEvent } from './event.ts'
import { eventShapes } from './event-shape.ts'
import { testOf } from './field-kind.ts'

interface EventField {
  name: string
  optional: boolean
  fits: (value: unknown) => boolean
}

const fieldsOf = new Map<string, readonly EventField[]>(
  Object.entries(eventShapes).map(([type, shape]) => [
    type,
    Object.entries(shape).map(([key, kind]) => ({
      name: key.endsWith('?') ? key.slice(0, -1) : key,
      optional: key.endsWith('?'),
      fits: testOf(kind),
    })),
  ]),
)

/** Gives the value of one field of a value that may be an event: the field as it is, or a replacement that is checked instead. */
export type ReadField = (source: Readonly<Record<string, unknown>>, name: string) => unknown

/**
 * Makes sure that an unknown value is an event. Never throws, unless reading a property of `value` does: pass plain data only
 * (structured clones, parsed JSON).
 * @param read gives the value of a field, or another in its place; called only for fields that an event of this type has
 * @returns an object that holds the known fields and nothing else (`value` itself, if it already is such an object and `read` is
 *   not given), or words for people on which field is wrong
 */
export function checkEvent(value: unknown, read?: ReadField): CaptureEvent | string {
  if (typeof value !== 'object' || value === null) return 'not an object'
  const source = value as Record<string, unknown>
  const type = source['type']
  const fields = typeof type === 'string' ? fieldsOf.get(type) : undefined
  if (!fields)
    return typeof type === 'string' ? `unknown event type ${JSON.stringify(type.slice(0, 40))}` : 'no event type'
  if (read) return knownFields(source, type as string, fields, read)
  let known = 1
  for (const { name, optional, fits } of fields) {
    const field = source[name]
    if (field === undefined && optional) continue
    if (!fits(field)) return wrong(type as string, name, field)
    known++
  }
  for (const _ in source) known--
  if (known === 0) return source as unknown as CaptureEvent
  return knownFields(source, type as string, fields, (all, name) => all[name])
}

function knownFields(
  source: Readonly<Record<string, unknown>>,
  type: string,
  fields: readonly EventField[],
  read: ReadField,
): CaptureEvent | string {
  const event: Record<string, unknown> = { type }
  for (const { name, optional, fits } of fields) {
    const field = read(source, name)
    if (field === undefined && optional) continue
    if (!fits(field)) return wrong(type, name, field)
    event[name] = field
  }
  return event as unknown as CaptureEvent
}

const outOfRange = 'out of range'

function wrong(type: string, name: string, field: unknown): string {
  if (typeof field === 'number') return `${type} whose ${name} is ${outOfRange}`
  return `${type} ${field === undefined ? 'without' : 'with a bad'} ${name}`
}

/** Whether a value was no event only because a number in it is none of its kind: negative, broken, or beyond its limit. */
export const isOutOfRange = (problem: string): boolean => problem.endsWith(outOfRange)
