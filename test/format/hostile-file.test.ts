import { expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import { latestTime } from '../../src/core/base/units.ts'
import { checkEvent } from '../../src/core/event/check-event.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { createSession } from '../../src/core/session/session.ts'
import { brokenFigure, screenWords } from '../panel/screen-words.ts'
import { seeded } from '../seeded.ts'
import { hostileLine } from './hostile-event.ts'

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
      const event = checkEvent(hostileLine(random))
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
