import type { CaptureEvent } from '../../src/core/event/event.ts'
import { eventShapes } from '../../src/core/event/event-shape.ts'
import { fixtureLines } from '../format/session-fixtures.ts'

/** A session with every event and field that there is. */
export const whole = fixtureLines('3-whole-vocabulary.duplex.ndjson').slice(1) as CaptureEvent[]

/** The events with this at the end of every text that a page or a server chooses, payloads of octets but. */
export const withEach = (attack: string): CaptureEvent[] =>
  whole.map((event) => {
    const fields: Record<string, unknown> = { ...event }
    for (const [field, kind] of Object.entries(eventShapes[event.type])) {
      const name = field.replace('?', '')
      const isChosen = kind === 'url' || kind === 'text' || kind === 'word'
      if (isChosen && name !== 'doc' && name !== 'data' && typeof fields[name] === 'string') fields[name] += attack
    }
    return fields as unknown as CaptureEvent
  })
