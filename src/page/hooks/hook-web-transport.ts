import { dormant } from '../../wire/page-message.ts'
import { derive, derivesNatively } from '../browser/derive.ts'
import {
  absolute,
  apply,
  argument,
  brand,
  getter,
  later,
  NativeWeakMap,
  NativeWeakSet,
  readHref,
  uncurry,
  weakAdd,
  weakGet,
  weakHas,
  weakSet,
  whenSettled,
} from '../browser/natives.ts'
import { after, type Patch, patchConstructor, patchMethod, type Trap } from '../browser/patch.ts'
import { createConnections } from '../report/connections.ts'
import { createFlow } from '../report/message-flow.ts'
import { record } from '../report/record.ts'
import { currentMode, newId, report } from '../report/report.ts'
import { type Told, tellReads, tellWrites } from './message-ends.ts'

interface Session {
  in: Told
  out: Told
}
type Stats = Promise<{ bytesSent?: number }>

// The statistics only show whether the session is open, so asking more often would gain nothing.
const askEveryMs = 1000

/**
 * Observes WebTransport: the session, and the pieces that the page reads from and writes to its datagrams and streams with
 * readers and writers. Nothing is read that the page does not read, and no stream is locked.
 *
 * Chromium marks `ready` and `closed` as handled itself, so a side branch on them changes nothing. Firefox does not
 * (measured: a refused session fires `unhandledrejection` twice there), and a side branch would silence the page's own
 * handler. In Firefox the session is asked for its statistics instead, which only an open session returns.
 */
export function hookWebTransport(): (Patch | undefined)[] {
  if (typeof WebTransport !== 'function') return []
  const prototype = WebTransport.prototype as WebTransport & { getStats?: () => Stats }
  const readReady = getter<Promise<unknown>>(prototype, 'ready')!
  const readClosed = getter<Promise<object>>(prototype, 'closed')!
  const readDatagrams = getter<object>(prototype, 'datagrams')!
  const incoming = [
    getter<object>(prototype, 'incomingBidirectionalStreams'),
    getter<object>(prototype, 'incomingUnidirectionalStreams'),
  ]
  const getStats = prototype.getStats && (uncurry(prototype.getStats) as (self: object) => Stats)
  const both =
    typeof WebTransportBidirectionalStream === 'function' ? WebTransportBidirectionalStream.prototype : undefined
  const readEnd = both && getter<object>(both, 'readable')
  const writeEnd = both && getter<object>(both, 'writable')
  const datagrams = typeof WebTransportDatagramDuplexStream === 'function' && WebTransportDatagramDuplexStream.prototype
  const readDatagramEnd = datagrams ? getter<object>(datagrams, 'readable') : undefined
  const writeDatagramEnd = datagrams ? getter<object>(datagrams, 'writable') : undefined
  const sessions = new NativeWeakMap<object, Session>()
  const closedByPage = new NativeWeakSet<object>()
  const transports = createConnections()

  function watch(transport: object, args: ArrayLike<unknown>): void {
    const id = newId()
    const message = (dir: 'in' | 'out') => createFlow(id, dir).tell
    let over = false
    let open = false
    let askAgain: (() => void) | undefined
    const reportOpen = () => report(() => record('open', id))
    const opened = () => {
      open = true
      reportOpen()
    }
    const closed = (failed: boolean) => {
      if (over) return
      over = true
      report(() => {
        const event = record('close', id)
        event['by'] = failed ? 'error' : weakHas(closedByPage, transport) ? 'page' : 'remote'
        event['clean'] = !failed
        return event
      })
    }
    const target = argument(args, 0)
    // Converting an object to text here would run code of the page a second time.
    const url = typeof target === 'string' ? absolute(target) : (brand(readHref, target) ?? 'webtransport:')
    const connect = (known: boolean) =>
      report(() => {
        const event = record('connect', id)
        event['api'] = 'webtransport'
        event['url'] = url
        if (known) event['adopted'] = true
        return event
      })
    connect(false)
    transports.add(transport, {
      attach: () => askAgain?.(),
      detach() {},
      announce(whole) {
        connect(true)
        if (whole && open) reportOpen()
      },
      isOver: () => over,
    })
    const session: Session = { in: message('in'), out: message('out') }
    weakSet(sessions, transport, session)
    const ends = readDatagrams(transport)
    if (readDatagramEnd) tellReads(readDatagramEnd(ends), session.in)
    if (writeDatagramEnd) tellWrites(writeDatagramEnd(ends), session.out)
    // Streams of incoming streams: each stream that the page takes out is observed from then on.
    for (let i = 0; i < incoming.length; i++) {
      const streams = incoming[i]?.(transport)
      if (streams) tellReads(streams, (stream) => observeStream(session, stream))
    }
    if (!derivesNatively()) return
    if (getStats) {
      askAgain = askStats(transport, opened, closed)
      return
    }
    whenSettled(readReady(transport), opened, () => {})
    whenSettled(
      readClosed(transport),
      () => closed(false),
      () => closed(true),
    )
  }

  /**
   * Polls the session's statistics to learn when it opens and ends. The polling stops while nobody watches, since a timer
   * would keep the session from being garbage-collected.
   * @returns restarts the polling
   */
  function askStats(transport: object, opened: () => void, closed: (failed: boolean) => void): () => void {
    let open = false
    let asking = false
    const ask = () => {
      asking = false
      if (currentMode() === dormant || !derivesNatively()) return
      if (weakHas(closedByPage, transport)) return closed(false)
      asking = true
      whenSettled(
        getStats!(transport),
        () => {
          if (!open) opened()
          open = true
          later(ask, askEveryMs)
        },
        () => closed(!open),
      )
    }
    ask()
    return () => {
      if (!asking) ask()
    }
  }

  /** Observes a stream of a session, which is readable, writable, or both. */
  function observeStream(session: Session, stream: unknown): void {
    if (typeof stream !== 'object' || stream === null) return
    const reads = brand(readEnd, stream)
    if (reads) {
      tellReads(reads, session.in)
      const writes = brand(writeEnd, stream)
      if (writes) tellWrites(writes, session.out)
    } else {
      // A one-way stream is itself the readable or writable end.
      tellReads(stream, session.in)
      tellWrites(stream, session.out)
    }
  }

  const creates: Trap = (native, self, args) => {
    const promise = apply(native, self, args) as Promise<unknown>
    const session = weakGet(sessions, self) as Session | undefined
    if (!session) return promise
    return derive(
      promise,
      (stream) => observeStream(session, stream),
      () => {},
    )
  }
  return [
    patchConstructor(['WebTransport'], watch),
    patchMethod(prototype, 'createBidirectionalStream', creates),
    patchMethod(prototype, 'createUnidirectionalStream', creates),
    patchMethod(
      prototype,
      'close',
      after((transport: object) => weakAdd(closedByPage, transport)),
    ),
    transports.patch,
  ]
}
