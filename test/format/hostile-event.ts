import { latestTime } from '../../src/core/base/units.ts'
import { eventShapes } from '../../src/core/event/event-shape.ts'
import type { FieldKind } from '../../src/core/event/field-kind.ts'

type Random = () => number
const oneOf = <T>(random: Random, values: readonly T[]): T => values[Math.floor(random() * values.length)]!

/** The largest number of each kind, and numbers around it. */
const numbers: Record<string, readonly number[]> = {
  time: [0, 1, 1000, 1_790_000_000_000, 1_790_000_001_000, latestTime, latestTime - 1, 8.64e15],
  duration: [0, 20, 86_400_000, 1e300],
  rate: [0, 30, 10_000],
  number: [0, 1, 2, 3, Number.MAX_SAFE_INTEGER],
  count: [0, 1, 2, 2 ** 32, 2 ** 53],
  size: [0, 1, 1000, 2 ** 44, 2 ** 53],
  status: [0, 101, 200, 204, 304, 404, 999, 1000],
  code: [0, 1000, 1006, 2 ** 32 - 1],
}
const texts = ['', 'x', '[]', '{"a":1}', 'data: x\n\n', 'AAUAAAD///9/', 'text/event-stream', 'permessage-deflate', 'h2']
const urls = ['', 'https://a.test/', 'https://a.test/x?n=1', 'https://a.test/x?n=2', 'wss://a.test/', 'data:,x']

function hostileValue(random: Random, name: string, kind: FieldKind): unknown {
  if (name === 'doc') return oneOf(random, ['a', 'b'])
  if (typeof kind !== 'string') return oneOf(random, kind)
  if (kind === 'flag') return random() < 0.5
  if (kind === 'url') return oneOf(random, urls)
  if (kind === 'word' || kind === 'text') return name === 'method' ? 'GET' : oneOf(random, texts)
  return oneOf(random, numbers[kind]!)
}

/** An event of any type with the worst values that a file may hold, or a line that is none. */
export function hostileLine(random: Random): unknown {
  const type = oneOf(random, Object.keys(eventShapes))
  const event: Record<string, unknown> = { type }
  for (const [field, kind] of Object.entries(eventShapes[type as keyof typeof eventShapes])) {
    const name = field.replace('?', '')
    if (name === field || random() < 0.6) event[name] = hostileValue(random, name, kind)
  }
  return event
}
