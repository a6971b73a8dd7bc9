import { addListener, argument, getter, later, messageData, removeListener } from '../browser/natives.ts'
import { after, type Patch, patchConstructor, patchMethod } from '../browser/patch.ts'
import { type Connection, createConnections } from '../report/connections.ts'
import { createFlow, type MessageFlow } from '../report/message-flow.ts'
import { newId, record, report } from '../report/report.ts'

interface Watch extends Connection {
  out: MessageFlow
  closedByPage: boolean
}

const openState = 1
const closedState = 3

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
  const sockets = createConnections<Watch>()

  function watch(socket: WebSocket, protocols: string | undefined, adopted: boolean): Watch {
    const id = newId()
    const opened = () =>
      report(() => {
        const event = record('open', id)
        event['protocol'] = readProtocol(socket)
        event['extensions'] = readExtensions(socket)
        return event
      })
    const onOpen = (event: Event) => {
      if (event.isTrusted) opened()
    }
    const incoming = createFlow(id, 'in')
    let over = false
    const onMessage = (message: Event) => {
      if (message.isTrusted) incoming.tell(messageData(message)) // else the page talks to itself
    }
    const onClose = (close: Event) => {
      if (!close.isTrusted) return
      over = true
      report(() => {
        const event = record('close', id)
        const clean = wasClean(close)
        event['by'] = one.closedByPage ? 'page' : clean ? 'remote' : 'error'
        event['code'] = closeCode(close)
        event['reason'] = closeReason(close)
        event['clean'] = clean
        return event
      })
      one.detach()
    }
    // What a policy of the page forbids ends in Chromium with an error alone; elsewhere the close comes at once behind it.
    const onError = (error: Event) => {
      if (error.isTrusted) later(endWithoutClose, 0)
    }
    const endWithoutClose = () => {
      if (over || readState(socket) !== closedState) return
      over = true
      report(() => {
        const event = record('close', id)
        event['by'] = 'error'
        return event
      })
      one.detach()
    }
    const connect = (known: boolean, offered: string | undefined) =>
      report(() => {
        const event = record('connect', id)
        event['api'] = 'websocket'
        event['url'] = readUrl(socket)
        if (offered) event['protocols'] = offered
        if (known) event['adopted'] = true
        return event
      })
    const one: Watch = {
      out: createFlow(id, 'out'),
      closedByPage: false,
      attach() {
        addListener(socket, 'open', onOpen)
        addListener(socket, 'message', onMessage)
        addListener(socket, 'close', onClose)
        addListener(socket, 'error', onError)
      },
      detach() {
        removeListener(socket, 'open', onOpen)
        removeListener(socket, 'message', onMessage)
        removeListener(socket, 'close', onClose)
        removeListener(socket, 'error', onError)
      },
      announce(whole) {
        connect(true, readProtocol(socket))
        if (whole && readState(socket) === openState) opened()
      },
      isOver: () => readState(socket) === closedState,
    }
    if (adopted) one.announce(true)
    else connect(false, protocols)
    sockets.add(socket, one)
    return one
  }

  const construct = patchConstructor(['WebSocket'], (socket, args) => {
    const protocols = argument(args, 1)
    watch(socket as WebSocket, typeof protocols === 'string' ? protocols : undefined, false)
  })
  // A socket on which the page still sends, but which was opened before anybody watched, is taken up from here.
  const send = patchMethod(
    prototype,
    'send',
    after((socket: WebSocket, args) => {
      if (readState(socket) !== openState) return // what is sent on a closed socket goes nowhere
      const one = sockets.of(socket) ?? watch(socket, undefined, true)
      one.out.tell(argument(args, 0))
    }),
  )
  const close = patchMethod(
    prototype,
    'close',
    after((socket: WebSocket) => {
      // Many close it once more in the handler of its error, when there is nothing left to close.
      if (readState(socket) === closedState) return
      const one = sockets.of(socket)
      if (one) one.closedByPage = true
    }),
  )
  return [construct, send, close, sockets.patch]
}
