import type { Bytes } from '../../core/base/units.ts'
import type { CaptureEvent } from '../../core/event/event.ts'
import { object, type Raw } from '../har/har-values.ts'
import type { DuplexPart, DuplexParts } from './duplex-parts.ts'
import { parsedPieces } from './parsed-pieces.ts'
import { type PlacedEvent, restoreEvents } from './restore-events.ts'
import { createTimeOrder } from './time-order.ts'

/**
 * The events of a log that Duplex wrote, in the order in which they had come. Memory holds the entries that overlap; they are short
 * enough, since Duplex divides long ones.
 * @param bad called for each part or event that could not be understood
 */
export async function* readDuplexLog(
  { version, parts }: DuplexParts,
  source: { slice(from: Bytes, to: Bytes): Uint8Array | Promise<Uint8Array> },
  bad: () => void,
): AsyncGenerator<CaptureEvent> {
  const order = createTimeOrder<PlacedEvent>(({ seq }) => seq)
  function* before(seq: number): Generator<CaptureEvent> {
    for (const { event } of order.before(seq)) {
      if (event) yield event
      else bad()
    }
  }
  for (const part of parts()) {
    const raw = parsedPieces([await source.slice(part.from, part.to)])
    yield* before(part.first)
    if (raw !== undefined) order.add(eventsOf(part, object(raw), version))
    else bad()
  }
  yield* before(Number.POSITIVE_INFINITY)
}

function eventsOf({ isEntry }: DuplexPart, raw: Raw, version: number): Iterable<PlacedEvent> {
  return isEntry ? restoreEvents(raw, object(raw['_duplex']), version) : restoreEvents({}, raw, version)
}
