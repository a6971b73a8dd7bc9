import { deliver, end, type Strand, strandOfResponse } from '../body/body-strand.ts'
import { bodyLayer, type Followed, finish, followedOf, isLocked, noteReading } from '../body/responses.ts'
import { derive } from '../browser/derive.ts'
import { describeValue } from '../browser/describe-value.ts'
import { aborted, isUnparsable, outcomeOf } from '../browser/failure.ts'
import {
  apply,
  brand,
  bufferLength,
  getPrototypeOf,
  getter,
  isArray,
  NativeUint8Array,
  objectPrototype,
  slice,
  viewLength,
} from '../browser/natives.ts'
import { type Patch, patchMethod, type Trap } from '../browser/patch.ts'
import { maxPayload, octetPayload, utf8Bytes } from '../report/payload.ts'

/** UTF-16 units of a parsed body of unknown length that are written anew as text, on the page's time. */
const describedHead = 65_536

/**
 * Reports the end of a body of which only the parsed value is visible.
 * @param small what JSON.parse returned of a body that is known to be small; forms have methods that the browser would look up
 */
function finishParsed(exchange: Followed, value: unknown, small: boolean): void {
  const { text, whole } = describeValue(value, small, describedHead)
  finish(exchange, 'ok', undefined, slice(text, 0, maxPayload), !whole || text.length > maxPayload)
}

/** Reports what a response that the page made of a stream has read of it: the whole body, or what was left of it. */
function takeRest(strand: Strand, value: unknown): void {
  const { exchange } = strand
  if (typeof value === 'string') deliver(strand, value)
  else if (brand(viewLength, value) !== undefined) deliver(strand, value)
  else if (brand(bufferLength, value) !== undefined) deliver(strand, new NativeUint8Array(value as ArrayBuffer))
  else if (isParsed(value) && exchange.seen === 0) return finishParsed(exchange, value, false)
  else return finish(exchange, 'ok')
  end(strand, 'ok')
}

/** Whether `json()` can have made the value, and not `blob()` or `formData()`. */
const isParsed = (value: unknown) =>
  typeof value !== 'object' || value === null || isArray(value) || getPrototypeOf(value) === objectPrototype

const readBodyUsed = getter<boolean>(Response.prototype, 'bodyUsed')!

/** Observes the methods of Response that read a whole body. A call that fails without reading reports nothing. */
export function hookBody(): (Patch | undefined)[] {
  const response = Response.prototype
  const octets = (exchange: Followed, value: unknown) => {
    const payload = octetPayload(value, exchange.textual || exchange.streams)
    // Pieces that a clone delivered have been reported already.
    const data = exchange.seen > 0 ? undefined : payload?.data
    finish(exchange, 'ok', payload?.bytes, undefined, data && payload?.cut, data)
  }
  return [
    patchMethod(
      response,
      'text',
      consume((exchange, value) => {
        const text = value as string
        const bytes = utf8Bytes(text)
        // the pieces that a clone delivered have been reported already
        if (exchange.seen > 0) finish(exchange, 'ok', bytes)
        else finish(exchange, 'ok', bytes, slice(text, 0, maxPayload), text.length > maxPayload)
      }),
    ),
    // The parsed value alone is visible, so its text is written anew; the size is left to the headers and resource timing.
    patchMethod(
      response,
      'json',
      consume((exchange, value) => {
        if (exchange.seen > 0) return finish(exchange, 'ok')
        finishParsed(exchange, value, exchange.small)
      }),
    ),
    patchMethod(response, 'arrayBuffer', consume(octets)),
    patchMethod(response, 'bytes', consume(octets)),
    patchMethod(response, 'blob', consume(octets)),
    patchMethod(
      response,
      'formData',
      consume((exchange) => finish(exchange, 'ok')),
    ),
  ]
}

function consume(look: (exchange: Followed, value: unknown) => void): Trap {
  return (native, self, args) => {
    // Reads of a body that was read before, or that a reader has locked, reject; that does not concern the exchange.
    const refused = brand(readBodyUsed, self) !== false || brand(isLocked, self)
    const promise = apply(native, self, args) as Promise<unknown>
    const exchange = refused ? undefined : brand(followedOf, self)
    if (!exchange || exchange.over) return promise
    noteReading(exchange)
    if (aborted(exchange.signal)) {
      finish(exchange, 'abort')
      return promise
    }
    return derive(
      promise,
      (value) => {
        const strand = strandOfResponse(self)
        if (strand) takeRest(strand, value)
        else if (!exchange.layer || exchange.layer === bodyLayer) look(exchange, value)
      },
      (reason) => {
        // A body that could not be parsed has arrived in full all the same.
        finish(exchange, isUnparsable(reason) ? 'ok' : outcomeOf(reason, exchange.signal))
      },
    )
  }
}
