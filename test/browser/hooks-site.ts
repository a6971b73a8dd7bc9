import { createServer, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { WebSocketServer } from 'ws'
import { onLoopback } from './loopback.ts'

/** The sizes of the site's bodies in bytes, to compare with those that the hooks report. */
export const bodies = {
  /** Bytes that are sent in pieces, so that readers receive several. */
  pieces: Buffer.alloc(60_000, 7),
  /** Text whose characters take one to four bytes, so that a window into it rarely ends between two characters. */
  large: Buffer.from('a😀é…'.repeat(2_000_000)),
  unparsable: Buffer.from('{"half": '),
  parsable: Buffer.from('{"whole":true}'),
  /** ASCII, so that its length is that of its text. */
  list: Buffer.from(
    JSON.stringify({ list: Array.from({ length: 20_000 }, (_, n) => `item ${n}`), deep: { er: [1, null] } }),
  ),
  lines: Buffer.from('{"n":1}\n{"n":2}\n{"n":3}\n'),
  short: Buffer.from('thirteen char'),
} as const

export interface HooksSite {
  origin: string
  /** Bodies that pages have posted to /said, newest last. */
  said: string[]
  close(): Promise<void>
}

/** A server on loopback with every kind of body and connection that the hooks observe, a plain page, and `pages`. */
export async function startHooksSite(pages: Record<string, string> = {}): Promise<HooksSite> {
  const documents: Record<string, string> = { '/plain': '<!doctype html><title>plain</title>', ...pages }
  const said: string[] = []
  const inPieces = async (response: ServerResponse, body: Buffer, piece: number) => {
    for (let at = 0; at < body.length; at += piece) {
      response.write(body.subarray(at, at + piece))
      await new Promise((resolve) => setTimeout(resolve, 15))
    }
    response.end()
  }
  const server = createServer((request, response) => {
    const path = new URL(request.url!, 'http://site').pathname
    const head = (type: string) => response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' })
    const page = documents[path]
    if (page !== undefined) head('text/html').end(page)
    else if (path === '/pieces') void inPieces(head('application/octet-stream'), bodies.pieces, 10_000)
    else if (path === '/lines') void inPieces(head('application/x-ndjson'), bodies.lines, 8)
    else if (path === '/gzip') head('application/octet-stream').end(gzipSync(bodies.lines))
    else if (path === '/large') head('text/plain; charset=utf-8').end(bodies.large)
    else if (path === '/unparsable') head('application/json').end(bodies.unparsable)
    else if (path === '/parsable') head('application/json').end(bodies.parsable)
    else if (path === '/short-json') {
      response.setHeader('content-length', bodies.parsable.length)
      head('application/json').end(bodies.parsable)
    } else if (path === '/list') {
      response.setHeader('content-length', bodies.list.length)
      head('application/json').end(bodies.list)
    } else if (path === '/held')
      head('text/plain').write('held '.repeat(1000)) // fewer bytes would be held back by the browser to guess their type
    else if (path === '/forever') {
      head('text/html').write(`<!doctype html><title>forever</title><body><!--${' '.repeat(2000)}-->`)
      let n = 0
      const timer = setInterval(() => response.write(`<script>parent.told?.(${++n})</script>\n`), 400)
      response.on('close', () => clearInterval(timer))
    } else if (path === '/silent') return
    else if (path === '/events') {
      head('text/event-stream')
      let n = 0
      const timer = setInterval(() => response.write(`data: ${++n}\n\nevent: named\ndata: ${n}\n\n`), 100)
      response.on('close', () => clearInterval(timer))
    } else if (path === '/said') {
      const words = text(request).then((all) => said.push(all))
      void words.catch(() => {}).then(() => response.end()) // the request may have been aborted
    } else head('text/plain').end(bodies.short)
  })
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket) => {
    const timer = setInterval(() => socket.send('tick'), 100)
    socket.on('message', (message) => socket.send(`echo ${String(message)}`))
    socket.on('close', () => clearInterval(timer))
    socket.on('error', () => {})
  })
  return { ...(await onLoopback(server, sockets)), said }
}

/**
 * A page that, once loaded, replaces natives that the hooks might use, and then makes traffic of every kind with the
 * originals it kept. It reports which replacements were called.
 */
