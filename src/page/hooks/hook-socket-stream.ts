import { derivesNatively } from '../browser/derive.ts'
import { brand, getter, NativeWeakSet, ownValue, weakAdd, weakHas, whenSettled } from '../browser/natives.ts'
import { after, type Patch, patchConstructor, patchMethod } from '../browser/patch.ts'
import { createConnections } from '../report/connections.ts'
import { createFlow } from '../report/message-flow.ts'
import { record } from '../report/record.ts'
import { newId, report } from '../report/report.ts'
import { tellReads, tellWrites } from './message-ends.ts'

// WebSocketStream and WebSocketError are not in TypeScript's library yet.
interface Interface {
  prototype: object
}

/**
 * Observes WebSocketStream (Chromium). The browser itself marks its promises as handled (measured: no `unhandledrejection`
 * when a page ignores them), so a side branch on them changes nothing. Messages are counted where the page reads and writes
 * them; messages that it pipes natively are not seen.
 */
export function hookSocketStream(): (Patch | undefined)[] {
  const { WebSocketStream } = window as unknown as { WebSocketStream?: Interface }
  if (!WebSocketStream) return []
  const readUrl = getter<string>(WebSocketStream.prototype, 'url')!
  const readOpened = getter<Promise<object>>(WebSocketStream.prototype, 'opened')!
  const readClosed = getter<Promise<object>>(WebSocketStream.prototype, 'closed')!
  const { WebSocketError } = window as unknown as { WebSocketError?: Interface }
  const errorCode = WebSocketError && getter<number | null>(WebSocketError.prototype, 'closeCode')
  const errorReason = WebSocketError && getter<string>(WebSocketError.prototype, 'reason')

  const closedByPage = new NativeWeakSet<object>()
  const sockets = createConnections()

  function watch(socket: object): void {
    const id = newId()
    let over = false
    let established: object | undefined
    const message = (dir: 'in' | 'out') => createFlow(id, dir).tell
    const closed = (by: string, code: unknown, reason: unknown) => {
      over = true
      report(() => {
        const event = record('close', id)
        event['by'] = by
        if (typeof code === 'number') event['code'] = code
        if (typeof reason === 'string') event['reason'] = reason
        event['clean'] = by !== 'error'
        return event
      })
    }
    const opened = () =>
      report(() => {
        const event = record('open', id)
        event['protocol'] = ownValue(established!, 'protocol')
        event['extensions'] = ownValue(established!, 'extensions')
        return event
      })
    const connect = (known: boolean) =>
      report(() => {
        const event = record('connect', id)
        event['api'] = 'websocket'
        event['url'] = readUrl(socket)
        if (known) event['adopted'] = true
        return event
      })
    connect(false)
    sockets.add(socket, {
      attach() {},
      detach() {},
      announce(whole) {
        connect(true)
        if (whole && established) opened()
      },
      isOver: () => over,
    })
    if (!derivesNatively()) return
    whenSettled(
      readOpened(socket),
      (connection) => {
        established = connection
        opened()
        tellReads(ownValue(connection, 'readable') as object, message('in'))
        tellWrites(ownValue(connection, 'writable') as object, message('out'))
      },
      () => {},
    )
    whenSettled(
      readClosed(socket),
      (info) =>
        closed(
          weakHas(closedByPage, socket) ? 'page' : 'remote',
          ownValue(info, 'closeCode'),
          ownValue(info, 'reason'),
        ),
      (reason) => {
        closed('error', brand(errorCode, reason), brand(errorReason, reason))
      },
    )
  }
  return [
    patchConstructor(['WebSocketStream'], watch),
    patchMethod(
      WebSocketStream.prototype,
      'close',
      after((socket: object) => weakAdd(closedByPage, socket)),
    ),
    sockets.patch,
  ]
}
