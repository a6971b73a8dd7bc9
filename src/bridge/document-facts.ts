import type { CaptureEvent, Initiator, TimingEvent } from '../core/event/event.ts'

type Resource = PerformanceResourceTiming & { responseStatus?: number; deliveryType?: string }

/** The elements that may load something again and again, by the `initiatorType` of their resource timings. */
const initiators: { [type: string]: Initiator } = {
  __proto__: null as never,
  img: 'image',
  image: 'image',
  input: 'image',
  script: 'script',
  iframe: 'frame',
  frame: 'frame',
  css: 'style',
  link: 'style',
  video: 'player',
  audio: 'player',
}

interface DocumentHandlers {
  /** Receives events that may wait a little. */
  send(events: CaptureEvent[]): void
  /** Receives an event after which the page may be gone, or in the back/forward cache. */
  sendLast(event: CaptureEvent, intoCache: boolean): void
  /** A prerendered document is shown. It was not announced before: nobody may ever have seen it. */
  onShown(): void
  /** The document is back from the back/forward cache. */
  onReturn(): void
}

interface DocumentFactsSource {
  /** The document is prerendered: loaded by the browser in case that it is wanted, and not shown so far. */
  readonly unseen: boolean
  start(): void
  stop(): void
  /** Sends the resource timings that the browser has not delivered yet. */
  tellTimings(): void
  /** Announces the document to a second panel. */
  announceAgain(): void
  /** Announces a prerendered document that is shown now. */
  announceShown(): void
}

/** UTF-16 units. Only `data:` URLs are longer, and an event may not hold them whole. */
const maxUrlLength = 8192
/** In ms: a document that starts to be watched later than this was not watched from its start. */
const freshWithinMs = 1000

/**
 * Observes a document itself while it is watched: that it exists, goes and comes back, is hidden, gets input (that it
 * happened, not what), and the browser's resource timing. All from the isolated world, where the page cannot look.
 *
 */
