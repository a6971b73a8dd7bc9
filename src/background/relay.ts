import type { Armed, FromBridge, FromPanel, ToBridge, ToPanel } from '../wire/link.ts'

/** What the relay needs of the world; ports are opaque to it. */
export interface World<Port> {
  send(port: Port, message: ToBridge | ToPanel): void
  onFirstPanel(): void
  onLastPanel(): void
}

// A background that has just started may have been stopped with panels open: they connect again within moments.
const grace = 3000

/**
 * Who gets which message: bridges of a tab speak to the panels of that tab, and the other way round. Holds ports and the
 * documents behind them, nothing that could not be learned again.
 */
export function createRelay<Port>(world: World<Port>, later: (run: () => void, ms: number) => void = setTimeout) {
  const panels = new Map<number, Set<Port>>()
  const bridges = new Map<number, Set<Port>>()
  // Each says once who it is, and speaks and hears for nobody else; what is said in one tab means nothing in another.
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
      }, grace)
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
      // Before the panels of an earlier life are back, 'nobody watches' cannot be said.
      if (watched(tabId) || settled) world.send(port, { kind: 'watch', on: watched(tabId) })
    },

    removeBridge(port: Port, tabId: number) {
      take(bridges, tabId, port)
      documents.delete(port)
    },

    fromBridge(port: Port, tabId: number, message: unknown) {
      const said = message as FromBridge
      if (said?.kind === 'hello') {
        if (typeof said.doc === 'string' && !documents.has(port)) documents.set(port, said.doc)
      } else if (said?.kind === 'batch' && documents.get(port) === said.doc)
        for (const panel of panels.get(tabId) ?? []) world.send(panel, said)
    },

    fromPanel(tabId: number, message: unknown) {
      const said = message as FromPanel
      if (said?.kind !== 'ack') return
      // A bridge that has just connected again may have two for a moment.
      for (const port of bridges.get(tabId) ?? []) if (documents.get(port) === said.doc) world.send(port, said)
    },

    toPanel(port: Port, message: Armed) {
      world.send(port, message)
    },
  }
}
