import {
  addListener,
  getter,
  mapDelete,
  mapForEach,
  mapSet,
  messageData,
  NativeMap,
  NativeWeakMap,
  removeListener,
  weakGet,
  weakSet,
} from './natives.ts'
import { after, type Patch, patchConstructor, patchMethod } from './patch.ts'
import { withMessage } from './payload.ts'
import { newId, record, report } from './report.ts'

interface Watch {
  id: number
  closedByPage: boolean
  stop(): void
}

/**
 * Observes the WebSockets a page opens. The page gets a real WebSocket; ours are ordinary listeners, put on before the page
 * has the object and taken off when nobody watches.
 */
export function hookWebSocket(): (Patch | undefined)[] {
  if (typeof WebSocket !== 'function') return []
  const prototype = WebSocket.prototype
  const readUrl = getter<string>(prototype, 'url')!
  const readProtocol = getter<string>(prototype, 'protocol')!
  const readExtensions = getter<string>(prototype, 'extensions')!
  const readState = getter<number>(prototype, 'readyState')!
  const closeCode = getter<number>(CloseEvent.prototype, 'code')!
  const closeReason = getter<string>(CloseEvent.prototype, 'reason')!
  const wasClean = getter<boolean>(CloseEvent.prototype, 'wasClean')!
  const watches = new NativeWeakMap<object, Watch>()
  const open = new NativeMap<number, Watch>()

  function watch(socket: WebSocket, protocols: string | undefined, adopted: boolean): Watch {
    const id = newId()
    const onOpen = () =>
      report(() => {
        const event = record('open', id)
        event['protocol'] = readProtocol(socket)
        event['extensions'] = readExtensions(socket)
        return event
      })
    const onMessage = (message: Event) =>
      report(() => {
        if (!message.isTrusted) return undefined // the page talks to itself
        const event = record('message', id)
        event['dir'] = 'in'
        return withMessage(event, messageData(message))
      })
    const onClose = (close: Event) => {
      report(() => {
        const event = record('close', id)
        const clean = wasClean(close)
        event['by'] = one.closedByPage ? 'page' : clean ? 'remote' : 'error'
        event['code'] = closeCode(close)
        event['reason'] = closeReason(close)
        event['clean'] = clean
        return event
      })
      one.stop()
    }
    const one: Watch = {
      id,
      closedByPage: false,
      stop() {
        removeListener(socket, 'open', onOpen)
        removeListener(socket, 'message', onMessage)
        removeListener(socket, 'close', onClose)
        mapDelete(open, id)
      },
    }
    report(() => {
      const event = record('connect', id)
      event['api'] = 'websocket'
      event['url'] = readUrl(socket)
      if (protocols !== undefined) event['protocols'] = protocols
      if (adopted) event['adopted'] = true
      return event
    })
    addListener(socket, 'open', onOpen)
    addListener(socket, 'message', onMessage)
    addListener(socket, 'close', onClose)
    weakSet(watches, socket, one)
    mapSet(open, id, one)
    if (adopted && readState(socket) === 1) onOpen()
    return one
  }

  const construct = patchConstructor(['WebSocket'], (socket, args) => {
    watch(socket as WebSocket, typeof args[1] === 'string' ? args[1] : undefined, false)
  })
  // A socket on which the page still sends, but which was opened before anybody watched, is taken up from here.
  const send = patchMethod(
    prototype,
    'send',
    after((socket: WebSocket, args) => {
      const known = weakGet(watches, socket) as Watch | undefined
      const one = known ?? watch(socket, undefined, true)
      report(() => {
        const event = record('message', one.id)
        event['dir'] = 'out'
        return withMessage(event, args[0])
      })
    }),
  )
  const close = patchMethod(
    prototype,
    'close',
    after((socket: WebSocket) => {
      const one = weakGet(watches, socket) as Watch | undefined
      if (one) one.closedByPage = true
    }),
  )
  const listeners: Patch = {
    activate(on) {
      if (!on) mapForEach(open, (one) => (one as Watch).stop())
    },
  }
  return [construct, send, close, listeners]
}