export function observeDocument(doc: string, handlers: DocumentHandlers): DocumentFactsSource {
  const { send, sendLast } = handlers
  const origin = performance.timeOrigin
  const now = () => origin + performance.now()
  // At document_start a document is loading; only an empty document may be complete from its first moment (Firefox).
  const fresh = document.readyState === 'loading' || (location.href === 'about:blank' && performance.now() < 1000)
  const injectedAt = performance.now()
  let started = false
  let late = false
  let lastInput = 0
  // Not in Firefox, which prerenders nothing.
  let unseen = (document as { prerendering?: boolean }).prerendering === true

  const sendOne = (event: CaptureEvent) => send([event])
  const onInput = (event: Event) => {
    if (!event.isTrusted) return // dispatched by a script, not caused by a person
    const at = now()
    if (at - lastInput < 200) return // in ms; the rules look back a second, so more events would gain nothing
    lastInput = at
    sendOne({ type: 'input', at, doc })
  }
  const onVisibility = () =>
    sendOne({ type: 'visibility', at: now(), doc, hidden: document.visibilityState === 'hidden' })
  const tellTimings = () => tell(observer.takeRecords())
  const onHide = ({ persisted }: PageTransitionEvent) => {
    tellTimings()
    sendLast({ type: 'gone', at: now(), doc }, persisted)
  }
  const onShow = (event: PageTransitionEvent) => {
    if (!event.persisted) return
    handlers.onReturn()
    announce(now())
  }

  const observer = new PerformanceObserver((list) => tell(list.getEntries()))

  function tell(entries: PerformanceEntryList): void {
    const at = now()
    const timings: TimingEvent[] = []
    for (const entry of entries) {
      if (entry.entryType === 'navigation' && !isNavigationOver(entry as Resource)) continue
      const event = timing(entry as Resource, at)
      if (event) timings.push(event)
    }
    send(timings)
  }

  // The document's own timing is told once, when it has an end: Firefox shows one that is still coming as if it had ended at once.
  let navigationTold = false
  function isNavigationOver({ encodedBodySize }: Resource): boolean {
    if (navigationTold || (document.readyState === 'loading' && encodedBodySize === 0)) return false
    navigationTold = true
    return true
  }
  const onInteractive = () => {
    const [entry] = performance.getEntriesByType('navigation')
    const event = entry && isNavigationOver(entry as Resource) ? timing(entry as Resource, now()) : undefined
    if (event) sendOne(event)
  }

  // Each member of an entry is read only once: it is a call into the browser.
  function timing(resource: Resource, at: number): TimingEvent | undefined {
    const { name: url, responseEnd, responseStart, requestStart, nextHopProtocol, responseStatus } = resource
    if (!(responseEnd > 0) || url.length > maxUrlLength) return undefined
    const encoded = resource.encodedBodySize || 0
    const decoded = resource.decodedBodySize || 0
    const event: TimingEvent = {
      type: 'timing',
      at,
      doc,
      url,
      start: origin + resource.startTime,
      first: origin + (responseStart || responseEnd),
      end: origin + responseEnd,
      encoded,
      decoded,
    }
    if (requestStart > 0) event.asked = origin + requestStart
    if (nextHopProtocol) event.protocol = nextHopProtocol
    if (responseStatus) event.status = responseStatus
    const initiator = initiators[resource.initiatorType]
    if (initiator) event.initiator = initiator
    // Resource Timing, 4.5: `transferSize` is 0 for a response from the cache, 300 for one that the server confirmed as
    // unchanged, and 300 plus the body for any other. Firefox does not distinguish the last two.
    const { transferSize } = resource
    if (transferSize === 0 && (resource.deliveryType === 'cache' || decoded > 0)) event.cached = true
    else if (transferSize > 0 && transferSize <= 300 && encoded > 0) event.revalidated = true
    return event
  }

  function announce(at: number, wasRunning = late): void {
    if (unseen) return
    const context = window === window.top ? 'page' : 'frame'
    const event: CaptureEvent = {
      type: 'document',
      at,
      doc,
      url: location.href.slice(0, maxUrlLength),
      context,
      userAgent: navigator.userAgent,
    }
    if (wasRunning) event.late = true
    sendOne(event)
    // Whoever hears of a document takes it to be visible.
    if (document.visibilityState === 'hidden') onVisibility()
  }

  const onActivated = () => {
    if (unseen) {
      unseen = false
      handlers.onShown()
    }
  }
  document.addEventListener('prerenderingchange', onActivated)

  const inputs = ['keydown', 'pointerdown', 'wheel'] as const
  const passive = { capture: true, passive: true }
  function listen(): void {
    for (const type of inputs) addEventListener(type, onInput, passive)
    document.addEventListener('visibilitychange', onVisibility)
    document.addEventListener('prerenderingchange', onActivated)
    addEventListener('pagehide', onHide)
    addEventListener('pageshow', onShow)
  }
  // `document.open` removes all listeners, those of the isolated world too (HTML standard, "document open steps"), and the nodes.
  const rewritten = new MutationObserver(listen)

  return {
    get unseen() {
      return unseen
    },
    start() {
      // A document that is watched again, or some time after its start, has a past that the panel does not know.
      late = !fresh || started || performance.now() - injectedAt > freshWithinMs
      started = true
      announce(late ? now() : origin)
      listen()
      rewritten.observe(document, { childList: true })
      document.addEventListener('DOMContentLoaded', onInteractive)
      observer.observe({ type: 'resource', buffered: true })
      observer.observe({ type: 'navigation', buffered: true })
    },
    stop() {
      for (const type of inputs) removeEventListener(type, onInput, passive)
      document.removeEventListener('visibilitychange', onVisibility)
      removeEventListener('pagehide', onHide)
      removeEventListener('pageshow', onShow)
      document.removeEventListener('DOMContentLoaded', onInteractive)
      rewritten.disconnect()
      observer.disconnect()
    },
    tellTimings,
    announceAgain() {
      announce(now(), true)
    },
    announceShown() {
      const [entry] = performance.getEntriesByType('navigation') as { activationStart?: number }[]
      announce(origin + (entry?.activationStart || performance.now()))
    },
  }
}
