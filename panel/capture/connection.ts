import browser from 'webextension-polyfill'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { createInbox } from '../../src/wire/inbox.ts'
import { type Armed, allSites, type FromPanel, panelPort, type ToPanel } from '../../src/wire/link.ts'
import { createSettling, type Unsettled } from './settling.ts'

// In ms. Bridges keep batches until they are acknowledged: often enough that they keep little, seldom enough to cost
// nothing.
const acknowledgeEveryMs = 200
// Under load the largest batches come tens of times a second, and some of them are what a bridge keeps at most.
const acknowledgeEveryBatches = 4
// In ms. A background that was stopped starts again with the next connection. Where that fails at once, the wait doubles,
// up to `maxWaitMs`.
const reconnectAfterMs = 100
const maxWaitMs = 5000
// In ms. The port by which a document says its last may follow the end of the one before.
const leftAfterMs = 300

export interface Connection {
  /** Whether something that this document has recorded before the end of the recording may still arrive. */
  awaits(doc: string): boolean
  /** Brings in what documents have recorded by now: see `Settling`. */
  settle(docs: readonly string[]): Promise<Unsettled>
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
  firstTabId: number,
  handlers: {
    onEvents(events: CaptureEvent[]): void
    onArmed(armed: Armed): void
    /** A document is gone, whether or not it said so. @param missing tells what it can send no more, if it is gone for good */
    onLeft(doc: string, missing: () => CaptureEvent[]): void
    /** The browser has given the tab another id, and ended its documents. */
    onMoved(tabId: number, missing: (doc: string) => CaptureEvent[]): void
    onLost(): void
    /** The extension was updated, reloaded or switched off: this page belongs to the one before, and can only be loaded anew. */
    onOutdated(): void
  },
): Connection {
  const inbox = createInbox()
  const settling = createSettling(inbox, () => port?.postMessage({ kind: 'settle' } satisfies FromPanel))
  let tabId = firstTabId
  let port: browser.Runtime.Port | undefined
  let closed = false
  let wait = reconnectAfterMs
  let unacknowledged = 0
  /** Documents whose port has closed and that may yet say something. */
  const leaving = new Map<string, ReturnType<typeof setTimeout>>()

  function connect(): void {
    if (closed) return
    try {
      port = browser.runtime.connect({ name: panelPort(tabId) })
    } catch {
      return handlers.onOutdated()
    }
    port.onMessage.addListener((message) => {
      wait = reconnectAfterMs
      const received = message as ToPanel
      if (received.kind === 'armed') {
        handlers.onArmed(received)
        settling.askAgain()
      } else if (received.kind === 'settled') settling.told(received)
      else if (received.kind === 'left') {
        clearTimeout(leaving.get(received.doc))
        leaving.set(received.doc, setTimeout(left, leftAfterMs, received.doc))
      } else if (received.kind === 'moved') move(received.tabId)
      else {
        // The last events of a document that goes into the back/forward cache come by another port.
        clearTimeout(leaving.get(received.doc))
        handlers.onEvents(inbox.take(received))
        settling.arrived()
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

  function left(doc: string): void {
    leaving.delete(doc)
    handlers.onLeft(doc, () => inbox.missing(doc))
    settling.left(doc)
  }

  function move(to: number): void {
    tabId = to
    handlers.onMoved(to, inbox.missing)
    port?.disconnect()
    connect()
  }

  function acknowledge(): void {
    unacknowledged = 0
    if (port) for (const ack of inbox.acknowledgements()) port.postMessage(ack)
  }
  const acknowledging = setInterval(acknowledge, acknowledgeEveryMs)

  connect()
  return {
    settle: settling.settle,
    awaits: settling.awaits,
    close() {
      closed = true
      clearInterval(acknowledging)
      port?.disconnect()
    },
  }
}

/** Asks the user to allow what recording needs. To be called while a click is handled. @returns whether it was allowed */
export const askForSites = (): Promise<boolean> => browser.permissions.request({ origins: [allSites] })

/** Reloads the inspected page, so that it is captured from its start. */
export function reloadTab(tabId: number): void {
  if (browser.devtools?.inspectedWindow) void browser.devtools.inspectedWindow.reload()
  else void browser.tabs.reload(tabId)
}
