import { eventShapes } from '../../src/core/event/event-shape.ts'

/**
 * What each version added to the one before, as src/format/CHANGELOG.md tells it: a type of event, `type.field`, or `type.field=word`. A
 * type stands for all its fields, and a field for all its words, but for those that a later version names.
 */
export const added: Readonly<Record<number, readonly string[]>> = {
  2: ['network', 'messages', 'document.unhooked', 'timing.revalidated', 'connect.unseen'],
  3: [
    ...[
      'messages.text',
      'messages.data',
      'messages.cut',
      'lost.why=implausible',
      'lost.why=ended',
      'request.api=document',
    ],
    ...['response.unread', 'timing.initiator', 'request.initiator', 'request.operation'],
    ...['message.kind=comment', 'message.unheard', 'message.compressed', 'network.besides'],
  ],
}

/** A name and the names of what it is a part of, the longest first: `a.b=c`, `a.b`, `a`. */
const withWholes = (name: string) => [name, name.split('=')[0]!, name.split('.')[0]!]

/** The version that added a name to the vocabulary. */
function versionOf(name: string): number {
  for (const part of withWholes(name))
    for (const [version, names] of Object.entries(added)) if (names.includes(part)) return Number(version)
  return 1
}

/** All types of events, their fields, and the words that a field may have, in a version of the session format. */
export const vocabularyOf = (version: number): string[] =>
  Object.entries(eventShapes)
    .flatMap(([type, shape]) => [
      type,
      ...Object.entries(shape).flatMap(([key, kind]) => {
        const field = `${type}.${key.replace('?', '')}`
        return [field, ...(typeof kind === 'string' ? [] : kind.map((word) => `${field}=${word}`))]
      }),
    ])
    .filter((name) => versionOf(name) <= version)
    .sort()

/** The same names, as far as they stand in a list of events. */
export function vocabularyIn(events: readonly unknown[]): string[] {
  const shapes: Readonly<Record<string, Readonly<Record<string, unknown>>>> = eventShapes
  const names = new Set<string>()
  for (const event of events as readonly Readonly<Record<string, unknown>>[]) {
    const type = String(event['type'])
    names.add(type)
    for (const [field, value] of Object.entries(event)) {
      if (field === 'type') continue
      names.add(`${type}.${field}`)
      const kind = shapes[type]?.[field] ?? shapes[type]?.[`${field}?`]
      if (typeof kind === 'object') names.add(`${type}.${field}=${value}`)
    }
  }
  return [...names].sort()
}
