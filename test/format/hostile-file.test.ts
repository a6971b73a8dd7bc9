import { expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import { latestTime } from '../../src/core/base/units.ts'
import { checkEvent } from '../../src/core/event/check-event.ts'
import { eventShapes } from '../../src/core/event/event-shape.ts'
import type { FieldKind } from '../../src/core/event/field-kind.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { createSession } from '../../src/core/session/session.ts'
import { brokenFigure, screenWords } from '../panel/screen-words.ts'
import { seeded } from '../seeded.ts'

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
function line(random: Random): unknown {
  const type = oneOf(random, Object.keys(eventShapes))
  const event: Record<string, unknown> = { type }
  for (const [field, kind] of Object.entries(eventShapes[type as keyof typeof eventShapes])) {
    const name = field.replace('?', '')
    if (name === field || random() < 0.6) event[name] = hostileValue(random, name, kind)
  }
  return event
}

function* numbersIn(value: unknown, place: string): Generator<[place: string, number: number]> {
  if (typeof value === 'number') yield [place, value]
  else if (typeof value === 'object' && value !== null)
    for (const [name, child] of Object.entries(value)) yield* numbersIn(child, `${place}.${name}`)
}

test('whatever clock and whatever sizes a file has, no figure of its analysis is broken or negative, and all times are dates', () => {
  const seed = Date.now() >>> 0
  console.log(`seed ${seed}`)
  for (let round = 0; round < 300; round++) {
    const random = seeded(seed + round)
    const session = createSession()
    for (let index = 0; index < 300; index++) {
      const event = checkEvent(line(random))
      if (typeof event !== 'string') applyEvent(session, event)
    }
    if (round % 10 === 0) expect(brokenFigure(screenWords(session)), `seed ${seed}, round ${round}`).toBeUndefined()
    for (const [place, number] of numbersIn(analyze(session, ''), 'analysis')) {
      const why = `seed ${seed}, round ${round}: ${place} is ${number}`
      expect(number >= 0 && Number.isFinite(number), why).toBe(true)
      if (/(At|\.at)$/.test(place)) expect(number <= latestTime, why).toBe(true)
    }
  }
}, 60_000)
