import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { LoggingMessageNotificationSchema } from '@modelcontextprotocol/sdk/types.js'
import { answerTo, isAnswered, type Update } from '../../lab/clients/feed.ts'

/** A client for each transport that works over HTTP: the present one, and the one before. */
export function start() {
  const streamable = new StreamableHTTPClientTransport(new URL('/mcp', location.href))
  const before = new SSEClientTransport(new URL('/sse', location.href))
  const ends = [converse(streamable), converse(before)]
  return async () => {
    await Promise.all(ends.map((ready) => ready()))
    await streamable.terminateSession()
    await Promise.all([streamable.close(), before.close()])
  }
}

/**
 * Lists the tools and calls the one that tells the feed as its progress; answers updates that are logged meanwhile.
 * @returns what resolves once every call is answered
 */
function converse(transport: Transport): () => Promise<unknown> {
  const client = new Client({ name: 'page', version: '1.0.0' })
  const calls: Promise<unknown>[] = []
  client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => {
    const { n } = params.data as Update
    if (isAnswered(n)) calls.push(client.callTool({ name: 'answer', arguments: { said: answerTo(n) } }))
  })
  const watched = client.connect(transport).then(async () => {
    await client.listTools()
    await client.callTool({ name: 'watch' }, undefined, { onprogress: () => {} })
  })
  return () => watched.then(() => Promise.all(calls))
}
