import {
  askForPort,
  earlyHandshake,
  flushNow,
  lastRecords,
  late,
  lateHandshake,
  type Mode,
  stillThere,
} from '../wire/page-message.ts'

/** Records in a message. The hooks never send more. */
const maxRecordsPerMessage = 20_000

export interface Hooks {
  /** Switches the hooks to a mode. */
  setMode(mode: Mode): void
  /** Makes the hooks hand over all collected records before this returns. */
  flush(): void
}

/**
 * Offers the hooks one end of a MessageChannel, synchronously and before any script of the document runs.
 *
 * Page scripts cannot see the port: the event that carries it is dispatched on the document with type `load`, which does
 * not reach the window, and the hooks stop it. The MAIN and ISOLATED worlds may run in either order, so either side may
 * begin.
 *
 * @param mode initial mode of the hooks
 * @param injected scripts of the page ran before the hooks
 * @param onRecords receives the records of each message, unchecked
 */
export function connectHooks(mode: Mode, injected: boolean, onRecords: (records: readonly unknown[]) => void): Hooks {
  const channel = new MessageChannel()
  const hooksPort = channel.port2
  // port2 is one DOM object with a wrapper in each world: an event dispatched on it arrives at once, also in `pagehide`.
  hooksPort.addEventListener(stillThere, (event) => event.preventDefault())
  hooksPort.addEventListener(lastRecords, (event) => receive((event as MessageEvent).data))
  const type = injected ? lateHandshake : earlyHandshake
  const offer = () =>
    !document.dispatchEvent(
      new MessageEvent(type, { data: injected ? mode + late : mode, ports: [hooksPort], cancelable: true }),
    )
  if (!offer()) {
    const types = [earlyHandshake, lateHandshake]
    const onAsk = (event: Event) => {
      if ((event as MessageEvent).data !== askForPort) return
      for (const type of types) document.removeEventListener(type, onAsk, true)
      event.stopImmediatePropagation()
      offer()
    }
    for (const type of types) document.addEventListener(type, onAsk, true)
  }
  const receive = (data: unknown) => {
    const records = intoThisWorld(data)
    // A message of any other form counts as one invalid record.
    onRecords(Array.isArray(records) && records.length <= maxRecordsPerMessage ? records : [undefined])
  }
  channel.port1.onmessage = (event) => receive(event.data)
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
