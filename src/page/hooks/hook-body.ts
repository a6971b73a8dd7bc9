import { bodyLayer, type Followed, finish, followedOf, isLocked } from '../body/responses.ts'
import { derive } from '../browser/derive.ts'
import { describeValue } from '../browser/describe-value.ts'
import { aborted, isUnparsable, outcomeOf } from '../browser/failure.ts'
import { apply, brand, getter, slice } from '../browser/natives.ts'
import { type Patch, patchMethod, type Trap } from '../browser/patch.ts'
import { payloadOf, textHead, utf8Bytes } from '../report/payload.ts'

const readBodyUsed = getter<boolean>(Response.prototype, 'bodyUsed')!

/** Observes the methods of Response that read a whole body. Those that fail without reading say nothing. */
export function hookBody(): (Patch | undefined)[] {
  const response = Response.prototype
  const octets = (one: Followed, value: unknown) => finish(one, 'ok', payloadOf(value, 0)?.bytes)
  return [
    patchMethod(
      response,
      'text',
      consume((one, value) => {
        const text = value as string
        const bytes = utf8Bytes(text)
        // Pieces that a clone delivered have told it already.
        if (one.seen > 0) finish(one, 'ok', bytes)
        else finish(one, 'ok', bytes, slice(text, 0, textHead), text.length > textHead)
      }),
    ),
    // The text is not ours to see; what it said is written anew, and its size is left to the headers and the timing.
    patchMethod(
      response,
      'json',
      consume((one, value) => {
        if (one.seen > 0) return finish(one, 'ok')
        const text = describeValue(value, textHead)
        finish(one, 'ok', undefined, text, text.length >= textHead)
      }),
    ),
    patchMethod(response, 'arrayBuffer', consume(octets)),
    patchMethod(response, 'bytes', consume(octets)),
    patchMethod(
      response,
      'blob',
      consume((one, value) => finish(one, 'ok', payloadOf(value)?.bytes)),
    ),
    patchMethod(
      response,
      'formData',
      consume((one) => finish(one, 'ok')),
    ),
  ]
}

function consume(look: (one: Followed, value: unknown) => void): Trap {
  return (native, self, args) => {
    // Read already, or about to be by a reader: it fails, and says nothing of the exchange.
    const refused = brand(readBodyUsed, self) !== false || brand(isLocked, self)
    const promise = apply(native, self, args) as Promise<unknown>
    const one = refused ? undefined : brand(followedOf, self)
    if (!one || one.over) return promise
    if (aborted(one.signal)) {
      finish(one, 'abort')
      return promise
    }
    return derive(
      promise,
      (value) => {
        if (!one.layer || one.layer === bodyLayer) look(one, value)
      },
      (reason) => {
        // What could not be parsed has arrived all the same.
        finish(one, isUnparsable(reason) ? 'ok' : outcomeOf(reason, one.signal))
      },
    )
  }
}
