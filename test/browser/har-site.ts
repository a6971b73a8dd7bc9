import { createServer, type ServerResponse } from 'node:http'
import { WebSocketServer } from 'ws'
import { onLoopback } from './loopback.ts'

/** Events that each event stream of the site sends before it ends. */
export const streamedEvents = [
  { name: 'message', id: '1', data: '{"price":1}' },
  { name: 'tick', id: '2', data: 'grüße 😀\nand a second line' },
  { name: 'message', id: '3', data: '{"price":3}' },
] as const

/** The page's own traffic: a poller, both kinds of event streams, a socket, a missing page and a request that fails. */
const script = `
  const done = []
  window.done = () => Promise.all(done)
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
  done.push((async () => {
    for (let n = 0; n < 8; n++, await wait(250)) await fetch('/poll?n=' + n).then((answer) => answer.json())
  })())
  done.push(fetch('/missing').then((answer) => answer.text()))
  done.push(fetch('/broken').catch(() => {}))
  done.push((async () => {
    const reader = (await fetch('/read', { method: 'POST', body: '{"ask":"events"}' })).body.getReader()
    while (!(await reader.read()).done);
  })())
  done.push(new Promise((resolve) => {
    const source = new EventSource('/events')
    source.addEventListener('tick', () => {})
    source.onmessage = ({ lastEventId }) => lastEventId === '3' && resolve(source.close())
  }))
  done.push(new Promise((resolve) => {
    const socket = new WebSocket(location.origin.replace('http', 'ws') + '/socket', 'echo')
    socket.binaryType = 'arraybuffer'
    let answers = 0
    socket.onopen = () => { socket.send('hello grüße'); socket.send(Uint8Array.of(1, 2, 253, 254)) }
    socket.onmessage = () => ++answers === 2 && socket.close(1000, 'enough')
    socket.onclose = resolve
  }))
`

/** A site whose page makes each kind of request that a HAR has a place for. `window.done()` resolves once all is over. */
export async function startHarSite() {
  let polls = 0
  const timers = new Set<NodeJS.Timeout>()

  function stream(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    let next = 0
    const timer = setInterval(() => {
      const event = streamedEvents[next++]
      if (!event) return void response.end(() => clearInterval(timer))
      const data = event.data.split('\n').map((line) => `data: ${line}\n`)
      const name = event.name === 'message' ? '' : `event: ${event.name}\n`
      response.write(`${name}id: ${event.id}\n${data.join('')}\n`)
    }, 100)
    timers.add(timer)
  }

  const server = createServer((request, response) => {
    const path = request.url!.split('?')[0]!
    if (path === '/events' || path === '/read') return stream(response)
    if (path === '/broken') return void request.socket.destroy()
    if (path === '/poll')
      return void response
        .writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
        .end(JSON.stringify({ price: Math.floor(polls++ / 2) }))
    if (path === '/')
      return void response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end(`<!doctype html><script>${script}</script>`)
    response.writeHead(404, { 'content-type': 'text/plain' }).end('not here')
  })
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })))
  const { origin, close } = await onLoopback(server, sockets)
  return {
    origin,
    close() {
      for (const timer of timers) clearInterval(timer)
      return close()
    },
  }
}
