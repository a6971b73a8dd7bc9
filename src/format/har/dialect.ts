import { object, text } from './har-values.ts'

/**
 * Who wrote an entry, as far as its fields then mean something else than the HAR specification says:
 *
 * | | |
 * |---|---|
 * | chromium | `WebInspector`: says what asked (`_resourceType`), and tells pages from workers by `pageref` |
 * | firefox | sizes of its own, see har-facts.ts; no messages |
 * | safari | `WebKit Web Inspector` (WebKit's HARBuilder.js): `_fetchType`, `_transferSize`; sizes of heads as they were sent; no messages |
 * | mitmproxy | savehar.py: `headersSize` is that of a Python text, `content.size` that of the compressed body, `time` a sum in which connecting comes twice; what it writes is over |
 * | other | as the specification has it: HTTP Toolkit (`_webSocketClose`), Charles (`_charlesStatus`), Playwright, and whatever else |
 */
export type Dialect = 'chromium' | 'firefox' | 'safari' | 'mitmproxy' | 'other'

/** The writer of a HAR file by the name in `log.creator`. Without one only its fields tell. */
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
