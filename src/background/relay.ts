import type { Armed, FromBridge, FromPanel, ToBridge, ToPanel } from '../wire/link.ts'

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
  let settled = false

  const put = (map: Map<number, Set<Port>>, tabId: number, port: Port) =>
    map.set(tabId, (map.get(tabId) ?? new Set()).add(port))
  const take = (map: Map<number, Set<Port>>, tabId: number, port: Port) => {
    const ports = map.get(tabId)
    ports?.delete(port)
    if (ports?.size === 0) map.delete(tabId)
  }
  const watched = (tabId: number) => panels.has(tabId)

  return {
    begin() {
      later(() => {
        settled = true
        if (panels.size === 0) world.onLastPanel()
        for (const [tabId, ports] of bridges)
          if (!watched(tabId)) for (const port of ports) world.send(port, { kind: 'watch', on: false })
      }, restartGraceMs)
    },

    addPanel(port: Port, tabId: number) {
      if (panels.size === 0) world.onFirstPanel()
      put(panels, tabId, port)
      for (const bridge of bridges.get(tabId) ?? []) world.send(bridge, { kind: 'watch', on: true })
    },

    removePanel(port: Port, tabId: number) {
      take(panels, tabId, port)
      if (!watched(tabId))
        for (const bridge of bridges.get(tabId) ?? []) world.send(bridge, { kind: 'watch', on: false })
      if (panels.size === 0) world.onLastPanel()
    },

    addBridge(port: Port, tabId: number) {
      put(bridges, tabId, port)
      // Until panels from before a restart are back, the relay cannot know that no panel is open.
      if (watched(tabId) || settled) world.send(port, { kind: 'watch', on: watched(tabId) })
    },

    removeBridge(port: Port, tabId: number) {
      take(bridges, tabId, port)
      documents.delete(port)
    },

    fromBridge(port: Port, tabId: number, received: unknown) {
      const message = received as FromBridge
      if (message?.kind === 'hello') {
        if (typeof message.doc === 'string' && !documents.has(port)) documents.set(port, message.doc)
      } else if (message?.kind === 'batch' && documents.get(port) === message.doc)
        for (const panel of panels.get(tabId) ?? []) world.send(panel, message)
    },

    fromPanel(tabId: number, received: unknown) {
      const message = received as FromPanel
      if (message?.kind !== 'ack') return
      // A bridge that has just reconnected may have two ports for a moment.
      for (const port of bridges.get(tabId) ?? []) if (documents.get(port) === message.doc) world.send(port, message)
    },

    toPanel(port: Port, message: Armed) {
      world.send(port, message)
    },
  }
}
