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
 * tab's whole traffic, so neither a content script nor a page that has framed the panel may pass for one.
 */
export function isPanel(sender: Sender | undefined, { id, base }: Extension): boolean {
  if (sender?.id !== id || !sender.url?.startsWith(`${base}panel/`)) return false
  if (sender.origin !== undefined && `${sender.origin}/` !== base) return false
  return sender.tab === undefined || !sender.frameId
}

/** The tab whose content script the sender is; undefined for any other sender. */
export function tabOfContentScript(sender: Sender | undefined, { id, base }: Extension): number | undefined {
  if (sender?.id !== id || sender.url?.startsWith(base)) return undefined
  return sender.tab?.id
}
