import type { Runtime } from 'webextension-polyfill'
import { bridgePort, type FromBridge, type ToBridge } from '../wire/link.ts'
import type { Outbox } from '../wire/outbox.ts'
import { extension } from './extension.ts'

/** The bridge's connection to the background, which the browser may stop at any time. */
export interface BackgroundPort {
  /** Connects, if there is no port. */
  connect(): void
  /** Sends a message through a port, which is made if there is none. A batch that is lost is sent again with the next port. */
  post(message: FromBridge): void
  /** Gives the port up: the next message makes another one. */
  disconnect(): void
  /**
   * The document goes into the back/forward cache. Browsers close its port, Chromium before the document hears that it goes; what is
   * posted after that disappears without an error. So all batches that have not been acknowledged are sent again through a new port,
   * and each later message through one of its own. No port stays open: a message to a document in the cache would end the document.
   */
  leave(): void
  /** The document is back. */
  comeBack(): void
}

export interface BackgroundHandlers {
  onConnect(): void
  onMessage(message: ToBridge): void
  /** @returns whether to connect again at once, instead of with the next message */
  onDisconnect(): boolean
  /** The extension was reloaded or removed: nobody will ask for the events of this document. */
  onOrphan(): void
}

/** @param outbox whose unacknowledged batches each new port begins with */
export function createBackgroundPort(doc: string, outbox: Outbox, handlers: BackgroundHandlers): BackgroundPort {
  let port: Runtime.Port | undefined
  let away = false

  function connect(): void {
    if (port) return
    try {
      port = extension.runtime!.connect({ name: bridgePort })
    } catch {
      return handlers.onOrphan()
    }
    handlers.onConnect()
    port.onMessage.addListener((message) => handlers.onMessage(message as ToBridge))
    port.onDisconnect.addListener(() => {
      port = undefined
      if (handlers.onDisconnect()) connect()
    })
    port.postMessage({ kind: 'hello', doc } satisfies FromBridge)
    if (!away) for (const batch of outbox.pending()) port.postMessage(batch)
  }

  function disconnect(): void {
    port?.disconnect()
    port = undefined
  }

  return {
    connect,
    post(message) {
      const fresh = port === undefined
      try {
        connect()
        // A port that was made for this batch has sent it already.
        if (!fresh || away || message.kind !== 'batch') port?.postMessage(message)
      } catch {
        port = undefined
      }
      if (away) disconnect()
    },
    disconnect,
    leave() {
      disconnect()
      connect()
      disconnect()
      away = true
    },
    comeBack() {
      away = false
      disconnect()
      connect()
    },
  }
}
