import {
  askForPort,
  earlyHandshake,
  flushNow,
  lastRecords,
  type Mode,
  stillThere,
  taken,
} from '../wire/page-message.ts'

/** Whether a script of the page may have dispatched the event that is being handled: only before its first script it cannot. */
const mayBeOfPage = () => document.currentScript !== null || document.scripts.length > 0

/** In ms: the time within which the hooks follow a bridge that was injected late, on a busy page. */
const lateHooksMs = 10_000

/** Records in a message. The hooks never send more. */
const maxRecordsPerMessage = 20_000

export interface Hooks {
  /** Switches the hooks to a mode. */
  setMode(mode: Mode): void
  /** Makes the hooks hand over all collected records before this returns. */
  flush(): void
}

/**
 * Offers the hooks one end of a MessageChannel, synchronously. In a new document no script of the page has run yet; later the
 * type of the event that carries the port is a secret of hooks and bridge, for which the page cannot listen. The MAIN and
 * ISOLATED worlds may run in either order, so either side may begin.
 *
 * @param mode initial mode of the hooks
 * @param secret type of the handshake's event where scripts of the page ran before the hooks
 * @param onRecords receives the records of each message, unchecked: whoever has the port may be the page
 */
export function connectHooks(
  mode: Mode,
  secret: string | undefined,
  onRecords: (records: readonly unknown[]) => void,
): Hooks {
  const channel = new MessageChannel()
  const hooksPort = channel.port2
  // port2 is one DOM object with a wrapper in each world: an event dispatched on it arrives at once, also in `pagehide`.
  hooksPort.addEventListener(stillThere, (event) => event.preventDefault())
  hooksPort.addEventListener(lastRecords, (event) => receive((event as MessageEvent).data))
  const type = secret ?? earlyHandshake
  const offer = () =>
    !document.dispatchEvent(new MessageEvent(type, { data: mode, ports: [hooksPort], cancelable: true }))
  if (!offer()) {
    const onAsk = (event: Event) => {
      if ((event as MessageEvent).data !== askForPort || (!secret && mayBeOfPage())) return
      document.removeEventListener(type, onAsk, true)
      event.stopImmediatePropagation()
      offer()
    }
    document.addEventListener(type, onAsk, true)
    // The hooks run in the same task, if they run at all.
    setTimeout(() => document.removeEventListener(type, onAsk, true), secret ? lateHooksMs : 0)
  }
  const receive = (data: unknown) => {
    const records = intoThisWorld(data)
    // A message of any other form counts as one invalid record.
    onRecords(Array.isArray(records) && records.length <= maxRecordsPerMessage ? records : [undefined])
  }
  channel.port1.onmessage = (event) => {
    receive(event.data)
    channel.port1.postMessage(taken)
  }
  return {
    setMode: (mode) => channel.port1.postMessage(mode),
    flush: () => hooksPort.dispatchEvent(new Event(flushNow)),
  }
}

// Firefox gives content scripts a function that copies an object of the page's world into their own.
const { cloneInto } = globalThis as { cloneInto?: (value: unknown, scope: object) => unknown }

/**
 * Copies a message into this world. In Firefox a MessagePort created here still belongs to the page's world, and so do
 * messages that arrive on it: the bytes of a typed array cannot be read from outside ("Accessing TypedArray data over Xrays
 * is slow, and forbidden"). https://firefox-source-docs.mozilla.org/dom/scriptSecurity/xray_vision.html
 */
function intoThisWorld(data: unknown): unknown {
  if (!cloneInto) return data
  try {
    return cloneInto(data, globalThis)
  } catch {
    return undefined
  }
}
