import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { WebSocketServer } from 'ws'
import type { Family } from '../../lab/clients/family.ts'
import { lastAnswer, playFeed } from '../../lab/clients/feed.ts'

type Transport = 'WebSockets' | 'ServerSentEvents' | 'LongPolling'

/** Transports that each hub offers. The sockets of the last hub are refused. */
const hubs: Record<string, Transport[]> = {
  socket: ['WebSockets', 'ServerSentEvents', 'LongPolling'],
  events: ['ServerSentEvents', 'LongPolling'],
  polls: ['LongPolling'],
  refused: ['WebSockets', 'ServerSentEvents', 'LongPolling'],
}

/** In ms: how long a poll is held while there is news to come. */
const holdMs = 2000

interface Connection {
  send(records: string): void
  waiting: string
  polled: boolean
  over: boolean
  poll: { response: ServerResponse; timer: NodeJS.Timeout | undefined } | undefined
}

const record = (message: object) => `${JSON.stringify(message)}\u001e`

/** A stand-in for ASP.NET Core's server (TransportProtocols.md, HubProtocol.md): hubs that push the feed, in JSON. */
export function signalRFamily(): Family {
  const connections = new Map<string, Connection>()
  const create = (token: string) => {
    const one: Connection = {
      waiting: '',
      polled: false,
      over: false,
      poll: undefined,
      send(records) {
        one.waiting += records
        if (one.poll) answerPoll(one)
      },
    }
    connections.set(token, one)
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, 'http://hubs')
    const [, folder, hub = '', action] = pathname.split('/')
    if (folder !== 'hubs') return
    const body = await text(request)
    if (action === 'negotiate') {
      const token = `Token-${hub}-${connections.size}-AsLongAsARealOne`
      create(token)
      const availableTransports = hubs[hub]!.map((transport) => ({ transport, transferFormats: ['Text'] }))
      const answered = { negotiateVersion: 1, connectionId: token, connectionToken: token, availableTransports }
      response.setHeader('content-type', 'application/json')
      return void response.end(JSON.stringify(answered))
    }
    const connection = connections.get(searchParams.get('id') ?? '')
    if (!connection) return void response.writeHead(404).end()
    if (request.method === 'POST') {
      response.setHeader('content-type', 'text/plain')
      response.end()
      take(connection, body)
    } else if (request.method === 'DELETE') {
      response.writeHead(202).end()
      clearTimeout(connection.poll?.timer)
    } else if (request.headers.accept === 'text/event-stream') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' }).write(':\r\n')
      connection.send = (records) => void response.write(`data: ${records}\r\n\r\n`)
    } else poll(connection, response)
  }

  return {
    attach(server) {
      const sockets = new WebSocketServer({ noServer: true })
      server.on('request', (request, response) => void answer(request, response))
      server.on('upgrade', (request, socket, head) => {
        const { pathname, searchParams } = new URL(request.url!, 'http://hubs')
        const connection = connections.get(searchParams.get('id') ?? '')
        if (pathname !== '/hubs/socket' || !connection) return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
        sockets.handleUpgrade(request, socket, head, (client) => {
          connection.send = (records) => client.send(records)
          client.on('message', (message) => take(connection, String(message)))
        })
      })
    },
    settled: (seen) =>
      Object.keys(hubs).every((hub) => {
        const own = seen.filter(({ path }) => path === `/hubs/${hub}`)
        const said = own.some(
          ({ body, over, socket }) => (over || socket) && `${body}${socket?.in}`.includes(lastAnswer),
        )
        return said && own.some(({ method, over }) => method === 'GET' && !over)
      }),
  }
}

/** Handles the client's records. The first is its handshake: the feed begins then, with a ping in its longest pause. */
function take(connection: Connection, records: string): void {
  if (records.includes(lastAnswer)) connection.over = true
  if (!records.includes('"protocol"')) return
  connection.send(record({}))
  playFeed((update) => connection.send(record({ type: 1, target: 'update', arguments: [update] })))
  setTimeout(() => connection.send(record({ type: 6 })), 3600)
}

/** The first poll is answered at once, to show that polling works; later ones are held. */
function poll(connection: Connection, response: ServerResponse): void {
  response.setHeader('content-type', 'application/octet-stream')
  if (!connection.polled) {
    connection.polled = true
    response.end()
    return
  }
  const timer = connection.over ? undefined : setTimeout(() => answerPoll(connection), holdMs)
  connection.poll = { response, timer }
  if (connection.waiting !== '') answerPoll(connection)
}

function answerPoll(connection: Connection): void {
  const { response, timer } = connection.poll!
  clearTimeout(timer)
  connection.poll = undefined
  response.end(connection.waiting)
  connection.waiting = ''
}
