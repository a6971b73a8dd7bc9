import { absolute, readHref } from './natives.ts'
import { after, type Patch, patchMethod } from './patch.ts'
import { payloadOf, withBody } from './payload.ts'
import { newId, record, report } from './report.ts'

/** Observes `navigator.sendBeacon`: a request that goes up and whose answer nobody can read. */
export function hookBeacon(): (Patch | undefined)[] {
  return [
    patchMethod(
      Navigator.prototype,
      'sendBeacon',
      after((_navigator, args, queued: boolean) => {
        const target = args[0]
        const url = typeof target === 'string' ? absolute(target) : readHref(target)
        const payload = payloadOf(args[1])
        const id = newId()
        report(() => {
          const event = record('request', id)
          event['api'] = 'beacon'
          event['method'] = 'POST'
          event['url'] = url
          return withBody(event, payload)
        })
        report(() => {
          const event = record('finish', id)
          event['outcome'] = queued ? 'ok' : 'error'
          return event
        })
      }),
    ),
  ]
}
