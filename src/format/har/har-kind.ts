/** The kind of a request, as far as it matters to the analysis. */
export type HarKind = 'fetch' | 'xhr' | 'beacon' | 'eventsource' | 'websocket' | 'document' | 'script' | 'other'

// Chromium's resource types (CDP Network.ResourceType, in lower case).
const kinds: Readonly<Record<string, HarKind>> = {
  fetch: 'fetch',
  xhr: 'xhr',
  ping: 'beacon',
  eventsource: 'eventsource',
  websocket: 'websocket',
  document: 'document',
  script: 'script',
}

/**
 * The kind of a request.
 * @param type Chromium's resource type in lower case, or ''
 * @param requestFields header fields of the request by lower-case name
 * @param contentType of the response
 */
export function kindOf(
  type: string,
  url: string,
  method: string,
  requestFields: ReadonlyMap<string, string>,
  contentType: string,
  status: number,
): HarKind {
  if (type) return Object.hasOwn(kinds, type) ? kinds[type]! : 'other'
  if (status === 101 && requestFields.has('sec-websocket-key')) return 'websocket'
  return kindOfFields(url, method, requestFields, contentType)
}

/**
 * The kind of a request from URL, method and header fields, where the log has no resource type. A request that might load a
 * resource of the page counts as `other`.
 */
function kindOfFields(
  url: string,
  method: string,
  requestFields: ReadonlyMap<string, string>,
  contentType: string,
): HarKind {
  if (url.startsWith('ws')) return 'websocket'
  const accept = requestFields.get('accept') ?? ''
  const destination = requestFields.get('sec-fetch-dest')
  if (destination === undefined) {
    // Browsers do not send `Sec-Fetch-Dest` over plain HTTP.
    if (/^text\/html/.test(accept)) return 'document'
    if (/^(image|text\/css|audio|video)/.test(accept) || /javascript|css|^(image|font|audio|video)/.test(contentType))
      return 'other'
  } else if (destination === 'document' || destination.endsWith('frame')) return 'document'
  else if (/script|worker/.test(destination)) return 'script'
  else if (destination !== 'empty') return 'other'
  // A CORS preflight is sent by the browser, not the page.
  if (method === 'OPTIONS' && requestFields.has('access-control-request-method')) return 'other'
  // An EventSource only ever sends GET (HTML, 9.2.2).
  if (accept === 'text/event-stream' && method === 'GET') return 'eventsource'
  return method === 'POST' && requestFields.get('sec-fetch-mode') === 'no-cors' ? 'beacon' : 'fetch'
}
