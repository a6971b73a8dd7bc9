import type { Milliseconds } from '../../core/base/units.ts'
import type { CaptureEvent, Context } from '../../core/event/event.ts'
import type { HarEntry } from './har-entry.ts'

/** Where a request came from. `sure`: no hook can have seen it; else a hook may yet tell of it. */
export interface Whence {
  context: Context
  sure: boolean
  /** The script or document that asked, as far as it is known. */
  client: string
  /** It was a worker's script, as far as the log can tell. */
  script: boolean
}

/** What the log shows of workers, and where requests come from. */
export interface Contexts {
  /** Takes note of scripts and documents, and says what nobody can see of them. */
  learn(entry: HarEntry, at: Milliseconds): CaptureEvent[]
  whence(entry: HarEntry): Whence
  /** The same once it is clear that no hook tells of it; its script is known from then on. */
  confirm(entry: HarEntry): Whence
  /** A script that Chromium's log has listed for some time without an answer. */
  learnUnanswered(entry: HarEntry, at: Milliseconds): CaptureEvent[]
}

// A script that a page loads has its answer by then.
const answeredWithin: Milliseconds = 3000
/** URLs of each kind that are remembered. */
const mostUrls = 4096

function halve(known: Map<string, unknown> | Set<string>): void {
  if (known.size <= mostUrls) return
  let surplus = mostUrls / 2
  for (const old of known.keys()) {
    if (surplus-- <= 0) return
    known.delete(old)
  }
}

/**
 * Tells the contexts of a browser's log apart. What the logs of Chromium 156 and Firefox 153 hold, found by experiment:
 *
 * | | Chromium | Firefox |
 * |---|---|---|
 * | page, frame of the same site | `pageref`, all header fields | all fields, `Referer` is the document |
 * | frame of another site | no `pageref`, all fields, `Referer` is the document | the same |
 * | dedicated and nested worker | no `pageref`, of the fields only `User-Agent`, `Referer` (the worker's script); sockets have all fields, and the script in `_initiator.stack` | `Referer` is the worker's script; sockets have none; event streams are not listed |
 * | service worker | no `pageref`, all fields, `Referer` is its script; what it fetches for the page has the page as `Referer` and the page's own entry `_fetchedViaServiceWorker` | nothing; what it answers to the page has sizes of 0 |
 * | shared worker | only its script, with status 0 | nothing |
 *
 * Nested workers look like dedicated ones. The request for a worker's script has `Sec-Fetch-Dest: worker` (not Chromium's nested
 * ones), a service worker's `Service-Worker: script`.
 * @param isDocument whether a URL is one of a document that the hooks told of
 */
export function createContexts(isDocument: (url: string) => boolean): Contexts {
  const workers = new Map<string, Context>()
  const documents = new Set<string>()
  const noted = new Set<string>()

  /** Adds to what is remembered; beyond its bound the older half goes. */
  function addUrl(known: Set<string>, url: string): void {
    known.add(url)
    halve(known)
  }

  function addWorker(url: string, context: Context): void {
    workers.set(url, context)
    halve(workers)
  }

  function note(url: string, context: Context, why: string, at: Milliseconds): CaptureEvent[] {
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
    // Firefox tells documents whose address a script has changed no other way.
    return { ...from, script: ofWorker && (from.sure || (chromium && isScript(referrer))) }
  }

  // To other sites only the origin is told.
  const isScript = (referrer: string) => referrer !== '' && !known(referrer) && !/^\w+:\/\/[^/]+\/$/.test(referrer)

  function whenceOf(entry: HarEntry): Omit<Whence, 'script'> {
    const { referrer, scripts, chromium, ofPage, whole } = entry.origin
    const outermost = scripts.at(-1) ?? ''
    const own = workers.get(referrer)
    if (own !== undefined) return { context: own, sure: true, client: referrer }
    if (!chromium) return whenceByReferrer(entry)
    if (ofPage) return { context: 'page', sure: false, client: referrer }
    // Now and then the fields of others come too late for the log, so that this alone does not settle it.
    if (!whole && entry.status > 0 && !entry.facts.cached)
      return { context: 'worker', sure: false, client: referrer || outermost }
    const running = scripts.find((script) => workers.has(script))
    if (running !== undefined) {
      const context = workers.get(running)!
      // What a service worker fetches for a page is the page's own request.
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
