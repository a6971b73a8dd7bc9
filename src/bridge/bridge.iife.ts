// Runs in the ISOLATED world at document_start. Offers a port to the hooks before any page script runs, and passes their
// events on.
import type { Runtime } from 'webextension-polyfill'
import type { CaptureEvent } from '../core/event/event.ts'
import { type ToBridge, wake } from '../wire/link.ts'
import { createOutbox } from '../wire/outbox.ts'
import { createPageGate } from '../wire/page-gate.ts'
import { dormant, type Mode, undecided, watched } from '../wire/page-message.ts'
import { createRing } from '../wire/ring.ts'
import { createBackgroundPort } from './background-port.ts'
import { observeDocument } from './document-facts.ts'
import { extension } from './extension.ts'
import { observeLongLoad } from './long-load.ts'
import { connectHooks } from './page-port.ts'

// UTF-16 units that an always-armed document may keep while no panel is open. A page may have many frames, and few of them
// have much traffic, so a frame gets less.
const maxRingSize = 8_000_000
const maxFrameRingSize = 1_000_000

// In ms; as long as the hooks collect their records.
const sendAfterMs = 100

// Marks the isolated world, which no page can see: a bridge that is injected late must not start a second time.
const world = globalThis as { duplexBridge?: true; duplexAlways?: true; duplexSecret?: string }
if (!world.duplexBridge) {
  world.duplexBridge = true
  start(world.duplexAlways === true)
}

/**
 * @param always the site is recorded whether a panel is open or not: its events are kept, within bounds, until a panel
 * opens
 */
function start(always: boolean): void {
  const doc = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(36)).join('')
  const origin = performance.timeOrigin
  const clock = { origin, now: () => origin + performance.now() }
  const gate = createPageGate(doc, clock)
  const outbox = createOutbox(doc)
  const ring = createRing(doc, window === window.top ? maxRingSize : maxFrameRingSize)
  // Undefined until the background has sent `watch`.
  let panelLooks: boolean | undefined
  let orphan = false
  let mode: Mode = always ? watched : undecided
  let observing = false
  let watchReceived = false
  // A recording ends, and the hooks have not handed over all yet.
  let settling = false
  let hooksAnswered = false
  let waiting: CaptureEvent[] = []
  let timer: ReturnType<typeof setTimeout> | undefined

  const hooks = connectHooks(mode, world.duplexSecret, {
    records(records) {
      waiting = waiting.concat(gate.take(records))
      send()
    },
    unsettled(facts) {
      hooksAnswered = true
      if (settling) settled(gate.waiting(facts))
    },
  })
  const facts = observeDocument(doc, {
    send: sendSoon,
    sendLast(last, intoCache) {
      hooks.flush()
      waiting.push(last)
      send()
      if (intoCache) background.leave()
    },
    onShown,
    onReturn: () => background.comeBack(),
  })

  const background = createBackgroundPort(doc, outbox, {
    onConnect() {
      watchReceived = false
    },
    onMessage,
    onDisconnect: () => panelLooks === true && !orphan,
    onOrphan: abandon,
  })

  const load = observeLongLoad(doc, performance.timeOrigin, sendSoon)

  /**
   * Document facts come one at a time. A message through the port costs a page a fifth of a millisecond, whatever its size.
   */
  function sendSoon(events: CaptureEvent[]): void {
    waiting.push(...events)
    timer ??= setTimeout(send, sendAfterMs)
  }

  /** Sends all waiting events: to the panel, or into the ring. */
  function send(): void {
    clearTimeout(timer)
    timer = undefined
    const events = waiting
    waiting = []
    const at = events.at(-1)?.at ?? clock.now()
    events.push(...gate.refused(at))
    if (events.length === 0) return
    if (panelLooks && !facts.unseen) for (const batch of outbox.put(events, at)) background.post(batch)
    else if ((always || facts.unseen) && !orphan) keepInRing(events)
  }

  /** What a prerendered document did until it was shown follows its announcement: only now it is the page that people see. */
  function onShown(): void {
    keepInRing(waiting)
    waiting = []
    const whole = ring.whole()
    const held = ring.drain()
    if (!observing) return
    facts.announceShown()
    waiting = waiting.concat(held)
    send()
    if (!whole) hooks.setMode(watched)
  }

  function keepInRing(events: CaptureEvent[]): void {
    ring.put(events)
    // A bridge without a port learns in no other way that its extension was reloaded or removed.
    if (!extension.runtime?.id) abandon()
  }

  /** Drops all events: the extension was reloaded or removed, and nobody will ask for them. */
  function abandon(): void {
    orphan = true
    ring.drain()
    outbox.acknowledge(Number.POSITIVE_INFINITY)
    observePage(dormant)
  }

  function onMessage(message: ToBridge): void {
    if (message.kind === 'watch') return onWatch(message.on)
    if (message.kind === 'settle') return settle()
    outbox.acknowledge(message.seq)
    if (message.again) for (const batch of outbox.pending()) background.post(batch)
  }

  /** Sends all that is recorded by now, and then says how much it is. */
  function settle(): void {
    facts.tellTimings()
    send()
    settling = true
    hooksAnswered = false
    hooks.settle()
    // Hooks answer at once, if there are any.
    if (!hooksAnswered) settled(0)
  }

  /** @param inPage facts that the hooks have not handed over */
  function settled(inPage: number): void {
    settling = inPage > 0
    background.post({ kind: 'settled', doc, facts: outbox.facts() + inPage, more: settling })
  }

  /**
   * A second `watch` on one port comes from another panel; on a new port, the background has started again for the same
   * panels.
   */
  function onWatch(on: boolean): void {
    const second = on && watchReceived && panelLooks === true
    watchReceived = on
    if (second) announceAgain()
    else if (on !== panelLooks) (on ? panelCame : panelLeft)()
    // A panel that was not connected again when this port was has missed what the port began with.
    else if (on) for (const batch of outbox.pending()) background.post(batch)
  }

  function panelCame(): void {
    panelLooks = true
    const whole = ring.whole()
    if (!facts.unseen) {
      const kept = ring.drain()
      waiting = [...kept, ...waiting]
      send()
    }
    if (!observing) return observePage(watched)
    // Connections that opened before the oldest kept event are announced again.
    if (!whole) announceAgain()
  }

  function panelLeft(): void {
    const knew = panelLooks === true
    panelLooks = false
    outbox.acknowledge(Number.POSITIVE_INFINITY)
    background.disconnect()
    if (!always) {
      ring.drain() // of a prerendered document
      return observePage(dormant)
    }
    // The next panel will not know the events that this panel received.
    if (knew && observing) announceAgain()
    else observePage(watched)
  }

  function announceAgain(): void {
    facts.announceAgain()
    hooks.setMode(watched)
  }

  /** Starts or stops observing the page. An unchanged mode is not sent: the hooks would announce all open connections. */
  function observePage(next: typeof watched | typeof dormant): void {
    const on = next === watched
    const changed = next !== mode
    mode = next
    if (on !== observing) {
      observing = on
      // The document is announced before what happens in it.
      if (on) facts.start()
      else facts.stop()
      if (on) load.start()
      else load.stop()
    }
    if (changed) hooks.setMode(next)
  }

  extension.runtime?.onMessage.addListener((message: unknown, { id }: Runtime.MessageSender) => {
    if (message === wake && id === extension.runtime?.id && !orphan) background.connect()
    return undefined
  })
  if (always) observePage(watched)
  background.connect()
}
