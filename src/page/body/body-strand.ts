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
import { maxPayload, textPayload } from '../report/payload.ts'
import { record } from '../report/record.ts'
import { report } from '../report/report.ts'
import { bodyLayer, type Followed, finish, followAs, type Layer } from './responses.ts'

/** Bytes that are kept of a body that is no text: images and fonts, which say nothing but their size. */
const binaryHead = 4096

/**
 * A place from which the page can read a response body: the response's stream, a clone's stream, a branch of `tee()`, or
 * what a DecompressionStream makes of one. The same bytes can come out of several strands; each byte is reported at the strand that
 * delivers it first.
 */
export interface Strand {
  exchange: Followed
  layer: Layer
  /** Bytes this strand has delivered so far. */
  seen: number
  over: boolean
}

/** A new strand of `exchange` whose pieces belong to `layer`. */
export const strandOf = (exchange: Followed, layer: Layer): Strand => ({ exchange, layer, seen: 0, over: false })

/** Finds the strand that a stream, reader or iterator belongs to. */
export interface Marks {
  of(object: unknown): Strand | undefined
  put(object: object, strand: Strand): void
  drop(object: object): void
}

/** An empty table; entries are held weakly, so that it keeps no object of the page alive. */
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

// Strands of the responses that the page made of a stream.
const ofResponses = new NativeWeakMap<object, Strand>()

/** Registers a response that the page made of a strand's stream, by `new Response(stream)`. */
export function followStrand(response: object, strand: Strand): void {
  weakSet(ofResponses, response, strand)
  followAs(response, strand.exchange)
}

/** The strand of a response that the page made of a stream; undefined for any other response. */
export const strandOfResponse = (response: object) => weakGet(ofResponses, response) as Strand | undefined

/**
 * Reports a piece (a string or a view of bytes) that the page read from a strand, unless another strand reported it before.
 */
export function deliver(strand: Strand, value: unknown): void {
  const { exchange, layer } = strand
  if (exchange.over) return
  const text = typeof value === 'string' ? value : undefined
  const payload = text === undefined ? undefined : textPayload(text)
  const length = payload ? payload.bytes : lengthOf(value)
  if (length === undefined) return
  strand.seen += length
  // The lengths of an inflated body cannot be compared with those of the body: only the layer that delivered first counts.
  exchange.layer ??= layer
  if (exchange.layer !== layer || strand.seen <= exchange.seen) return
  const first = exchange.seen === 0
  // Two strands of a body may be cut into pieces differently: of a piece that overlaps, only the rest is new.
  const fresh = strand.seen - exchange.seen
  const known = length - fresh
  exchange.seen = strand.seen
  report(() => {
    const event = record('chunk', exchange.id)
    event['bytes'] = fresh
    // Finding where a byte lies in a text would need the text encoded again, so a text that overlaps is not shown.
    if (payload && known > 0) event['cut'] = true
    else if (payload) {
      event['text'] = payload.text
      if (payload.cut) event['cut'] = true
    } else {
      const limit = exchange.streams || exchange.textual ? maxPayload : first ? binaryHead : 0
      const kept = min(fresh, limit)
      if (kept > 0) {
        // Copied: with a BYOB reader the page owns the buffer and may reuse it.
        const copy = new NativeUint8Array(kept)
        copyInto(copy, new NativeUint8Array(viewBuffer(value), viewOffset(value) + known, kept))
        event['data'] = copy
      }
      if (kept < fresh) event['cut'] = true
    }
    return event
  })
}

/**
 * Reports the end of the body, once a strand came to its end or failed.
 * @param outcome 'ok', 'abort', 'timeout' or 'error'
 */
export function end(strand: Strand, outcome: string): void {
  const { exchange, layer } = strand
  if (exchange.layer && exchange.layer !== layer && outcome === 'ok') return
  const reported = exchange.layer ?? layer
  finish(exchange, outcome, reported === bodyLayer ? exchange.seen : undefined)
}

/** Takes note that the page cancelled a strand. The exchange is reported as aborted once no strand is left to read from. */
export function giveUp(strand: Strand): void {
  if (strand.over) return
  strand.over = true
  if (--strand.exchange.ends <= 0) end(strand, 'abort')
}

function lengthOf(value: unknown): number | undefined {
  try {
    return viewLength(value)
  } catch {
    return undefined
  }
}
