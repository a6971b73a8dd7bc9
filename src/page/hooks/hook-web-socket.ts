import { addListener, argument, getter, later, messageData, removeListener } from '../browser/natives.ts'
import { after, type Patch, patchConstructor, patchMethod } from '../browser/patch.ts'
import { type Connection, createConnections } from '../report/connections.ts'
import { createFlow, type MessageFlow } from '../report/message-flow.ts'
import { record } from '../report/record.ts'
import { newId, report } from '../report/report.ts'

interface Watch extends Connection {
  out: MessageFlow
  closedByPage: boolean
}

const openState = 1
const closedState = 3

/**
 * Observes the WebSockets that a page opens. The page receives a real WebSocket; the hook adds ordinary listeners before
 * the page has the object and removes them when nobody watches.
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
      if (message.isTrusted) incoming.tell(messageData(message)) // an untrusted event was dispatched by the page itself
    }
    const onClose = (close: Event) => {
      if (!close.isTrusted) return
      over = true
      report(() => {
        const event = record('close', id)
        const clean = wasClean(close)
        event['by'] = connection.closedByPage ? 'page' : clean ? 'remote' : 'error'
        event['code'] = closeCode(close)
        event['reason'] = closeReason(close)
        event['clean'] = clean
        return event
      })
      connection.detach()
    }
    // A connection that a policy of the page forbids ends with an error alone in Chromium; elsewhere `close` follows at
    // once.
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
      connection.detach()
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
    const connection: Watch = {
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
    if (adopted) connection.announce(true)
    else connect(false, protocols)
    sockets.add(socket, connection)
    return connection
  }

  const construct = patchConstructor(['WebSocket'], (socket, args) => {
    const protocols = argument(args, 1)
    watch(socket as WebSocket, typeof protocols === 'string' ? protocols : undefined, false)
  })
  // A socket that was opened before anybody watched is adopted when the page sends on it.
  const send = patchMethod(
    prototype,
    'send',
    after((socket: WebSocket, args) => {
      if (readState(socket) !== openState) return // a message sent on a closed socket goes nowhere
      const connection = sockets.of(socket) ?? watch(socket, undefined, true)
      connection.out.tell(argument(args, 0))
    }),
  )
  const close = patchMethod(
    prototype,
    'close',
    after((socket: WebSocket) => {
      // Many pages call close() in their error handler, when the socket is closed already: that is not a close by the page.
      if (readState(socket) === closedState) return
      const connection = sockets.of(socket)
      if (connection) connection.closedByPage = true
    }),
  )
  return [construct, send, close, sockets.patch]
}
