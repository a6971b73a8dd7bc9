import {
  copyInto,
  min,
  NativeUint8Array,
  NativeWeakMap,
  viewBuffer,
  viewLength,
  viewOffset,
  weakDelete,
  weakGet,
  weakSet,
} from '../browser/natives.ts'
import { binaryHead, streamedPiece, textHead, textPayload } from '../report/payload.ts'
import { record, report } from '../report/report.ts'
import { type Followed, finish, type Layer } from './responses.ts'

/**
 * One end of a body from which the page reads: its stream, a clone's, a branch of `tee()`, what a transform makes of it.
 * The same octets may come out of several; each is reported where it comes out first.
 */
export interface Strand {
  one: Followed
  layer: Layer
  /** Octets that have come out here. */
  seen: number
  over: boolean
}

export const strandOf = (one: Followed, layer: Layer): Strand => ({ one, layer, seen: 0, over: false })

/** Objects that stand for a strand: streams, or the readers and iterators that read from them. */
export interface Marks {
  of(object: unknown): Strand | undefined
  put(object: object, strand: Strand): void
  drop(object: object): void
}

export function createMarks(): Marks {
  const strands = new NativeWeakMap<object, Strand>()
  return {
    of: (object) => weakGet(strands, object as object) as Strand | undefined,
    put(object, strand) {
      weakSet(strands, object, strand)
    },
    drop(object) {
      weakDelete(strands, object)
    },
  }
}

/** A piece came out of a strand. */
export function deliver(strand: Strand, value: unknown): void {
  const { one, layer } = strand
  if (one.over) return
  const text = typeof value === 'string' ? value : undefined
  const payload = text === undefined ? undefined : textPayload(text, one.streams ? streamedPiece : textHead)
  const length = payload ? payload.bytes : lengthOf(value)
  if (length === undefined) return
  strand.seen += length
  // The octets of a transform cannot be held against the body's: whoever delivers first goes on.
  one.layer ??= layer
  if (one.layer !== layer || strand.seen <= one.seen) return
  const first = one.seen === 0
  // Two ends of a body may be cut into pieces differently: of one that overlaps only the rest is new.
  const fresh = strand.seen - one.seen
  const known = length - fresh
  one.seen = strand.seen
  report(() => {
    const event = record('chunk', one.id)
    event['bytes'] = fresh
    // Where in a text an octet lies is not known without encoding it again.
    if (!layer.readable || (payload && known > 0)) event['cut'] = true
    else if (payload) {
      event['text'] = payload.text
      if (payload.cut) event['cut'] = true
    } else {
      const limit = one.streams ? streamedPiece : one.textual ? textHead : first ? binaryHead : 0
      const kept = min(fresh, limit)
      if (kept > 0) {
        // A copy: with readers of the page's own buffers, the buffer is used again.
        const copy = new NativeUint8Array(kept)
        copyInto(copy, new NativeUint8Array(viewBuffer(value), viewOffset(value) + known, kept))
        event['data'] = copy
      }
      if (kept < fresh) event['cut'] = true
    }
    return event
  })
}

/** A strand came to its end, or failed. */
export function end(strand: Strand, outcome: string): void {
  const { one, layer } = strand
  if (one.layer && one.layer !== layer && outcome === 'ok') return
  const told = one.layer ?? layer
  finish(one, outcome, told.exact ? one.seen : undefined, undefined, !told.readable)
}

/** The page wants no more of a strand; the body goes on as long as it has another end. */
export function giveUp(strand: Strand): void {
  if (strand.over) return
  strand.over = true
  if (--strand.one.ends <= 0) end(strand, 'abort')
}

function lengthOf(value: unknown): number | undefined {
  try {
    return viewLength(value)
  } catch {
    return undefined
  }
}
