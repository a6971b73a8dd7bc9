import { object, text } from './har-values.ts'

/**
 * The writer of an entry, as far as its fields mean something else than the HAR specification says:
 *
 * - `chromium`: `WebInspector`. Names the kind of request (`_resourceType`), separates pages from workers by `pageref`.
 * - `firefox`: sizes of its own, see har-facts.ts; no messages.
 * - `safari`: `WebKit Web Inspector` (WebKit's HARBuilder.js). `_fetchType`, `_transferSize`; header sizes as sent; no
 * messages.
 * - `mitmproxy`: savehar.py. `headersSize` is that of a Python text, `content.size` that of the compressed body, `time` a
 * sum in which connecting is counted twice; every entry has ended.
 * - `other`: as specified. HTTP Toolkit (`_webSocketClose`), Charles (`_charlesStatus`), Playwright, and everything else.
 */
export type Dialect = 'chromium' | 'firefox' | 'safari' | 'mitmproxy' | 'other'

/** The writer of a HAR file by the name in `log.creator`. Where it is empty, the fields of an entry decide. */
export function dialectOfCreator(name: string, entry: unknown): Dialect {
  if (name === '') return object(entry)['_resourceType'] === undefined ? 'other' : 'chromium'
  if (/^webinspector$/i.test(name)) return 'chromium'
  if (/^webkit/i.test(name)) return 'safari'
  if (/firefox/i.test(name)) return 'firefox'
  return /mitmproxy/i.test(name) ? 'mitmproxy' : 'other'
}

/** The writer of an entry of a browser's own network log. */
export const dialectOfLog = (entry: unknown): Dialect =>
  text(object(entry)['_resourceType']) === '' ? 'firefox' : 'chromium'