export const poisonedPage = `<!doctype html><title>poisoned</title><script>
addEventListener('load', () => setTimeout(async () => {
  const { apply, ownKeys, getOwnPropertyDescriptor, defineProperty } = Reflect
  const keep = { beacon: navigator.sendBeacon, text: Response.prototype.text, body: getOwnPropertyDescriptor(Response.prototype, 'body').get,
    reader: ReadableStream.prototype.getReader, read: ReadableStreamDefaultReader.prototype.read, fetch, WebSocket, EventSource,
    XMLHttpRequest, open: XMLHttpRequest.prototype.open, sendXhr: XMLHttpRequest.prototype.send, sendSocket: WebSocket.prototype.send,
    closeSocket: WebSocket.prototype.close, closeSource: EventSource.prototype.close, Promise, setTimeout }
  const wait = (ms) => new keep.Promise((done) => apply(keep.setTimeout, window, [done, ms]))
  let log = ''
  const hit = (name) => { log = log + name + ' '; throw new keep.TypeError(name) }
  keep.TypeError = TypeError
  const typed = Object.getPrototypeOf(Uint8Array.prototype)
  const text = (key) => typeof key === 'symbol' ? key.description : key
  const owners = [['Array', Array.prototype], ['Promise', Promise.prototype], ['Map', Map.prototype], ['WeakMap', WeakMap.prototype],
    ['Set', Set.prototype], ['WeakRef', WeakRef.prototype], ['Function', Function.prototype], ['RegExp', RegExp.prototype],
    ['String', String.prototype], ['typed array', typed], ['Uint8Array', Uint8Array.prototype], ['ArrayBuffer', ArrayBuffer.prototype],
    ['DataView', DataView.prototype], ['URL', URL.prototype], ['Headers', Headers.prototype], ['Request', Request.prototype],
    ['EventTarget', EventTarget.prototype], ['Event', Event.prototype], ['MessageEvent', MessageEvent.prototype],
    ['CloseEvent', CloseEvent.prototype], ['MessagePort', MessagePort.prototype], ['Blob', Blob.prototype],
    ['TextEncoder', TextEncoder.prototype], ['URLSearchParams', URLSearchParams.prototype], ['DOMException', DOMException.prototype],
    ['Response', Response.prototype], ['XMLHttpRequest', XMLHttpRequest.prototype], ['WebSocket', WebSocket.prototype],
    ['EventSource', EventSource.prototype], ['Reflect', Reflect], ['JSON', JSON], ['Object', Object], ['Math', Math],
    ['Performance', Performance.prototype], ['array iterator', Object.getPrototypeOf([][Symbol.iterator]())]]
  const list = []
  for (const [name, owner] of owners) for (const key of ownKeys(owner)) {
    const descriptor = getOwnPropertyDescriptor(owner, key)
    if (!descriptor.configurable || key === 'constructor' || (name === 'Promise' && key === Symbol.toStringTag)) continue
    const full = name + '.' + text(key)
    const replacement = descriptor.get ? { get() { return hit(full) }, set: descriptor.set, enumerable: descriptor.enumerable, configurable: true }
      : typeof descriptor.value === 'function' ? { value() { return hit(full) }, writable: true, enumerable: descriptor.enumerable, configurable: true }
      : undefined
    if (replacement) list.push([owner, key, replacement])
  }
  for (const key of ['get', 'set', 'value', 'apply', 'construct', 'toJSON', 'done', 'read', 'transfer'])
    list.push([Object.prototype, key, { get() { log = log + 'Object.prototype.' + key + ' '; return undefined },
      set() { log = log + 'Object.prototype.' + key + '= ' }, configurable: true }])
  for (const key of ['0', '1', '2'])
    list.push([Array.prototype, key, { get() { log = log + 'Array.prototype[' + key + '] '; return undefined },
      set() { log = log + 'Array.prototype[' + key + ']= ' }, configurable: true }])
  for (const name of ['Proxy', 'WeakMap', 'Map', 'WeakRef', 'Symbol', 'String', 'Uint8Array', 'URL', 'TextEncoder', 'setTimeout', 'parseInt', 'Promise'])
    list.push([window, name, { value: function () { return hit('window.' + name) }, configurable: true, writable: true }])
  // Descriptors without a prototype: the moment Object.prototype.get is there, every other one has a getter.
  for (let i = 0; i < list.length; i++) Object.setPrototypeOf(list[i][2], null)
  const length = list.length
  for (let i = 0; i < length; i++) defineProperty(list[i][0], list[i][1], list[i][2])

  let failure = ''
  try {
    await apply(keep.text, await apply(keep.fetch, window, ['/short?poisoned-text', { __proto__: null, method: 'POST', body: 'up' }]), [])
    const reader = apply(keep.reader, apply(keep.body, await apply(keep.fetch, window, ['/pieces?poisoned-pieces']), []), [])
    for (;;) { const piece = await apply(keep.read, reader, []); if (piece.done) break }
    const xhr = new keep.XMLHttpRequest()
    apply(keep.open, xhr, ['GET', '/lines?poisoned-xhr'])
    await new keep.Promise((done) => { xhr.onload = done; apply(keep.sendXhr, xhr, []) })
    const socket = new keep.WebSocket('ws://' + location.host + '/poisoned-socket')
    await new keep.Promise((done) => { socket.onopen = done })
    apply(keep.sendSocket, socket, ['out'])
    const source = new keep.EventSource('/events?poisoned-source')
    await new keep.Promise((done) => { source.onmessage = done })
    await wait(400)
    apply(keep.closeSocket, socket, [])
    apply(keep.closeSource, source, [])
    await wait(200)
  } catch (problem) { failure = 'failed: ' + problem }
  apply(keep.beacon, navigator, ['/said', log + failure + '.'])
}, 1500))
</script>`
