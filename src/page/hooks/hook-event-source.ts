import {
  addListener,
  apply,
  argument,
  getter,
  mapForEach,
  mapHas,
  mapSet,
  messageData,
  NativeMap,
  removeListener,
} from '../browser/natives.ts'
import { withoutOwnFrame } from '../browser/own-frame.ts'
import { type Patch, patchConstructor, patchMethod, type Trap } from '../browser/patch.ts'
import { type Connection, createConnections } from '../report/connections.ts'
import { createFlow } from '../report/message-flow.ts'
import { record } from '../report/record.ts'
import { newId, report } from '../report/report.ts'

interface Watch extends Connection {
  /** Starts to observe events of a type; repeated calls for a type do nothing. */
  see(type: string): void
  closed(): void
}

// Each type adds a listener of ours to the source. A page may listen for any number of names, though no server sends them
// all.
const maxTypesPerSource = 1000
const openState = 1
const closedState = 2

/**
 * Observes EventSources. A named event reaches only listeners for that name, so `addEventListener` is patched as well,
 * active from the first EventSource on: where the page adds a listener for a new name, our listener is added before it.
 */
export function hookEventSource(): (Patch | undefined)[] {
  if (typeof EventSource !== 'function') return []
  const prototype = EventSource.prototype
  const readUrl = getter<string>(prototype, 'url')!
  const readState = getter<number>(prototype, 'readyState')!
  const sources = createConnections<Watch>()

  function watch(source: EventSource): void {
    const id = newId()
    const types = new NativeMap<string, (event: Event) => void>()
    let typesSeen = 0
    const incoming = createFlow(id, 'in')
    const opened = () => report(() => record('open', id))
    // A server may name its events `open` and `error`, too; those have data.
    const isMessage = (event: Event): boolean => {
      try {
        messageData(event)
        return true
      } catch {
        return false
      }
    }
    const tellNamed = (event: Event, name: string) => incoming.tell(messageData(event), name, event)
    const onOpen = (event: Event) => {
      if (!event.isTrusted) return
      if (isMessage(event)) tellNamed(event, 'open')
      else opened()
    }
    const onError = (error: Event) => {
      if (!error.isTrusted) return
      if (isMessage(error)) return tellNamed(error, 'error')
      report(() => {
        const event = record('close', id)
        event['by'] = 'error'
        if (readState(source) !== closedState) event['retrying'] = true
        return event
      })
      if (readState(source) === closedState) connection.detach()
    }
    const connect = (known: boolean) =>
      report(() => {
        const event = record('connect', id)
        event['api'] = 'eventsource'
        event['url'] = readUrl(source)
        if (known) event['adopted'] = true
        return event
      })
    const connection: Watch = {
      see(type) {
        // Both are heard from the beginning: as events of the connection itself, or of a server that uses these names.
        if (type === 'open' || type === 'error' || mapHas(types, type)) return
        if (typesSeen >= maxTypesPerSource) return
        typesSeen++
        const name = type === 'message' ? undefined : type
        const onEvent = (message: Event) => {
          // an untrusted event was dispatched by the page itself
          if (message.isTrusted) incoming.tell(messageData(message), name, message)
        }
        mapSet(types, type, onEvent)
        addListener(source, type, onEvent)
      },
      closed() {
        report(() => {
          const event = record('close', id)
          event['by'] = 'page'
          return event
        })
        connection.detach()
      },
      attach() {
        addListener(source, 'open', onOpen)
        addListener(source, 'error', onError)
        mapForEach(types, (listener, type) => addListener(source, type as string, listener as EventListener))
      },
      detach() {
        removeListener(source, 'open', onOpen)
        removeListener(source, 'error', onError)
        mapForEach(types, (listener, type) => removeListener(source, type as string, listener as EventListener))
      },
      announce(whole) {
        connect(true)
        if (whole && readState(source) === openState) opened()
      },
      isOver: () => readState(source) === closedState,
    }
    connect(false)
    sources.add(source, connection)
    connection.see('message')
    listen?.activate(true)
  }

  const construct = patchConstructor(['EventSource'], (source) => watch(source as EventSource))
  const onListen: Trap = (native, self, args) => {
    try {
      const type = argument(args, 0)
      const connection = typeof self === 'object' && self && typeof type === 'string' ? sources.of(self) : undefined
      if (connection && !connection.isOver()) connection.see(type as string)
    } catch {
      // missing an event type must not cost the page its listener
    }
    try {
      return apply(native, self, args)
    } catch (reason) {
      throw withoutOwnFrame(reason, native, args, onListen)
    }
  }
  const listen = patchMethod(EventTarget.prototype, 'addEventListener', onListen)
  const onClose: Trap = (native, self, args) => {
    let open: Watch | undefined
    try {
      const connection = sources.of(self)
      if (connection && !connection.isOver()) open = connection
    } catch {
      // not an EventSource; the native method will throw
    }
    let result: unknown
    try {
      result = apply(native, self, args)
    } catch (reason) {
      throw withoutOwnFrame(reason, native, args, onClose)
    }
    open?.closed()
    return result
  }
  const close = patchMethod(prototype, 'close', onClose)
  const listeners: Patch = {
    activate(on) {
      sources.patch.activate(on)
      listen?.activate(on && sources.some())
    },
    announce: sources.patch.announce,
  }
  return [construct, close, listeners]
}
