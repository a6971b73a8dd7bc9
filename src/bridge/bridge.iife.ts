// ISOLATED world, document_start. Offers a port to the hooks before any page script runs, and carries what they say.
import browser from 'webextension-polyfill'
import type { CaptureEvent } from '../core/event/event.ts'
import { bridgePort, type FromBridge, type ToBridge, wake } from '../wire/link.ts'
import { createOutbox } from '../wire/outbox.ts'
import { dormant, type Mode, undecided, watched } from '../wire/page-message.ts'
import { eventFromPage, skippedIn } from '../wire/page-record.ts'
import { createRing } from '../wire/ring.ts'
import { observeDocument } from './document-facts.ts'
import { connectHooks } from './page-port.ts'

// What a site that is always armed may keep while no panel looks, in UTF-16 units. Pages have many frames and few of them talk.
const largestRing = 8_000_000
const largestFrameRing = 1_000_000

// As long as the hooks gather theirs.
const sendAfter = 50

// Marks the isolated world, which no page can see: a bridge injected late must not come second.
const world = globalThis as { duplexBridge?: true; duplexAlways?: true; duplexLate?: true }
if (!world.duplexBridge) {
  world.duplexBridge = true
  start(world.duplexAlways === true)
}

/** @param always the site is recorded whether or not a panel looks: what it does is kept, within bounds, until one does. */
function start(always: boolean): void {
  const doc = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(36)).join('')
  const outbox = createOutbox(doc)
  const ring = createRing(doc, window === window.top ? largestRing : largestFrameRing)
  // Unknown until the background has said so.
  let panelLooks: boolean | undefined
  let orphan = false
  let mode: Mode = always ? watched : undecided
  let facing = false
  let port: browser.Runtime.Port | undefined
  let asked = false
  let invalid = 0
  let waiting: CaptureEvent[] = []
  let timer: ReturnType<typeof setTimeout> | undefined

  const hooks = connectHooks(mode, world.duplexLate === true, (records) => {
    for (const record of records) {
      const skipped = skippedIn(record)
      if (skipped > 0) {
        waiting.push({ type: 'lost', at: waiting.at(-1)?.at ?? Date.now(), doc, events: skipped, why: 'flood' })
        continue
      }
      const event = eventFromPage(record, doc)
      if (typeof event === 'string') invalid++
      else waiting.push(event)
    }
    send()
  })
  const facts = observeDocument(doc, sendSoon, (last) => {
    hooks.flush()
    waiting.push(last)
    send()
  })

  /** Facts come one by one; a message through the port costs a page a fifth of a millisecond, however little is in it. */
  function sendSoon(events: CaptureEvent[]): void {
    waiting.push(...events)
    timer ??= setTimeout(send, sendAfter)
  }

  /** Sends all that is waiting. */
  function send(): void {
    clearTimeout(timer)
    timer = undefined
    if (waiting.length === 0 && invalid === 0) return
    const events = waiting
    waiting = []
    const at = events.at(-1)?.at ?? 0
    if (invalid > 0) {
      events.push({ type: 'lost', at, doc, events: invalid, why: 'shape' })
      invalid = 0
    }
    if (panelLooks) for (const batch of outbox.put(events, at)) post(batch)
    else if (always && !orphan) keep(events)
  }

  function keep(events: CaptureEvent[]): void {
    ring.put(events)
    // Nothing else tells a bridge without a port that its extension was reloaded or removed.
    if (!browser.runtime?.id) abandon()
  }

  function post(message: FromBridge): void {
    try {
      connect()?.postMessage(message)
    } catch {
      port = undefined // it will be sent again with the next port
    }
  }

  /** The background stops when it likes; a lost port is replaced as soon as there is something to say, or at once if watched. */
  function connect(): browser.Runtime.Port | undefined {
    if (port || orphan) return port
    try {
      port = browser.runtime.connect({ name: bridgePort })
    } catch {
      abandon()
      return undefined
    }
    asked = false
    port.onMessage.addListener((message) => onMessage(message as ToBridge))
    port.onDisconnect.addListener(() => {
      port = undefined
      if (panelLooks) connect()
    })
    port.postMessage({ kind: 'hello', doc } satisfies FromBridge)
    for (const batch of outbox.pending()) port.postMessage(batch)
    return port
  }

  /** The extension was reloaded or removed: nobody will ever ask for what this bridge has. */
  function abandon(): void {
    orphan = true
    port = undefined
    ring.drain()
    outbox.acknowledge(Number.POSITIVE_INFINITY)
    face(dormant)
  }

  function onMessage(message: ToBridge): void {
    if (message.kind === 'watch') return onWatch(message.on)
    outbox.acknowledge(message.seq)
    if (message.again) for (const batch of outbox.pending()) post(batch)
  }

  /** Asked a second time on one port, it is for another panel; on a new port the background has come back to the same ones. */
  function onWatch(on: boolean): void {
    const second = on && asked && panelLooks === true
    asked = on
    if (second) announceAgain()
    else if (on !== panelLooks) (on ? panelCame : panelLeft)()
  }

  function panelCame(): void {
    panelLooks = true
    const whole = ring.whole()
    const kept = ring.drain()
    waiting = [...kept, ...waiting]
    send()
    if (!facing) return face(watched)
    // What opened before the oldest that was kept is told again.
    if (!whole) announceAgain()
  }

  function panelLeft(): void {
    const knew = panelLooks === true
    panelLooks = false
    outbox.acknowledge(Number.POSITIVE_INFINITY)
    port?.disconnect()
    port = undefined
    if (!always) return face(dormant)
    // The next panel will know nothing of what this one saw.
    if (knew && facing) announceAgain()
    else face(watched)
  }

  function announceAgain(): void {
    facts.announceAgain()
    hooks.setMode(watched)
  }

  /** Turns towards the page, or away from it. Told the same mode again, the hooks would announce what is open. */
  function face(next: typeof watched | typeof dormant): void {
    if (next !== mode) hooks.setMode(next)
    mode = next
    const on = next === watched
    if (on === facing) return
    facing = on
    if (on) facts.start()
    else facts.stop()
  }

  browser.runtime.onMessage.addListener((message: unknown) => {
    if (message === wake) connect()
    return undefined
  })
  if (always) face(watched)
  connect()
}
