/** What the browser says of the other end of a port or message. A page or content script cannot choose it. */
export interface Sender {
  id?: string | undefined
  url?: string | undefined
  origin?: string | undefined
  tab?: { id?: number | undefined } | undefined
  frameId?: number | undefined
}

/** @param id of the extension @param base URL of the root of its pages */
interface Extension {
  id: string
  base: string
}

/**
 * Whether the sender is a panel: this extension's own page, in the developer tools or a tab of its own. What a panel asks for is a
 * tab's whole traffic, so no content script may pass for one. Its tab and frame say nothing: developer tools in a window of their
 * own are a tab with the panel in a frame. No page can frame the panel, which is not web-accessible (test/build).
 */
export function isPanel(sender: Sender | undefined, { id, base }: Extension): boolean {
  if (sender?.id !== id || !sender.url?.startsWith(`${base}panel/`)) return false
  return sender.origin === undefined || `${sender.origin}/` === base
}

/** The tab whose content script the sender is; undefined for any other sender. */
export function tabOfContentScript(sender: Sender | undefined, { id, base }: Extension): number | undefined {
  if (sender?.id !== id || sender.url?.startsWith(base)) return undefined
  return sender.tab?.id
}
