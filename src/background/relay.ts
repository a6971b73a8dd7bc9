import type { Ack, Armed, FromBridge, FromPanel, Moved, ToBridge, ToPanel } from '../wire/link.ts'
import { createAcknowledged } from './acknowledged.ts'

/** The effects of the relay; ports are opaque to it. */
export interface World<Port> {
  send(port: Port, message: ToBridge | ToPanel): void
  onFirstPanel(): void
  onLastPanel(): void
}

// In ms. A background that has just started may have been stopped while panels were open; these connect again within
// moments.
const restartGraceMs = 3000

/**
 * Routes messages between the bridges and the panels of a tab. Holds ports and their documents, nothing that could not be
 * learnt again.
 * @param later schedules a call, `setTimeout` by default
 */
export function createRelay<Port>(world: World<Port>, later: (run: () => void, ms: number) => void = setTimeout) {
  const panels = new Map<number, Set<Port>>()
  const bridges = new Map<number, Set<Port>>()
  // The document of each bridge, from its `hello`. A bridge sends and receives for this document only.
  const documents = new Map<Port, string>()
  const acknowledged = createAcknowledged<Port>()
  // Panels from before a restart had the time to come back.
  let graceOver = false

  const put = (map: Map<number, Set<Port>>, tabId: number, port: Port) =>
    map.set(tabId, (map.get(tabId) ?? new Set()).add(port))
  const take = (map: Map<number, Set<Port>>, tabId: number, port: Port) => {
    const ports = map.get(tabId)
    ports?.delete(port)
    if (ports?.size === 0) map.delete(tabId)
  }
  const watched = (tabId: number) => panels.has(tabId)
  const portsOf = (tabId: number, doc: string) =>
    [...(bridges.get(tabId) ?? [])].filter((port) => documents.get(port) === doc)

  /**
   * Tells the bridge of a document what all panels of the tab have. Until the panels from before a restart are back, nobody knows
   * what they have not.
   */
  function acknowledge(tabId: number, doc: string, again?: true): void {
    const seq = graceOver ? acknowledged.common(panels.get(tabId) ?? [], doc) : 0
    if (seq === 0 && !again) return
    const ack: Ack = again ? { kind: 'ack', doc, seq, again } : { kind: 'ack', doc, seq }
    // A bridge that has just reconnected may have two ports for a moment.
    for (const port of portsOf(tabId, doc)) world.send(port, ack)
  }

  function acknowledgeAll(tabId: number): void {
    const docs = new Set([...(bridges.get(tabId) ?? [])].map((port) => documents.get(port)))
    for (const doc of docs) if (doc !== undefined) acknowledge(tabId, doc)
  }

  return {
    begin() {
      later(() => {
        graceOver = true
        if (panels.size === 0) world.onLastPanel()
        for (const [tabId, ports] of bridges)
          if (watched(tabId)) acknowledgeAll(tabId)
          else for (const port of ports) world.send(port, { kind: 'watch', on: false })
      }, restartGraceMs)
    },

    addPanel(port: Port, tabId: number) {
      if (panels.size === 0) world.onFirstPanel()
      put(panels, tabId, port)
      for (const bridge of bridges.get(tabId) ?? []) world.send(bridge, { kind: 'watch', on: true })
    },

    removePanel(port: Port, tabId: number) {
      take(panels, tabId, port)
      acknowledged.forgetPanel(port)
      if (watched(tabId)) acknowledgeAll(tabId)
      else for (const bridge of bridges.get(tabId) ?? []) world.send(bridge, { kind: 'watch', on: false })
      if (panels.size === 0) world.onLastPanel()
    },

    addBridge(port: Port, tabId: number) {
      put(bridges, tabId, port)
      // Until panels from before a restart are back, the relay cannot know that no panel is open.
      if (watched(tabId) || graceOver) world.send(port, { kind: 'watch', on: watched(tabId) })
    },

    removeBridge(port: Port, tabId: number) {
      const doc = documents.get(port)
      take(bridges, tabId, port)
      documents.delete(port)
      if (doc === undefined || portsOf(tabId, doc).length > 0) return
      acknowledged.forgetDocument(doc)
      for (const panel of panels.get(tabId) ?? []) world.send(panel, { kind: 'left', doc })
    },

    fromBridge(port: Port, tabId: number, received: unknown) {
      const message = received as FromBridge
      if (message?.kind === 'hello') {
        if (typeof message.doc === 'string' && !documents.has(port)) documents.set(port, message.doc)
      } else if ((message?.kind === 'batch' || message?.kind === 'settled') && documents.get(port) === message.doc)
        for (const panel of panels.get(tabId) ?? []) world.send(panel, message)
    },

    fromPanel(port: Port, tabId: number, received: unknown) {
      const message = received as FromPanel
      if (message?.kind === 'settle') {
        for (const bridge of bridges.get(tabId) ?? []) world.send(bridge, { kind: 'settle' })
        return
      }
      if (message?.kind !== 'ack' || !(message.seq >= 0)) return
      // A bridge that is gone would never be forgotten again; one that comes back sends all that it keeps.
      if (portsOf(tabId, message.doc).length === 0) return
      acknowledged.note(port, message.doc, message.seq)
      acknowledge(tabId, message.doc, message.again)
    },

    toPanel(port: Port, message: Armed | Moved) {
      world.send(port, message)
    },
  }
}
