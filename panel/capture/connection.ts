import browser from 'webextension-polyfill'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { createInbox } from '../../src/wire/inbox.ts'
import { type Armed, panelPort, type ToPanel } from '../../src/wire/link.ts'

// Bridges keep what is not acknowledged: often enough that they keep little, seldom enough to cost nothing.
const acknowledgeEvery = 200
// The background may have been stopped and starts again on the next connection; if it fails at once, do not spin.
const reconnectAfter = 100
const longestWait = 5000

export interface Connection {
  close(): void
}

/** Tab that this panel looks at: the inspected one, or `?tab=` when the panel is a page of its own; undefined for neither. */
export function inspectedTab(): number | undefined {
  const inspected = browser.devtools?.inspectedWindow?.tabId
  if (typeof inspected === 'number') return inspected
  const asked = new URLSearchParams(location.search).get('tab')
  const tabId = asked === null ? Number.NaN : Number(asked)
  return Number.isInteger(tabId) ? tabId : undefined
}

/**
 * Connects to the hooks of a tab by way of the background, and again whenever that was stopped.
 * Events come in order and once each; what was lost on the way comes as a `lost` event.
 */
export function connectToTab(
  tabId: number,
  handlers: { onEvents(events: CaptureEvent[]): void; onArmed(armed: Armed): void; onLost(): void },
): Connection {
  const inbox = createInbox()
  let port: browser.Runtime.Port | undefined
  let closed = false
  let wait = reconnectAfter

  function connect(): void {
    if (closed) return
    try {
      port = browser.runtime.connect({ name: panelPort(tabId) })
    } catch {
      return handlers.onLost() // the extension was reloaded; this page belongs to the old one
    }
    port.onMessage.addListener((message) => {
      wait = reconnectAfter
      const said = message as ToPanel
      if (said.kind === 'armed') handlers.onArmed(said)
      else handlers.onEvents(inbox.take(said))
    })
    port.onDisconnect.addListener(() => {
      port = undefined
      if (closed) return
      handlers.onLost()
      setTimeout(connect, wait)
      wait = Math.min(longestWait, wait * 2)
    })
  }

  const acknowledging = setInterval(() => {
    if (port) for (const ack of inbox.acknowledgements()) port.postMessage(ack)
  }, acknowledgeEvery)

  connect()
  return {
    close() {
      closed = true
      clearInterval(acknowledging)
      port?.disconnect()
    },
  }
}

/** Loads the inspected page again, so that it is seen from its start. */
export function reloadTab(tabId: number): void {
  if (browser.devtools?.inspectedWindow) void browser.devtools.inspectedWindow.reload()
  else void browser.tabs.reload(tabId)
}
