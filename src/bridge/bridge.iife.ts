// ISOLATED world, document_start. Offers a port to the hooks before any page script runs, and carries what they say.
import browser from 'webextension-polyfill'
import type { CaptureEvent } from '../core/event.ts'
import { bridgePort, type FromBridge, type ToBridge, wake } from '../wire/link.ts'
import { createOutbox } from '../wire/outbox.ts'
import { dormant, type Mode, undecided, watched } from '../wire/page-message.ts'
import { eventFromPage } from '../wire/page-record.ts'
import { observeDocument } from './document-facts.ts'
import { connectHooks } from './page-port.ts'

// Marks the isolated world, which no page can see: a bridge injected late must not come second.
const world = globalThis as { duplexBridge?: true }
if (!world.duplexBridge) {
  world.duplexBridge = true
  start()
}

function start(): void {
  const doc = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(36)).join('')
  const outbox = createOutbox(doc)
  let mode: Mode = undecided
  let port: browser.Runtime.Port | undefined
  let asked = false
  let invalid = 0

  const hooks = connectHooks((records) => {
    const events: CaptureEvent[] = []
    for (const record of records) {
      const event = eventFromPage(record, doc)
      if (typeof event === 'string') invalid++
      else events.push(event)
    }
    send(events)
  })
  const facts = observeDocument(doc, send, () => hooks.flush())

  function send(events: CaptureEvent[]): void {
    if (mode !== watched) return
    const at = events.at(-1)?.at ?? 0
    if (invalid > 0) {
      events.push({ type: 'lost', at, doc, events: invalid, why: 'shape' })
      invalid = 0
    }
    for (const batch of outbox.put(events, at)) post(batch)
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
    if (port) return port
    try {
      port = browser.runtime.connect({ name: bridgePort })
    } catch {
      setMode(dormant) // the extension was reloaded or removed: this bridge is an orphan
      return undefined
    }
    asked = false
    port.onMessage.addListener((message) => onMessage(message as ToBridge))
    port.onDisconnect.addListener(() => {
      port = undefined
      if (mode === watched) connect()
    })
    port.postMessage({ kind: 'hello', doc } satisfies FromBridge)
    for (const batch of outbox.pending()) port.postMessage(batch)
    return port
  }

  function onMessage(message: ToBridge): void {
    if (message.kind === 'watch') return onWatch(message.on)
    outbox.acknowledge(message.seq)
    if (message.again) for (const batch of outbox.pending()) post(batch)
  }

  /** Asked a second time on one port, it is for another panel; on a new port the background has come back to the same ones. */
  function onWatch(on: boolean): void {
    const second = on && asked && mode === watched
    asked = on
    if (!second) return setMode(on ? watched : dormant)
    facts.announceAgain()
    hooks.setMode(watched)
  }

  function setMode(next: Mode): void {
    if (next === mode) return
    mode = next
    if (next === watched) facts.start()
    else {
      facts.stop()
      outbox.acknowledge(Number.POSITIVE_INFINITY)
      port?.disconnect()
      port = undefined
    }
    hooks.setMode(next)
  }

  browser.runtime.onMessage.addListener((message: unknown) => {
    if (message === wake) connect()
    return undefined
  })
  connect()
}
