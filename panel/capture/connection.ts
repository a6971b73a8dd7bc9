import browser from 'webextension-polyfill'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { createInbox } from '../../src/wire/inbox.ts'
import { type Armed, panelPort, type ToPanel } from '../../src/wire/link.ts'

// In ms. Bridges keep batches until they are acknowledged: often enough that they keep little, seldom enough to cost
// nothing.
const acknowledgeEveryMs = 200
// Under load the largest batches come tens of times a second, and some of them are what a bridge keeps at most.
const acknowledgeEveryBatches = 4
// In ms. A background that was stopped starts again with the next connection. Where that fails at once, the wait doubles,
// up to `maxWaitMs`.
const reconnectAfterMs = 100
const maxWaitMs = 5000

export interface Connection {
  close(): void
}

/**
 * The tab this panel looks at: the inspected tab, or `?tab=` where the panel is a page of its own; undefined without
 * either.
 */
export function inspectedTab(): number | undefined {
  const inspected = browser.devtools?.inspectedWindow?.tabId
  if (typeof inspected === 'number') return inspected
  const asked = new URLSearchParams(location.search).get('tab')
  const tabId = asked === null ? Number.NaN : Number(asked)
  return Number.isInteger(tabId) ? tabId : undefined
}

/**
 * Connects to the hooks of a tab through the background, and reconnects whenever the background was stopped.
 * @param handlers receive events in order and each only once; events lost on the way are reported by a `lost` event
 */
export function connectToTab(
  tabId: number,
  handlers: { onEvents(events: CaptureEvent[]): void; onArmed(armed: Armed): void; onLost(): void },
): Connection {
  const inbox = createInbox()
  let port: browser.Runtime.Port | undefined
  let closed = false
  let wait = reconnectAfterMs
  let unacknowledged = 0

  function connect(): void {
    if (closed) return
    try {
      port = browser.runtime.connect({ name: panelPort(tabId) })
    } catch {
      return handlers.onLost() // the extension was reloaded; this page belongs to the old version
    }
    port.onMessage.addListener((message) => {
      wait = reconnectAfterMs
      const received = message as ToPanel
      if (received.kind === 'armed') handlers.onArmed(received)
      else {
        handlers.onEvents(inbox.take(received))
        if (++unacknowledged >= acknowledgeEveryBatches) acknowledge()
      }
    })
    port.onDisconnect.addListener(() => {
      port = undefined
      if (closed) return
      handlers.onLost()
      setTimeout(connect, wait)
      wait = Math.min(maxWaitMs, wait * 2)
    })
  }

  function acknowledge(): void {
    unacknowledged = 0
    if (port) for (const ack of inbox.acknowledgements()) port.postMessage(ack)
  }
  const acknowledging = setInterval(acknowledge, acknowledgeEveryMs)

  connect()
  return {
    close() {
      closed = true
      clearInterval(acknowledging)
      port?.disconnect()
    },
  }
}

/** Reloads the inspected page, so that it is captured from its start. */
export function reloadTab(tabId: number): void {
  if (browser.devtools?.inspectedWindow) void browser.devtools.inspectedWindow.reload()
  else void browser.tabs.reload(tabId)
}
