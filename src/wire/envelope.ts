import type { Batch, Settled } from './link.ts'

// A bridge runs in the process of its page, so what it sends is checked where it arrives: the envelope here, the events in it by
// `core/event/check-event.ts`.

/** Most facts of a document: at a hundred thousand a second, those of four months. */
const maxCount = 2 ** 40
/** Characters of a document's name; bridges give theirs some twenty. */
const maxName = 100

const isCount = (value: unknown): boolean =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= maxCount
const isName = (value: unknown): boolean => typeof value === 'string' && value !== '' && value.length <= maxName

/** Whether this is a batch, whatever its events are. */
export function isBatch(value: unknown): value is Batch {
  const { kind, doc, seq, before, oldest, events } = (value ?? {}) as Partial<Batch>
  return kind === 'batch' && isName(doc) && isCount(seq) && isCount(before) && isCount(oldest) && Array.isArray(events)
}

/** Whether this is a document's account at the end of a recording. */
export function isSettled(value: unknown): value is Settled {
  const { kind, doc, facts, more } = (value ?? {}) as Partial<Settled>
  return kind === 'settled' && isName(doc) && isCount(facts) && typeof more === 'boolean'
}
