// MAIN world, document_start. Takes the natives, waits for the bridge's port, and puts the hooks in, dormant.
import { askForPort, dormant } from '../wire/page-message.ts'
import { hookBeacon } from './hook-beacon.ts'
import { hookBody } from './hook-body.ts'
import { hookEventSource } from './hook-event-source.ts'
import { hookFetch } from './hook-fetch.ts'
import { hookPeerConnection } from './hook-peer-connection.ts'
import { hookIteration, hookReaders, hookStreams } from './hook-stream.ts'
import { hookWebSocket } from './hook-web-socket.ts'
import { hookXhr } from './hook-xhr.ts'
import {
  addListener,
  bareList,
  brand,
  dispatch,
  messagePorts,
  NativeMessageEvent,
  preventDefault,
  removeListener,
  stopImmediate,
} from './natives.ts'
import type { Patch } from './patch.ts'
import { adoptPort } from './report.ts'

const hooks = [
  hookFetch,
  hookBody,
  hookStreams,
  hookReaders,
  hookIteration,
  hookXhr,
  hookEventSource,
  hookWebSocket,
  hookPeerConnection,
  hookBeacon,
]

function install(port: MessagePort): void {
  const patches = bareList<Patch>()
  for (let i = 0; i < hooks.length; i++) {
    try {
      const made = hooks[i]!()
      for (let j = 0; j < made.length; j++) {
        const patch = made[j]
        if (patch) patches[patches.length] = patch
      }
    } catch {
      // this platform lacks what the hook is for
    }
  }
  adoptPort(port, (mode, again) => {
    for (let i = 0; i < patches.length; i++) {
      const patch = patches[i]!
      if (again) patch.announce?.()
      else patch.activate(mode !== dormant)
    }
  })
}

// The handshake. Which world runs first is not fixed, so both may begin. A 'load' event dispatched on the document never
// reaches the window (DOM standard, "get the parent" of a document), where a same-origin parent may have left listeners
// while the window showed its initial about:blank.
function onOffer(event: Event): void {
  const ports = brand(messagePorts, event)
  const port = ports?.length === 1 ? ports[0] : undefined
  if (!port) return
  stopImmediate(event)
  preventDefault(event) // tells the bridge that the port was taken
  removeListener(document, 'load', onOffer, true)
  install(port)
}
addListener(document, 'load', onOffer, true)
dispatch(document, new NativeMessageEvent('load', { __proto__: null, data: askForPort } as MessageEventInit))
