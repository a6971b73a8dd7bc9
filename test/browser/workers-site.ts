import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { WebSocketServer } from 'ws'
import { onLoopback } from './loopback.ts'

/** Sources of traffic: every place where a page's code may run. */
export const places = ['page', 'dedicated', 'nested', 'shared', 'service'] as const
export type Place = (typeof places)[number]
export type Way = 'poll' | 'socket' | 'events'

/** The server's counts of one kind of traffic in one place. In and out are seen from the server. */
export interface WayCounts {
  requests: number
  messagesIn: number
  messagesOut: number
  /** Bytes on the connections, headers and framing included. */
  bytesIn: number
  bytesOut: number
}

export interface WorkersSite {
  origin: string
  /** Counts by `place/way`. */
  counts(): Record<string, WayCounts>
  /** Stops sending messages, so that those on their way can arrive. */
  quiet(): void
  close(): Promise<void>
}

/** In ms: the interval of polls and of the page's messages. */
const intervalMs = 400
/** In ms: the interval of the server's messages. Of the polls' own, each poll would follow a message, as one that a message causes does. */
const pushIntervalMs = 530

/** Requests of the page that a service worker answers by fetching from the network. */
export const passed = 5

// Each place polls, uses a socket and listens to an event stream, until it is stopped.
const traffic = `
let stopped = false
const open = []
const senders = []
function begin(place) {
  const poll = async () => {
    while (!stopped) {
      await (await fetch('/poll/' + place)).text()
      await new Promise((done) => setTimeout(done, ${intervalMs}))
    }
  }
  poll()
  const socket = new WebSocket(location.origin.replace('http', 'ws') + '/socket/' + place)
  const timer = setInterval(() => { if (socket.readyState === 1) socket.send('from ' + place) }, ${intervalMs})
  senders.push(timer)
  open.push(() => socket.close())
  if (typeof EventSource === 'function') {
    const source = new EventSource('/events/' + place)
    source.addEventListener('tick', () => {})
    open.push(() => source.close())
  }
}
function obey(command) {
  stopped = true
  for (const timer of senders) clearInterval(timer)
  if (command === 'stop') for (const close of open) close()
}
`
const scripts: Record<string, string> = {
  '/dedicated.js': `${traffic}
const nested = new Worker('/nested.js')
onmessage = ({ data }) => { obey(data); nested.postMessage(data) }
begin('dedicated')`,
  '/nested.js': `${traffic}
onmessage = ({ data }) => obey(data)
begin('nested')`,
  '/framed.js': `${traffic}
begin('framed')`,
  '/shared.js': `${traffic}
onconnect = ({ ports: [port] }) => { port.onmessage = ({ data }) => obey(data); begin('shared') }`,
  // The browser stops an idle service worker, so it begins with a message.
  '/service.js': `${traffic}
oninstall = () => skipWaiting()
onactivate = (event) => event.waitUntil(clients.claim())
onfetch = (event) => { if (event.request.url.endsWith('/passed')) event.respondWith(fetch(event.request)) }
onmessage = ({ data }) => (data === 'begin' ? begin('service') : obey(data))`,
}
const page = `<!doctype html><title>workers</title><body><script type="module">
${traffic}
// First, while there are connections to be had: the event streams hold nearly all of them.
await (await fetch('/poll/redirected')).text()
begin('page')
const confirmed = setInterval(() => fetch('/poll/confirmed').then((answer) => answer.text()), ${intervalMs})
const dedicated = new Worker('/dedicated.js')
const shared = new SharedWorker('/shared.js')
shared.port.start()
const ready = navigator.serviceWorker.register('/service.js').then(async (registration) => {
  const service = (await navigator.serviceWorker.ready).active
  service.postMessage('begin')
  while (!navigator.serviceWorker.controller) await new Promise((done) => setTimeout(done, 20))
  for (let i = 0; i < ${passed}; i++) {
    await (await fetch('/poll/passed')).text()
    await new Promise((done) => setTimeout(done, ${intervalMs}))
  }
  return service
})
window.all = async (command) => {
  obey(command)
  clearInterval(confirmed)
  dedicated.postMessage(command)
  shared.port.postMessage(command)
  ;(await ready).postMessage(command)
}
</script></body>`

