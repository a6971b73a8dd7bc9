import type { CaptureEvent, TimingEvent } from '../core/event.ts'

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
  const now = () => performance.timeOrigin + performance.now()
  const startedAt = performance.timeOrigin
  // At document_start a document is loading; only an empty one may be complete from its first moment (Firefox).
  const fresh = document.readyState === 'loading' || (location.href === 'about:blank' && performance.now() < 1000)
  const injectedAt = performance.now()
  let started = false
  let late = false
  let lastInput = 0

  const say = (event: CaptureEvent) => send([event])
  const onInput = () => {
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

  const observer = new PerformanceObserver((list) => send(list.getEntries().flatMap((entry) => timing(entry))))

  function timing(entry: PerformanceEntry): TimingEvent[] {
    const resource = entry as PerformanceResourceTiming & { responseStatus?: number; deliveryType?: string }
    const origin = performance.timeOrigin
    if (!(resource.responseEnd > 0) || resource.name.length > 8192) return []
    const event: TimingEvent = {
      type: 'timing',
      at: now(),
      doc,
      url: resource.name,
      start: origin + resource.startTime,
      first: origin + (resource.responseStart || resource.responseEnd),
      end: origin + resource.responseEnd,
      encoded: resource.encodedBodySize || 0,
      decoded: resource.decodedBodySize || 0,
    }
    if (resource.requestStart > 0) event.asked = origin + resource.requestStart
    if (resource.nextHopProtocol) event.protocol = resource.nextHopProtocol
    if (resource.responseStatus) event.status = resource.responseStatus
    // Resource Timing, 4.5: 0 from the cache, 300 where the server was asked and said that the cached body still holds, else 300
    // and the body. Firefox does not tell the second from the last.
    const { transferSize } = resource
    if (transferSize === 0 && (resource.deliveryType === 'cache' || resource.decodedBodySize > 0)) event.cached = true
    else if (transferSize > 0 && transferSize <= 300 && resource.encodedBodySize > 0) event.revalidated = true
    return [event]
  }

  function announce(at: number): void {
    const context = window === window.top ? 'page' : 'frame'
    const event: CaptureEvent = {
      type: 'document',
      at,
      doc,
      url: location.href,
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
      announce(late ? now() : startedAt)
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
