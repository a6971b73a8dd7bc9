import type { CaptureEvent } from '../core/event/event.ts'

/** In ms: a document that its server goes on sending for so long is a stream (a comet or "forever" frame), no page that loads. */
const longLoadMs = 10_000
/** UTF-16 units of what a piece adds to the document that are reported. */
const maxTextLength = 16_384
/** Times that such a document must grow: one whose parser waits for slow scripts grows after each of them. */
const minGrowths = 3
/** Nodes of one change that are looked at; a script may make any number at once. */
const maxNodes = 2000
const maxUrlLength = 8192
/** Number of the document's own request. The hooks number theirs from 1 on. */
const requestId = 0

const encoder = new TextEncoder()
const navigationTiming = () => performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming | undefined
/** The parser adds at the end of the document, scripts mostly elsewhere. */
const isAtEnd = (node: Node | null): boolean => {
  for (let at = node; at && at !== document; at = at.parentNode) if (at.nextSibling) return false
  return node !== null
}
/** Nodes that were added and are there, without those that are in another one: its text holds theirs. */
function topsOf(records: readonly MutationRecord[]): Node[] {
  const added = new Set<Node>()
  for (const { addedNodes } of records)
    for (let i = 0; i < addedNodes.length && added.size < maxNodes; i++) added.add(addedNodes[i]!)
  return [...added].filter((node) => node.isConnected && !(node.parentNode && added.has(node.parentNode)))
}
const textOf = (node: Node) => (node instanceof Element ? node.outerHTML : (node.textContent ?? ''))

/**
 * Observes, from the isolated world, a document that does not stop loading: reports its request, and what the parser adds to it
 * as the pieces of a body. The sizes are those of the document's text as the browser would write it anew, near enough.
 * @param origin the document's time origin, in ms since the Unix epoch
 */
export function observeLongLoad(
  doc: string,
  origin: number,
  send: (events: CaptureEvent[]) => void,
): { start(): void; stop(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  let growths = 0
  const now = () => origin + performance.now()
  const flow = () => ({ at: now(), doc, id: requestId })

  const piece = (tops: readonly Node[]): CaptureEvent | undefined => {
    const text = tops.map(textOf).join('')
    if (text === '') return undefined
    const kept = text.slice(0, maxTextLength)
    const chunk = { type: 'chunk', ...flow(), bytes: encoder.encode(text).length, text: kept } as const
    return kept === text ? chunk : { ...chunk, cut: true }
  }
  const observer = new MutationObserver((records) => {
    const tops = topsOf(records)
    if (!isAtEnd(tops.at(-1) ?? null)) return
    if (++growths < minGrowths) return
    if (growths === minGrowths) return send(beginning())
    const event = piece(tops)
    if (event) send([event])
  })
  const onState = () => {
    if (document.readyState === 'loading') return
    stop()
    if (growths >= minGrowths) send([{ type: 'finish', ...flow(), outcome: 'ok' }])
  }

  function watch(): void {
    const navigation = navigationTiming()
    // A parser that waits for a script may have its whole document: in Chromium the size is then known, in Firefox not yet.
    if (document.readyState !== 'loading' || !navigation || navigation.encodedBodySize > 0) return
    observer.observe(document, { childList: true, subtree: true })
    document.addEventListener('readystatechange', onState)
  }

  /** The request, and all that has come by now in one piece. */
  function beginning(): CaptureEvent[] {
    const navigation = navigationTiming()
    const asked = origin + (navigation?.startTime ?? 0)
    const answered = origin + (navigation?.responseStart ?? 0)
    const status = (navigation as { responseStatus?: number }).responseStatus || 200
    const url = location.href.slice(0, maxUrlLength)
    const soFar = piece([document.documentElement])
    return [
      { type: 'request', ...flow(), at: asked, api: 'document', method: 'GET', url },
      { type: 'response', ...flow(), at: answered, status, contentType: document.contentType },
      ...(soFar ? [soFar] : []),
    ]
  }

  function stop(): void {
    clearTimeout(timer)
    observer.disconnect()
    document.removeEventListener('readystatechange', onState)
  }

  return {
    start() {
      growths = 0
      if (document.readyState === 'loading') timer = setTimeout(watch, Math.max(0, longLoadMs - performance.now()))
    },
    stop,
  }
}
