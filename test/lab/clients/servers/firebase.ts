import type { ServerResponse } from 'node:http'
import type { Family } from '../family.ts'
import { lastAnswer, playFeed } from '../feed.ts'
import { answeredBySocket, attachSockets } from './sockets.ts'

/** In ms. */
const holdMs = 3000

interface Asked {
  d: { r: number; a: string; b: { p: string } }
}

/** A stand-in for Firebase's Realtime Database, protocol 5: by WebSocket, and by script elements that are held. */
export function firebaseFamily(isSettled: Family['settled']): Family {
  const hello = (host: string) => ({ t: 'c', d: { t: 'h', d: { ts: Date.now(), v: '5', h: host, s: 'session-1' } } })

  function take({ d: { r, a, b } }: Asked, send: (message: object) => void): void {
    send({ t: 'd', d: { r, b: { s: 'ok', d: '' } } })
    if (a !== 'q') return
    const path = b.p.replace(/^\//, '')
    playFeed((update) => send({ t: 'd', d: { a: 'd', b: { p: path, d: update } } }))
  }

  const waiting: object[] = []
  let packet = 0
  let callback = ''
  let held: { response: ServerResponse; timer: NodeJS.Timeout } | undefined
  const script = (response: ServerResponse, text: string) =>
    response.writeHead(200, { 'content-type': 'application/javascript', 'cache-control': 'no-cache' }).end(text)
  const release = () => {
    if (!held) return
    clearTimeout(held.timer)
    script(held.response, `parent.pRTLPCB${callback}(${packet++},${JSON.stringify(waiting.splice(0))})`)
    held = undefined
  }

  function poll(query: URLSearchParams, host: string, response: ServerResponse): void {
    if (query.has('dframe')) {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title></title>')
      return
    }
    if (query.has('start')) {
      callback = query.get('cb')!
      const first = `parent.pLPCommand${callback}("start","id-1","pw-1")`
      script(response, `${first};parent.pRTLPCB${callback}(${packet++},${JSON.stringify([hello(host)])})`)
      return
    }
    // One request is held at a time: a second one, which brings something, frees the first.
    release()
    held = { response, timer: setTimeout(release, holdMs) }
    for (let index = 0; query.has(`d${index}`); index++) {
      const text = Buffer.from(query.get(`d${index}`)!.replaceAll('.', '='), 'base64').toString()
      take(JSON.parse(text) as Asked, (message) => waiting.push(message) && release())
    }
    if (waiting.length > 0) release()
  }

  return {
    attach(server) {
      server.on('request', ({ url, headers }, response) => {
        const { pathname, searchParams } = new URL(url!, 'http://firebase')
        if (pathname === '/.lp') poll(searchParams, headers.host!, response)
      })
      attachSockets(server, {
        path: '/.ws',
        serve(socket, { headers }) {
          const send = (message: object) => socket.send(JSON.stringify(message))
          send(hello(headers.host!))
          socket.on('message', (data) => take(JSON.parse(String(data)) as Asked, send))
        },
      })
    },
    settled: isSettled,
  }
}

export const firebaseSocketFamily = () => firebaseFamily((seen) => answeredBySocket(seen))

export const firebasePollsFamily = () =>
  firebaseFamily((seen) =>
    seen.some(({ query, over }) =>
      [...new URLSearchParams(query)].some(
        ([name, value]) =>
          over && name.startsWith('d') && Buffer.from(value.replaceAll('.', '='), 'base64').includes(lastAnswer),
      ),
    ),
  )
