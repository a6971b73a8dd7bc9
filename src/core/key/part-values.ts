import type { Milliseconds } from '../base/units.ts'
import type { Part } from './request-parts.ts'

/**
 * What the values of one part have done. A value that comes back names something that is asked for beside other things: it tells
 * streams apart. Values of which none ever comes back are a counter, a cursor, a page number, an id: they do not.
 */
export interface PartValues {
  /** The value belongs to the key. */
  kept: boolean
  settled: boolean
  kind: Part['kind']
  last: string
  seen: Map<string, Milliseconds>
  returned: Set<string>
  changes: number
  returns: number
  /** Values in a row that count up, or down, by the number they are. */
  rising: number
  falling: number
  /** Values in a row that go on from the last, as typed text does. */
  typed: number
}

const mostSeen = 64
/** Values that must have come back before their part is kept again. */
const enoughReturned = 2
/** So many values without a return, over so long, or so many at once. */
const manyValues = 4
const overTime: Milliseconds = 3000
const manyAtOnce = 8

// Names that are known to change are not waited for.
const keptAtFirst: Record<Part['kind'], boolean> = {
  path: true,
  stable: true,
  text: true,
  session: false,
  page: false,
  cursor: false,
  'cache-buster': false,
}

export const createPartValues = (kind: Part['kind']): PartValues => ({
  kept: keptAtFirst[kind],
  settled: kind === 'cursor' || kind === 'cache-buster',
  kind,
  last: '',
  seen: new Map(),
  returned: new Set(),
  changes: 0,
  returns: 0,
  rising: 0,
  falling: 0,
  typed: 0,
})

/** Notes a value. @returns whether the part has changed its mind on being kept */
export function noteValue(values: PartValues, value: string, at: Milliseconds): boolean {
  if (values.settled || (value === values.last && values.seen.size > 0)) return false
  const { last, seen } = values
  values.last = value
  values.changes++
  if (seen.has(value)) {
    values.returns++
    if (values.returned.size < enoughReturned) values.returned.add(value)
  }
  seen.delete(value)
  seen.set(value, at)
  if (seen.size > mostSeen) {
    const [oldest] = seen.keys()
    seen.delete(oldest!)
  }
  noteDirection(values, last, value)
  const kept = decide(values, at)
  if (kept === values.kept) return false
  values.kept = kept
  // What has come back once too often is no counter any more; and who types may well type the same again.
  if (kept || isTyped(values)) values.settled = true
  return true
}

function noteDirection(values: PartValues, last: string, value: string): void {
  const step = Number(value) - Number(last)
  const numeric = value !== '' && last !== '' && Number.isFinite(step)
  values.rising = numeric && step > 0 ? values.rising + 1 : 0
  values.falling = numeric && step < 0 ? values.falling + 1 : 0
  const goesOn = last !== '' && value !== '' && (value.startsWith(last) || last.startsWith(value))
  values.typed = goesOn ? values.typed + 1 : 0
}

const isTyped = ({ kind, typed }: PartValues) => kind === 'text' && typed >= 2

function decide(values: PartValues, at: Milliseconds): boolean {
  const { seen, returns, returned, changes, kind } = values
  if (values.kept) {
    if (returns > 0) return true
    if (isTyped(values)) return false
    if (seen.size < manyValues) return true
    const [oldest] = seen.values()
    const counts = values.rising >= manyValues - 1 || values.falling >= manyValues - 1
    return !(counts || at - oldest! >= overTime || seen.size >= manyAtOnce)
  }
  // Somebody who turns pages back and forth is not two pollers.
  const enough = kind === 'page' ? 4 : 2
  return returned.size >= enoughReturned && returns >= enough && returns >= 0.5 * (changes - seen.size)
}
