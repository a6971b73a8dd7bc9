import {
  addListener,
  apply,
  getter,
  mapDelete,
  mapForEach,
  mapHas,
  mapSet,
  messageData,
  messageId,
  NativeMap,
  NativeWeakMap,
  removeListener,
  weakGet,
  weakSet,
} from './natives.ts'
import { type Patch, patchConstructor, patchMethod } from './patch.ts'
import { withMessage } from './payload.ts'
import { newId, record, report } from './report.ts'

interface Watch {
  id: number
  /** Starts to see events of a type; each type once. */
  see(type: string): void
  closed(): void
  stop(): void
}

/**
 * Observes EventSources. Events of a name reach only those who listen for that name, so `addEventListener` is watched too,
 * from the first EventSource on: where the page adds a listener for a new name, ours goes in before it.
 */
export function hookEventSource(): (Patch | undefined)[] {
  if (typeof EventSource !== 'function') return []
  const prototype = EventSource.prototype
  const readUrl = getter<string>(prototype, 'url')!
  const readState = getter<number>(prototype, 'readyState')!
  const watches = new NativeWeakMap<object, Watch>()
  const open = new NativeMap<number, Watch>()
  const closedState = 2
  let active = false

  function watch(source: EventSource): void {
    const id = newId()
    const types = new NativeMap<string, (event: Event) => void>()
    const onOpen = () => report(() => record('open', id))
    const onError = () => {
      report(() => {
        const event = record('close', id)
        event['by'] = 'error'
        if (readState(source) !== closedState) event['retrying'] = true
        return event
      })
      if (readState(source) === closedState) one.stop()
    }
    const one: Watch = {
      id,
      see(type) {
        // `error` and `open` are events of the connection, whatever a server may name its own.
        if (type === 'open' || type === 'error' || mapHas(types, type)) return
        const onEvent = (message: Event) =>
          report(() => {
            if (!message.isTrusted) return undefined // the page talks to itself
            const event = record('message', id)
            event['dir'] = 'in'
            if (type !== 'message') event['name'] = type
            const eventId = messageId(message)
            if (eventId) event['eventId'] = eventId
            return withMessage(event, messageData(message))
          })
        mapSet(types, type, onEvent)
        addListener(source, type, onEvent)
      },
      closed() {
        report(() => {
          const event = record('close', id)
          event['by'] = 'page'
          return event
        })
        one.stop()
      },
      stop() {
        removeListener(source, 'open', onOpen)
        removeListener(source, 'error', onError)
        mapForEach(types, (listener, type) => removeListener(source, type, listener as EventListener))
        mapDelete(open, id)
      },
    }
    report(() => {
      const event = record('connect', id)
      event['api'] = 'eventsource'
      event['url'] = readUrl(source)
      return event
    })
    addListener(source, 'open', onOpen)
    addListener(source, 'error', onError)
    one.see('message')
    weakSet(watches, source, one)
    mapSet(open, id, one)
    listen?.activate(active)
  }

  const construct = patchConstructor(['EventSource'], (source) => watch(source as EventSource))
  const listen = patchMethod(EventTarget.prototype, 'addEventListener', (native, self, args) => {
    try {
      const one = self && typeof args[0] === 'string' ? (weakGet(watches, self) as Watch | undefined) : undefined
      if (one && mapHas(open, one.id)) one.see(args[0])
    } catch {
      // seeing one event type less must not cost the page its listener
    }
    return apply(native, self, args)
  })
  const close = patchMethod(prototype, 'close', (native, self, args) => {
    const before = (weakGet(watches, self) as Watch | undefined) && readState(self)
    const result = apply(native, self, args)
    if (before !== undefined && before !== closedState) (weakGet(watches, self) as Watch).closed()
    return result
  })
  const listeners: Patch = {
    activate(on) {
      active = on
      if (on) return
      listen?.activate(false)
      mapForEach(open, (one) => (one as Watch).stop())
    },
  }
  return [construct, close, listeners]
}
