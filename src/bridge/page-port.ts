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

/** More records in one message than the hooks ever send are not the hooks'. */
const mostRecords = 20_000

export interface Hooks {
  setMode(mode: Mode): void
  /** Makes the hooks hand over what they have, before this returns. */
  flush(): void
}

/**
 * Hands the hooks one end of a MessageChannel, synchronously and before any script of the document runs.
 *
 * Page scripts cannot see the port: the event that carries it is dispatched on the document with type `load`, which does not
 * reach the window, and the hooks stop it. MAIN and ISOLATED may run in either order, so both may begin.
 *
 * @param mode in which the hooks begin
 * @param injected that they came after the page's first script
 */
export function connectHooks(mode: Mode, injected: boolean, onRecords: (records: readonly unknown[]) => void): Hooks {
  const channel = new MessageChannel()
  const theirs = channel.port2
  // port2 is one DOM object with a wrapper in each world: an event dispatched on it arrives at once, also in `pagehide`.
  theirs.addEventListener(stillThere, (event) => event.preventDefault())
  theirs.addEventListener(lastRecords, (event) => receive((event as MessageEvent).data))
  const type = injected ? lateHandshake : earlyHandshake
  const offer = () =>
    !document.dispatchEvent(
      new MessageEvent(type, { data: injected ? mode + late : mode, ports: [theirs], cancelable: true }),
    )
  if (!offer()) {
    const asked = [earlyHandshake, lateHandshake]
    const onAsk = (event: Event) => {
      if ((event as MessageEvent).data !== askForPort) return
      for (const one of asked) document.removeEventListener(one, onAsk, true)
      event.stopImmediatePropagation()
      offer()
    }
    for (const one of asked) document.addEventListener(one, onAsk, true)
  }
  const receive = (data: unknown) => {
    const records = intoThisWorld(data)
    // Whatever else it is, it is one bad record.
    onRecords(Array.isArray(records) && records.length <= mostRecords ? records : [undefined])
  }
  channel.port1.onmessage = (event) => receive(event.data)
  return {
    setMode: (mode) => channel.port1.postMessage(mode),
    flush: () => theirs.dispatchEvent(new Event(flushNow)),
  }
}

// Firefox gives content scripts a function that copies an object of the page's world into theirs.
const { cloneInto } = globalThis as { cloneInto?: (value: unknown, scope: object) => unknown }

/**
 * In Firefox a MessagePort made here still belongs to the page's world, and so does what arrives on it: the octets of a typed
 * array cannot be read from outside ("Accessing TypedArray data over Xrays is slow, and forbidden").
 * https://firefox-source-docs.mozilla.org/dom/scriptSecurity/xray_vision.html
 */
function intoThisWorld(data: unknown): unknown {
  if (!cloneInto) return data
  try {
    return cloneInto(data, globalThis)
  } catch {
    return undefined
  }
}
