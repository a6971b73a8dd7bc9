import browser from 'webextension-polyfill'
import { armNow, bridgePort, tabOfPanel } from '../wire/link.ts'
import { alwaysArmKey } from '../wire/match-pattern.ts'
import { arm, armTab } from './arming.ts'
import { createRelay } from './relay.ts'
import { isPanel, tabOfContentScript } from './sender.ts'

const extension = { id: browser.runtime.id, base: browser.runtime.getURL('') }

// Listeners are added at top level, so that events wake a stopped background. The background holds ports and nothing else.
const relay = createRelay<browser.Runtime.Port>({
  send: (port, message) => {
    try {
      port.postMessage(message)
    } catch {
      // the port's own `onDisconnect` handles this
    }
  },
  onFirstPanel: () => void arm(true),
  onLastPanel: () => void arm(false),
})

browser.runtime.onConnect.addListener((port) => {
  const panelTab = tabOfPanel(port.name)
  if (panelTab !== undefined) {
    if (!isPanel(port.sender, extension)) return port.disconnect()
    relay.addPanel(port, panelTab)
    port.onMessage.addListener((message) => relay.fromPanel(port, panelTab, message))
    const armPanel = async () => {
      const [armed, tab] = await Promise.all([armTab(panelTab), browser.tabs.get(panelTab).catch(() => undefined)])
      relay.toPanel(port, tab?.incognito ? { ...armed, incognito: true } : armed)
    }
    // A page from the back/forward cache does not get scripts that were registered since it was loaded; others are closed to them.
    const onUpdated = (tabId: number, { status }: { status?: string | undefined }) => {
      if (tabId === panelTab && status === 'complete') void armPanel()
    }
    const onReplaced = (tabId: number, before: number) => {
      if (before === panelTab) relay.toPanel(port, { kind: 'moved', tabId })
    }
    browser.tabs.onUpdated.addListener(onUpdated)
    browser.tabs.onReplaced?.addListener(onReplaced) // not in Firefox
    browser.permissions.onAdded.addListener(armPanel)
    browser.permissions.onRemoved.addListener(armPanel)
    port.onDisconnect.addListener(() => {
      browser.tabs.onUpdated.removeListener(onUpdated)
      browser.tabs.onReplaced?.removeListener(onReplaced)
      browser.permissions.onAdded.removeListener(armPanel)
      browser.permissions.onRemoved.removeListener(armPanel)
      relay.removePanel(port, panelTab)
    })
    void armPanel()
  } else if (port.name === bridgePort) {
    const tabId = tabOfContentScript(port.sender, extension)
    if (tabId === undefined) return port.disconnect()
    relay.addBridge(port, tabId)
    port.onMessage.addListener((message) => relay.fromBridge(port, tabId, message))
    port.onDisconnect.addListener(() => relay.removeBridge(port, tabId))
  }
})

browser.storage.onChanged.addListener((changes, area) => {
  if (area === 'local' && alwaysArmKey in changes) void arm()
})
// The settings page waits until its change is in force.
browser.runtime.onMessage.addListener((message: unknown, sender: browser.Runtime.MessageSender) =>
  message === armNow && isPanel(sender, extension) ? arm() : undefined,
)
// Makes the background run when the browser starts, so that it removes the registrations of an earlier run.
browser.runtime.onStartup.addListener(() => {})

relay.begin()
