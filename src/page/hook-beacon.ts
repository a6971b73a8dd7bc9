import { absolute, getter } from './natives.ts'
import { after, type Patch, patchMethod } from './patch.ts'
import { payloadOf } from './payload.ts'
import { newId, record, report } from './report.ts'

const readHref = getter<string>(URL.prototype, 'href')!

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
          event['sent'] = payload?.bytes ?? 0
          if (payload?.text !== undefined) event['text'] = payload.text
          if (payload?.data !== undefined) event['data'] = payload.data
          if (payload?.cut) event['cut'] = true
          return event
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
