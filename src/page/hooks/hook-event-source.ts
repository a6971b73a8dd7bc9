import {
  addListener,
  apply,
  argument,
  getter,
  mapForEach,
  mapHas,
  mapSet,
  messageData,
  messageId,
  NativeMap,
  removeListener,
} from '../browser/natives.ts'
import { withoutOwnFrame } from '../browser/own-frame.ts'
import { type Patch, patchConstructor, patchMethod, type Trap } from '../browser/patch.ts'
import { type Connection, createConnections } from '../report/connections.ts'
import { createFlow } from '../report/message-flow.ts'
import { newId, record, report } from '../report/report.ts'

interface Watch extends Connection {
  /** Starts to see events of a type; each type once. */
  see(type: string): void
  closed(): void
}

// Each has a listener of ours on each source. A page may make up names without end, though no server sends them all.
const mostTypes = 1000
const openState = 1
const closedState = 2

/**
 * Observes EventSources. Events of a name reach only those who listen for that name, so `addEventListener` is watched too,
 * from the first EventSource on: where the page adds a listener for a new name, ours goes in before it.
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
    const onOpen = (event: Event) => {
      if (event.isTrusted) opened()
    }
    const onError = (error: Event) => {
      if (!error.isTrusted) return
      report(() => {
        const event = record('close', id)
        event['by'] = 'error'
        if (readState(source) !== closedState) event['retrying'] = true
        return event
      })
      if (readState(source) === closedState) one.detach()
    }
    const connect = (known: boolean) =>
      report(() => {
        const event = record('connect', id)
        event['api'] = 'eventsource'
        event['url'] = readUrl(source)
        if (known) event['adopted'] = true
        return event
      })
    const one: Watch = {
      see(type) {
        // `error` and `open` are events of the connection, whatever a server may name its own.
        if (type === 'open' || type === 'error' || mapHas(types, type)) return
        if (typesSeen >= mostTypes) return
        typesSeen++
        const name = type === 'message' ? undefined : type
        const onEvent = (message: Event) => {
          if (message.isTrusted) incoming.tell(messageData(message), name, messageId(message)) // else the page talks to itself
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
        one.detach()
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
    sources.add(source, one)
    one.see('message')
    listen?.activate(true)
  }

  const construct = patchConstructor(['EventSource'], (source) => watch(source as EventSource))
  const onListen: Trap = (native, self, args) => {
    try {
      const type = argument(args, 0)
      const one = typeof self === 'object' && self && typeof type === 'string' ? sources.of(self) : undefined
      if (one && !one.isOver()) one.see(type as string)
    } catch {
      // seeing one event type less must not cost the page its listener
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
      const one = sources.of(self)
      if (one && !one.isOver()) open = one
    } catch {
      // not an EventSource; the native will say so
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
