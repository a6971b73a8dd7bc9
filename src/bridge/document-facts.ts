import type { CaptureEvent, TimingEvent } from '../core/event/event.ts'

type Resource = PerformanceResourceTiming & { responseStatus?: number; deliveryType?: string }

/** Longer ones are `data:` URLs, whose head says enough; an event may not have them whole. */
const longestUrl = 8192
/** The panel answers within this time whether it watches a new document, or it was not there. */
const soon = 1000

/**
 * What the bridge itself sees of a document while it is watched: that it exists, goes and comes back, is hidden, gets input
 * (never what), and the browser's resource timing. All of it from the isolated world, where the page cannot look.
 *
 * @param send takes events that may wait a little
 * @param sendLast takes the one after which there may be no more time
 */
export function observeDocument(
  doc: string,
  send: (events: CaptureEvent[]) => void,
  sendLast: (event: CaptureEvent) => void,
): { start(): void; stop(): void; announceAgain(): void } {
  const origin = performance.timeOrigin
  const now = () => origin + performance.now()
  // At document_start a document is loading; only an empty one may be complete from its first moment (Firefox).
  const fresh = document.readyState === 'loading' || (location.href === 'about:blank' && performance.now() < 1000)
  const injectedAt = performance.now()
  let started = false
  let late = false
  let lastInput = 0

  const say = (event: CaptureEvent) => send([event])
  const onInput = (event: Event) => {
    if (!event.isTrusted) return // a script's, not a person's
    const at = now()
    if (at - lastInput < 200) return // the rules look a second back; more would only be noise
    lastInput = at
    say({ type: 'input', at, doc })
  }
  const onVisibility = () => say({ type: 'visibility', at: now(), doc, hidden: document.visibilityState === 'hidden' })
  const onHide = () => sendLast({ type: 'gone', at: now(), doc })
  const onShow = (event: PageTransitionEvent) => {
    if (event.persisted) announce(now())
  }

  const observer = new PerformanceObserver((list) => {
    const at = now()
    const timings: TimingEvent[] = []
    for (const entry of list.getEntries()) {
      const event = timing(entry as Resource, at)
      if (event) timings.push(event)
    }
    send(timings)
  })

  // Each member of an entry is a call into the browser: they are read once.
  function timing(resource: Resource, at: number): TimingEvent | undefined {
    const { name: url, responseEnd, responseStart, requestStart, nextHopProtocol, responseStatus } = resource
    if (!(responseEnd > 0) || url.length > longestUrl) return undefined
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
    // Resource Timing, 4.5: 0 from the cache, 300 where the server was asked and said that the cached body still holds, else 300
    // and the body. Firefox does not tell the second from the last.
    const { transferSize } = resource
    if (transferSize === 0 && (resource.deliveryType === 'cache' || decoded > 0)) event.cached = true
    else if (transferSize > 0 && transferSize <= 300 && encoded > 0) event.revalidated = true
    return event
  }

  function announce(at: number): void {
    const context = window === window.top ? 'page' : 'frame'
    const event: CaptureEvent = {
      type: 'document',
      at,
      doc,
      url: location.href.slice(0, longestUrl),
      context,
      userAgent: navigator.userAgent,
    }
    if (late) event.late = true
    say(event)
  }

  const inputs = ['keydown', 'pointerdown', 'wheel'] as const
  const passive = { capture: true, passive: true }
  return {
    start() {
      // Watched again, or only after a while: what went before is not known to whoever looks now.
      late = !fresh || started || performance.now() - injectedAt > soon
      started = true
      announce(late ? now() : origin)
      if (document.visibilityState === 'hidden') onVisibility()
      for (const type of inputs) addEventListener(type, onInput, passive)
      document.addEventListener('visibilitychange', onVisibility)
      addEventListener('pagehide', onHide)
      addEventListener('pageshow', onShow)
      observer.observe({ type: 'resource', buffered: true })
      observer.observe({ type: 'navigation', buffered: true })
    },
    stop() {
      for (const type of inputs) removeEventListener(type, onInput, passive)
      document.removeEventListener('visibilitychange', onVisibility)
      removeEventListener('pagehide', onHide)
      removeEventListener('pageshow', onShow)
      observer.disconnect()
    },
    /** For a panel that has come second. */
    announceAgain() {
      late = true
      announce(now())
      if (document.visibilityState === 'hidden') onVisibility()
    },
  }
}
