import browser from 'webextension-polyfill'
import { armNow, bridgePort, tabOfPanel } from '../wire/link.ts'
import { alwaysArmKey } from '../wire/match-pattern.ts'
import { arm, armTab } from './arming.ts'
import { createRelay } from './relay.ts'

// Listeners at top level, so that a background that was stopped is woken by them. It holds ports and nothing else.
const relay = createRelay<browser.Runtime.Port>({
  send: (port, message) => {
    try {
      port.postMessage(message)
    } catch {
      // its own disconnect tells
    }
  },
  onFirstPanel: () => void arm(true),
  onLastPanel: () => void arm(false),
})

browser.runtime.onConnect.addListener((port) => {
  const panelTab = tabOfPanel(port.name)
  if (panelTab !== undefined) {
    relay.addPanel(port, panelTab)
    port.onMessage.addListener((message) => relay.fromPanel(panelTab, message))
    // A page that comes back from the back/forward cache is not given what was registered since it was loaded.
    const onUpdated = (tabId: number, { status }: { status?: string | undefined }) => {
      if (tabId === panelTab && status === 'complete')
        void armTab(tabId).then((armed) => armed.late > 0 && relay.toPanel(port, armed))
    }
    browser.tabs.onUpdated.addListener(onUpdated)
    port.onDisconnect.addListener(() => {
      browser.tabs.onUpdated.removeListener(onUpdated)
      relay.removePanel(port, panelTab)
    })
    void armTab(panelTab).then((armed) => relay.toPanel(port, armed))
  } else if (port.name === bridgePort) {
    const tabId = port.sender?.tab?.id
    if (tabId === undefined) return
    relay.addBridge(port, tabId)
    port.onMessage.addListener((message) => relay.fromBridge(port, tabId, message))
    port.onDisconnect.addListener(() => relay.removeBridge(port, tabId))
  }
})

browser.storage.onChanged.addListener((changes, area) => {
  if (area === 'local' && alwaysArmKey in changes) void arm()
})
// The settings wait until what they stored is in force.
browser.runtime.onMessage.addListener((message: unknown) => (message === armNow ? arm() : undefined))
// So that the background runs once when the browser starts, and takes back what an earlier run had left registered.
browser.runtime.onStartup.addListener(() => {})

relay.begin()
