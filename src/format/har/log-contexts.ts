import type { Milliseconds, Moment } from '../../core/base/units.ts'
import type { CaptureEvent, Context } from '../../core/event/event.ts'
import type { HarEntry } from './har-entry.ts'

/** Where a request came from. `sure`: no hook can have seen it; otherwise a hook may yet report it. */
export interface Whence {
  context: Context
  sure: boolean
  /** URL of the script or document that sent the request, as far as it is known. */
  client: string
  /** A worker's script sent the request, as far as the log shows. */
  script: boolean
}

/** Learns workers from the log, and finds out where its requests came from. */
export interface Contexts {
  /**
   * Takes note of scripts and documents.
   * @returns `unhooked` events for workers whose traffic no source sees
   */
  learn(entry: HarEntry, at: Moment): CaptureEvent[]
  /** The origin of a request. May change as more entries are learnt. */
  whence(entry: HarEntry): Whence
  /** The origin of a request that no hook has reported; its script is known as a worker's from then on. */
  confirm(entry: HarEntry): Whence
  /** Takes note of a script that Chromium's log has listed for some time without a response. */
  learnUnanswered(entry: HarEntry, at: Moment): CaptureEvent[]
}

// A script that a page loads has been answered within this time.
const answeredWithin: Milliseconds = 3000
/** URLs remembered of each kind. */
const maxUrlsPerKind = 4096

function halve(known: Map<string, unknown> | Set<string>): void {
  if (known.size <= maxUrlsPerKind) return
  let surplus = maxUrlsPerKind / 2
  for (const old of known.keys()) {
    if (surplus-- <= 0) return
    known.delete(old)
  }
}

/**
 * Distinguishes the contexts in a browser's network log. The content of the logs of Chromium 156 and Firefox 153 was found
 * by experiment:
 *
 * - Page, and frame of the same site. Chromium: `pageref`, all header fields. Firefox: all fields, `Referer` is the
 * document.
 * - Frame of another site. Chromium: no `pageref`, all fields, `Referer` is the document. Firefox: all fields, `Referer` is
 * the document.
 * - Dedicated and nested worker. Chromium: no `pageref`, of the fields only `User-Agent` and `Referer` (the worker's
 * script); sockets have all fields, and the script in `_initiator.stack`. Firefox: `Referer` is the worker's script;
 * sockets have none; event streams are not listed.
 * - Service worker. Chromium: no `pageref`, all fields, `Referer` is its script; a request that it sends for the page has
 * the page as `Referer`, and the page's own entry `_fetchedViaServiceWorker`. Firefox: nothing; a response that it makes
 * for the page has sizes of 0.
 * - Shared worker. Chromium: only its script, with status 0. Firefox: nothing.
 *
 * Nested workers look like dedicated ones. The request for a worker's script has `Sec-Fetch-Dest: worker` (not Chromium's
 * nested ones), that for a service worker's script `Service-Worker: script`.
 * @param isDocument whether a URL is one of a document that the hooks reported
 */