/** A site whose page starts workers of every kind, all with traffic, and a server that counts it. */
export async function startWorkersSite(): Promise<WorkersSite> {
  const counts: Record<string, WayCounts> = {}
  const countsOf = (path: string): WayCounts => {
    const [, way, place] = path.split('/')
    counts[`${place}/${way}`] ??= { requests: 0, messagesIn: 0, messagesOut: 0, bytesIn: 0, bytesOut: 0 }
    return counts[`${place}/${way}`]!
  }
  // Bytes that each connection had carried before its current request.
  const carried = new WeakMap<Socket, { read: number; written: number }>()
  const settle = (socket: Socket, count: WayCounts | undefined) => {
    const before = carried.get(socket) ?? { read: 0, written: 0 }
    const now = { read: socket.bytesRead, written: socket.bytesWritten }
    carried.set(socket, now)
    if (!count) return
    count.bytesIn += now.read - before.read
    count.bytesOut += now.written - before.written
  }

  const timers = new Set<NodeJS.Timeout>()
  const quiet = () => {
    for (const timer of timers) clearInterval(timer)
  }
  const long = { text: 'It is as it was. '.repeat(20) }
  let polls = 0
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const path = request.url!.split('?')[0]!
    const { socket } = request
    const traffic = /^\/(poll|events)\//.test(path) ? countsOf(path) : undefined
    response.on('close', () => settle(socket, traffic))
    const head = (type: string) => response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' })
    if (path === '/') return void head('text/html').end(page)
    if (path === '/framing')
      return void head('text/html').end(
        `<!doctype html><title>framing</title><iframe src="http://${request.headers.host!.replace('127.0.0.1', 'localhost')}/framed"></iframe>`,
      )
    if (path === '/framed')
      return void head('text/html').end(`<!doctype html><title>framed</title><script>new Worker('/framed.js')</script>`)
    const script = scripts[path]
    if (script !== undefined) return void head('text/javascript').end(script)
    if (!traffic) return void response.writeHead(404).end()
    traffic.requests++
    if (path.endsWith('/redirected') && !request.url!.endsWith('?there'))
      return void response.writeHead(302, { location: `${path}?there` }).end()
    if (path.endsWith('/confirmed')) {
      const tag = { etag: '"1"', 'cache-control': 'no-cache' }
      if (request.headers['if-none-match']) return void response.writeHead(304, tag).end()
      return void response.writeHead(200, { ...tag, 'content-type': 'application/json' }).end(JSON.stringify(long))
    }
    if (path.startsWith('/poll/')) {
      traffic.messagesOut++
      return void head('application/json').end(JSON.stringify({ n: ++polls }))
    }
    head('text/event-stream')
    let n = 0
    const send = () => {
      traffic.messagesOut++
      response.write(`event: tick\nid: ${++n}\ndata: {"n":${n}}\n\n`)
    }
    send()
    timers.add(setInterval(send, pushIntervalMs))
  })
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket, request) => {
    const count = countsOf(request.url!)
    count.requests++
    const send = (text: string) => {
      count.messagesOut++
      socket.send(text)
    }
    timers.add(setInterval(() => send(`push ${count.messagesOut}`), pushIntervalMs))
    socket.on('message', (message) => {
      count.messagesIn++
      send(`echo ${String(message)}`)
    })
    socket.on('error', () => {})
    request.socket.on('close', () => settle(request.socket, count))
  })
  const { origin, close } = await onLoopback(server, sockets)
  return {
    origin,
    counts: () => structuredClone(counts),
    quiet,
    close() {
      quiet()
      return close()
    },
  }
}
