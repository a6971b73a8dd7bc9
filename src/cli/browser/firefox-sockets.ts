import type { SocketNote } from './driven-browser.ts'
import type { ChromeScope } from './firefox-chrome-scope.ts'

/** Notes kept between two takes; of a flood that is faster the rest is left out, and counted. */
const maxNotes = 100_000

// Runs in every process that shows pages: a frame of another site has a process of its own. Firefox tells the sockets of dedicated
// workers under the window that they belong to (its WebSocketEventService, from which the developer tools have the messages of a
// page's sockets).
const inProcess = `(() => {
  const service = Cc['@mozilla.org/websocketevent/service;1'].getService(Ci.nsIWebSocketEventService)
  const timer = Cc['@mozilla.org/timer;1'].createInstance(Ci.nsITimer)
  const most = 1048576
  let waiting = []
  const send = () => {
    sendAsyncMessage('duplex:sockets', waiting)
    waiting = []
  }
  const note = (socket, what, more) => {
    if (waiting.push({ at: Date.now(), socket, what, ...more }) === 1)
      timer.initWithCallback(send, 100, Ci.nsITimer.TYPE_ONE_SHOT)
  }
  // A payload has a unit for each octet. There is no TextDecoder here, and a head may end within a character.
  const textOf = (octets) => {
    for (let less = 0; less < 4; less++)
      try {
        return decodeURIComponent(escape(octets.slice(0, octets.length - less)))
      } catch {}
    return octets
  }
  // A message may come in several frames: the first has its kind, and the last says that it is the last.
  const parts = new Map()
  const frame = (socket, what, { opCode, finBit, payload }) => {
    if (opCode > 2) return
    const key = what + socket
    const known = opCode === 0 ? parts.get(key) : undefined
    const whole = { opCode: known?.opCode ?? opCode, payload: (known?.payload ?? '') + payload }
    if (!finBit) return void parts.set(key, whole)
    parts.delete(key)
    const head = whole.payload.slice(0, most)
    note(socket, what, {
      bytes: whole.payload.length,
      cut: head.length < whole.payload.length,
      ...(whole.opCode === 2 ? { data: btoa(head) } : { text: textOf(head) }),
    })
  }
  const listener = {
    QueryInterface: ChromeUtils.generateQI(['nsIWebSocketEventListener']),
    webSocketCreated: (socket, url) => note(socket, 'created', { url }),
    webSocketOpened: (socket) => note(socket, 'opened'),
    webSocketMessageAvailable() {},
    webSocketClosed: (socket, clean, code, reason) => note(socket, 'closed', { clean, code, reason }),
    frameReceived: (socket, received) => frame(socket, 'in', received),
    frameSent: (socket, sent) => frame(socket, 'out', sent),
  }
  const heard = new Set()
  const observer = {
    observe(window) {
      const id = window?.windowGlobalChild?.innerWindowId
      if (id === undefined || heard.has(id)) return
      heard.add(id)
      service.addListener(id, listener)
    },
  }
  Services.obs.addObserver(observer, 'content-document-global-created')
})()`

const WATCH = `
  const notes = (globalThis.duplexSockets = { kept: [], lost: 0 })
  Services.ppmm.addMessageListener('duplex:sockets', ({ data }) => {
    const room = Math.max(0, args[1] - notes.kept.length)
    notes.kept.push(...data.slice(0, room))
    notes.lost += Math.max(0, data.length - room)
  })
  Services.ppmm.loadProcessScript('data:application/javascript;charset=utf-8,' + encodeURIComponent(args[0]), true)
`

const TAKE = `
  const { kept, lost } = globalThis.duplexSockets
  Object.assign(globalThis.duplexSockets, { kept: [], lost: 0 })
  return { kept, lost }
`

/** Watches the WebSockets of all pages and of their dedicated workers from now on, by means that only a driven Firefox has. */
export async function watchSockets(
  chrome: ChromeScope,
): Promise<() => Promise<{ kept: readonly SocketNote[]; lost: number }>> {
  await chrome.call(WATCH, inProcess, maxNotes)
  return () => chrome.call(TAKE)
}