export function createContexts(isDocument: (url: string) => boolean): Contexts {
  const workers = new Map<string, Context>()
  const documents = new Set<string>()
  const noted = new Set<string>()

  /** Adds a URL; at the bound the older half is forgotten. */
  function addUrl(known: Set<string>, url: string): void {
    known.add(url)
    halve(known)
  }

  function addWorker(url: string, context: Context): void {
    workers.set(url, context)
    halve(workers)
  }

  function note(url: string, context: Context, why: string, at: Moment): CaptureEvent[] {
    const key = `${context} ${url}`
    if (noted.has(key)) return []
    addUrl(noted, key)
    return [{ type: 'unhooked', at, url, context, why }]
  }

  const known = (url: string) => documents.has(url) || isDocument(url)

  function whence(entry: HarEntry): Whence {
    const from = whenceOf(entry)
    const { referrer, chromium } = entry.origin
    const ofWorker = from.context !== 'page' && from.context !== 'frame'
    // In Firefox's log, a document whose address a script has changed is listed with an unknown referrer, as a worker is.
    return { ...from, script: ofWorker && (from.sure || (chromium && isScript(referrer))) }
  }

  // Requests to other sites carry only the origin as referrer, which is no script's URL.
  const isScript = (referrer: string) => referrer !== '' && !known(referrer) && !/^\w+:\/\/[^/]+\/$/.test(referrer)

  function whenceOf(entry: HarEntry): Omit<Whence, 'script'> {
    const { referrer, scripts, chromium, ofPage, whole } = entry.origin
    const outermost = scripts.at(-1) ?? ''
    const own = workers.get(referrer)
    if (own !== undefined) return { context: own, sure: true, client: referrer }
    if (!chromium) return whenceByReferrer(entry)
    if (ofPage) return { context: 'page', sure: false, client: referrer }
    // Header fields of other requests sometimes reach the log late, so missing fields alone do not prove a worker.
    if (!whole && entry.status > 0 && !entry.facts.cached)
      return { context: 'worker', sure: false, client: referrer || outermost }
    const running = scripts.find((script) => workers.has(script))
    if (running !== undefined) {
      const context = workers.get(running)!
      // A request that a service worker sends for a page is the page's own request.
      return { context, sure: entry.kind === 'websocket' || context !== 'service-worker', client: running }
    }
    if (known(referrer)) return { context: 'frame', sure: false, client: referrer }
    if (outermost === '' || outermost.startsWith('blob:') || known(outermost))
      return { context: outermost.startsWith('blob:') ? 'worker' : 'frame', sure: false, client: referrer || outermost }
    return { context: entry.kind === 'websocket' ? 'worker' : 'service-worker', sure: false, client: outermost }
  }

  function whenceByReferrer({ kind, origin: { referrer } }: HarEntry): Omit<Whence, 'script'> {
    const [worker] = workers.keys()
    if (kind === 'websocket' && worker !== undefined) return { context: 'worker', sure: false, client: worker }
    return { context: isScript(referrer) ? 'worker' : 'page', sure: false, client: referrer }
  }

  return {
    whence,
    confirm(entry) {
      const from = whence(entry)
      const isNew = from.context !== 'page' && from.context !== 'frame' && from.client !== '' && !known(from.client)
      if (isNew && !workers.has(from.client)) addWorker(from.client, from.context)
      return from
    },
    learn(entry, at) {
      const { url, kind, origin } = entry
      if (kind === 'document') addUrl(documents, url)
      if (origin.destination === 'serviceworker') addWorker(url, 'service-worker')
      else if (origin.destination === 'sharedworker') {
        addWorker(url, 'shared-worker')
        return note(url, 'shared-worker', sharedWorkerWhy, at)
      } else if (origin.destination === 'worker') {
        addWorker(url, 'worker')
        if (!origin.chromium) return note(url, 'worker', firefoxWorkerWhy, at)
      }
      if (!origin.chromium && origin.servedByWorker) return note(url, 'service-worker', firefoxServiceWorkerWhy, at)
      return []
    },
    learnUnanswered(entry, at) {
      const { kind, status, error, origin, start, url } = entry
      if (kind !== 'script' || status !== 0 || error !== '' || !origin.ofPage || origin.initiator !== 'other') return []
      if (origin.referrer !== '' || at - start < answeredWithin) return []
      return note(url, 'shared-worker', sharedWorkerWhy, at)
    },
  }
}

const sharedWorkerWhy = 'The developer tools of a page do not show what a shared worker sends and receives.'
const firefoxWorkerWhy =
  'Firefox’s developer tools show the requests of a worker, but not its event streams or the messages of its sockets.'
const firefoxServiceWorkerWhy = 'Firefox’s developer tools do not show what a service worker fetches to answer this.'
