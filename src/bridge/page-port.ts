import {
  askForPort,
  earlyHandshake,
  flushNow,
  type Mode,
  records,
  setMode,
  settleNow,
  unsettled,
} from '../wire/page-message.ts'

/** Whether a script of the page may have dispatched the event that is being handled: only before its first script it cannot. */
const mayBeOfPage = () => document.currentScript !== null || document.scripts.length > 0

/** In ms: the time within which the hooks follow a bridge that was injected late, on a busy page. */
const lateHooksMs = 10_000

/** Records that are handed over at once. The hooks never send more. */
const maxRecordsAtOnce = 20_000

export interface Hooks {
  /** Switches the hooks to a mode. */
  setMode(mode: Mode): void
  /** Makes the hooks hand over all collected records before this returns. */
  flush(): void
  /**
   * Makes the hooks hand over what they have collected by now. `unsettled` in the handlers says when they have; it is not called where
   * this document has no hooks.
   */
  settle(): void
}

/** What comes from the hooks, unchecked: whoever has the port may be the page. */
export interface FromHooks {
  records(records: readonly unknown[]): void
  /** @param facts that the hooks have still to hand over after `settle`; 0 the last time */
  unsettled(facts: unknown): void
}

/**
 * Offers the hooks a MessagePort, synchronously. In a new document no script of the page has run yet; later the type of the event
 * that carries the port is a secret of hooks and bridge, for which the page cannot listen. The MAIN and ISOLATED worlds may run in
 * either order, so either side may begin.
 *
 * @param initial mode of the hooks
 * @param secret type of the handshake's event where scripts of the page ran before the hooks
 */
export function connectHooks(initial: Mode, secret: string | undefined, handlers: FromHooks): Hooks {
  const port = new MessageChannel().port2
  // Hooks that come later than the bridge begin in the mode of that moment.
  let mode = initial
  const type = secret ?? earlyHandshake
  const offer = () => !document.dispatchEvent(new MessageEvent(type, { data: mode, ports: [port], cancelable: true }))
  port.addEventListener(records, (event) => {
    event.preventDefault()
    const received = intoThisWorld((event as MessageEvent).data)
    // Anything of another form counts as one invalid record.
    handlers.records(Array.isArray(received) && received.length <= maxRecordsAtOnce ? received : [undefined])
  })
  port.addEventListener(unsettled, (event) => handlers.unsettled((event as MessageEvent).data))
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
  return {
    setMode(next) {
      mode = next
      port.dispatchEvent(new MessageEvent(setMode, { data: mode }))
    },
    flush: () => port.dispatchEvent(new Event(flushNow)),
    settle: () => port.dispatchEvent(new Event(settleNow)),
  }
}

// Firefox gives content scripts a function that copies an object of the page's world into their own.
const { cloneInto } = globalThis as { cloneInto?: (value: unknown, scope: object) => unknown }

/**
 * Copies the data of an event into this world. In Firefox it is an object of the page's world: the bytes of a typed array cannot be
 * read from outside ("Accessing TypedArray data over Xrays is slow, and forbidden"). https://firefox-source-docs.mozilla.org/dom/scriptSecurity/xray_vision.html
 */
function intoThisWorld(data: unknown): unknown {
  if (!cloneInto) return data
  try {
    return cloneInto(data, globalThis)
  } catch {
    return undefined
  }
}
