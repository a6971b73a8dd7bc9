import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import type { Family } from '../../lab/clients/family.ts'
import { lastAnswer, playFeed, updates } from '../../lab/clients/feed.ts'

/** In ms: in the longest pause of the feed. */
const pingAt = 3600
const done = 'that is all'

/** The SDK's own server, once for each transport over HTTP. */
export function mcpFamily(): Family {
  const streamable = new StreamableHTTPServerTransport({ sessionIdGenerator: randomUUID })
  void newServer().connect(streamable)
  let before: SSEServerTransport | undefined

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url!, 'http://mcp')
    if (pathname === '/mcp') await streamable.handleRequest(request, response)
    else if (pathname === '/sse/messages') await before!.handlePostMessage(request, response)
    else if (pathname === '/sse') {
      before = new SSEServerTransport('/sse/messages', response)
      await newServer().connect(before)
    }
  }

  return {
    attach(server) {
      server.on('request', (request, response) => void answer(request, response))
    },
    settled: (seen) =>
      ['/mcp', '/sse'].every((path) => {
        const own = seen.filter((one) => one.path.startsWith(path))
        return (
          own.some(({ body, over }) => over && body.includes(lastAnswer)) &&
          own.some((one) => one.answer.includes(done)) &&
          own.some(({ method, over }) => method === 'GET' && !over)
        )
      }),
  }
}

/** A server that logs the feed, asks once whether the client is still there, and has a tool whose progress is the feed. */
function newServer(): McpServer {
  const server = new McpServer({ name: 'feed', version: '1.0.0' }, { capabilities: { logging: {} } })
  const said = (text: string) => ({ content: [{ type: 'text' as const, text }] })
  server.registerTool('answer', { description: 'Takes note of what the client says' }, () => said('noted'))
  server.registerTool(
    'watch',
    { description: 'Tells each price as it changes' },
    async ({ _meta, sendNotification }) => {
      const progressToken = _meta!.progressToken!
      await new Promise<void>((resolve) =>
        playFeed(({ n, price }) => {
          const params = { progressToken, progress: n, total: updates, message: `at ${price}` }
          void sendNotification({ method: 'notifications/progress', params })
        }, resolve),
      )
      return said(done)
    },
  )
  server.server.oninitialized = () => {
    playFeed((data) => void server.sendLoggingMessage({ level: 'info', logger: 'prices', data }))
    setTimeout(() => void server.server.ping(), pingAt)
  }
  return server
}
