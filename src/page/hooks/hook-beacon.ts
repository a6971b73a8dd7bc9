import { absolute, apply, argument, withFirst } from '../browser/natives.ts'
import { withoutOwnFrame } from '../browser/own-frame.ts'
import { type Patch, patchMethod, type Trap } from '../browser/patch.ts'
import { textArgument } from '../browser/text-argument.ts'
import { type Payload, payloadOf, withBody } from '../report/payload.ts'
import { record } from '../report/record.ts'
import { newId, report } from '../report/report.ts'

/** Observes `navigator.sendBeacon`, a request whose response no page can read. */
export function hookBeacon(): (Patch | undefined)[] {
  return [patchMethod(Navigator.prototype, 'sendBeacon', send)]
}

const send: Trap = (native, self, args: ArrayLike<unknown>) => {
  const url = textArgument(argument(args, 0))
  let result: boolean
  try {
    result = apply(native, self, withFirst(args, url.passed)) as boolean
  } catch (reason) {
    throw withoutOwnFrame(reason, native, args, send)
  }
  try {
    sent(url.text, payloadOf(argument(args, 1)), result)
  } catch {
    // the beacon was queued all the same
  }
  return result
}

function sent(url: string | undefined, payload: Payload | undefined, queued: boolean): void {
  if (url === undefined) return
  const id = newId()
  report(() => {
    const event = record('request', id)
    event['api'] = 'beacon'
    event['method'] = 'POST'
    event['url'] = absolute(url)
    return withBody(event, payload)
  })
  report(() => {
    const event = record('finish', id)
    event['outcome'] = queued ? 'ok' : 'error'
    return event
  })
}
