// Runs in the MAIN world at document_start. Captures the natives, waits for the bridge's port, and installs the hooks,
// dormant.
import { askForPort, dormant, earlyHandshake } from '../wire/page-message.ts'
import { comeLate } from './browser/lateness.ts'
import {
  addListener,
  bareList,
  brand,
  dispatch,
  messageData,
  messagePorts,
  NativeMessageEvent,
  preventDefault,
  removeListener,
  stopImmediate,
} from './browser/natives.ts'
import type { Patch } from './browser/patch.ts'
import { hookBeacon } from './hooks/hook-beacon.ts'
import { hookBody } from './hooks/hook-body.ts'
import { hookEventSource } from './hooks/hook-event-source.ts'
import { hookFetch } from './hooks/hook-fetch.ts'
import { hookPeerConnection } from './hooks/hook-peer-connection.ts'
import { hookPipes } from './hooks/hook-pipe.ts'
import { hookSocketStream } from './hooks/hook-socket-stream.ts'
import { hookIteration, hookReaders, hookStreams } from './hooks/hook-stream.ts'
import { hookWebSocket } from './hooks/hook-web-socket.ts'
import { hookWebTransport } from './hooks/hook-web-transport.ts'
import { hookXhr } from './hooks/hook-xhr.ts'
import { hookWriters } from './hooks/message-ends.ts'
import { hookStats } from './hooks/peer-stats.ts'
import { adoptPort } from './report/report.ts'

const hooks = [
  hookFetch,
  hookBody,
  hookStreams,
  hookReaders,
  hookIteration,
  hookPipes,
  hookXhr,
  hookEventSource,
  hookWebSocket,
  hookSocketStream,
  hookWebTransport,
  hookWriters,
  hookPeerConnection,
  hookStats,
  hookBeacon,
]

function install(port: MessagePort, mode: unknown): void {
  const patches = bareList<Patch>()
  for (let i = 0; i < hooks.length; i++) {
    try {
      const made = hooks[i]!()
      for (let j = 0; j < made.length; j++) {
        const patch = made[j]
        if (patch) patches[patches.length] = patch
      }
    } catch {
      // this browser lacks the API of the hook
    }
  }
  adoptPort(port, mode, (next, again) => {
    for (let i = 0; i < patches.length; i++) {
      try {
        if (again) patches[i]!.announce()
        else patches[i]!.activate(next !== dormant)
      } catch {
        // A throw would leave the port's listener and become visible to the page. This API alone stays in its previous
        // state.
      }
    }
  })
}

/**
 * The parameter of the function that the build makes of this script (src/build/plugins.ts): the type of the handshake's event
 * where scripts of the page have run already; undefined in a new document.
 */
declare const secretHandshake: string | undefined

// The handshake. The order in which the two worlds run is not fixed, so either side may begin.
const handshake = secretHandshake ?? earlyHandshake
function onOffer(event: Event): void {
  const ports = brand(messagePorts, event)
  const port = ports?.length === 1 ? ports[0] : undefined
  if (!port) return
  stopImmediate(event)
  preventDefault(event) // the bridge sees by this that the port was taken
  removeListener(document, handshake, onOffer, true)
  if (secretHandshake !== undefined) comeLate()
  install(port, messageData(event))
}
addListener(document, handshake, onOffer, true)
dispatch(document, new NativeMessageEvent(handshake, { __proto__: null, data: askForPort } as MessageEventInit))
