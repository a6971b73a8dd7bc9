import { expect, test } from 'vitest'
import type { StreamAnalysis } from '../../../src/core/analysis/analysis.ts'
import { counted, eventsAndComments, withComments } from '../../lab/clients/counted.ts'
import type { FamilyName } from './families.ts'
import { figures, labelOf, labelsOf } from './figures.ts'
import * as idle from './idle.ts'
import type { Watched } from './watched.ts'

const isPost = ({ method }: { method: string }) => method === 'POST'
const isGet = ({ method }: { method: string }) => method === 'GET'
const never = () => false
/** A message that goes up before the stream on which the client receives is open is not known as a sender's. */
const withoutRoles = (streams: readonly StreamAnalysis[]) =>
  streams.map((one) => ({ ...one, flags: one.flags.filter((flag) => flag !== 'sender') }))

/**
 * Tests of clients that pipe the bodies of their responses, as the kits for language models do: Duplex sees such a body by a stream of its
 * own that the browser pipes from.
 * @param of the requests and streams of a family below a path
 */
export function testPiped(of: (name: FamilyName, path: string) => Watched): void {
  test('AI SDK: all turns of a chat are SSE over fetch, also the one that the page stops', () => {
    const { seen, streams, shown } = of('ai-sdk', '/ui-messages')
    const turns = seen.filter(isPost)
    expect(labelsOf(streams.filter(isPost))).toEqual(['sse fetch'])
    expect(figures(streams, 'sse fetch')).toEqual(withComments(counted(turns, never), turns))
    const { received, sent } = shown(streams.filter(isPost))
    expect(received).toEqual(turns.flatMap(eventsAndComments))
    expect(sent).toEqual(turns.map(({ body }) => body))
  })

  test('AI SDK: a chat that finds no answer under way has asked by HTTP', () => {
    const { seen, streams } = of('ai-sdk', '/ui-messages/talk/stream')
    expect(streams.map((one) => `${labelOf(one)} ${one.requests}`)).toEqual([`http ${seen.length}`])
  })

  test('AI SDK: plain text in pieces is HTTP streaming, plain text at once is HTTP', () => {
    const { seen, streams, shown } = of('ai-sdk', '/text')
    expect(labelsOf(streams)).toEqual(['http', 'http-streaming finite'])
    expect(new Set(streams.map(({ channel }) => channel)).size).toBe(1)
    for (const [index, label] of ['http-streaming finite', 'http'].entries()) {
      const { received } = shown(streams.filter((one) => labelOf(one) === label))
      expect(received.join('')).toBe(seen[index]!.answer)
      // Pieces that come close together may be one piece when the page reads them.
      expect(figures(streams, label)).toEqual(counted([seen[index]!], never, () => received))
    }
  })

  test('MCP: calls that are answered by events, and the stream beside them, are SSE over fetch', () => {
    const { seen, streams, shown } = of('mcp', '/mcp')
    const calls = seen.filter(({ body }) => body.includes('"tools/call"'))
    const others = seen.filter(({ body }) => /"(initialize|tools\/list)"/.test(body))
    const posts = streams.filter(isPost)
    expect(new Set(labelsOf(withoutRoles(posts)))).toEqual(new Set(['http', 'sse fetch', 'sse fetch finite']))
    expect(figures(posts, 'sse fetch')).toEqual(withComments(counted(calls, idle.mcp), calls))
    expect(figures(posts, 'sse fetch finite')).toEqual(counted(others, idle.mcp))
    // The server ends the stream, and the client breaks it off at the same time.
    const [beside, ...more] = streams.filter(isGet)
    expect(labelOf(beside!)).toMatch(/^sse fetch( finite)?$/)
    expect(more).toEqual([])
    const gets = seen.filter(isGet)
    expect(figures([beside!], labelOf(beside!))).toEqual(withComments(counted(gets, idle.mcp), gets))
    const { received, sent } = shown(streams.filter(({ technique }) => technique === 'sse'))
    expect(received.sort()).toEqual(seen.flatMap(eventsAndComments).sort())
    expect(sent.sort()).toEqual([...others, ...calls].map(({ body }) => body).sort())
  })

  test('MCP: messages that are not answered by events are HTTP, and have not failed', () => {
    const { seen, streams, shown } = of('mcp', '/mcp')
    const bare = seen.filter(({ method, answer }) => method !== 'GET' && answer === '')
    const sent = bare.filter(isPost).length
    expect(figures(withoutRoles(streams), 'http')).toMatchObject({
      requests: bare.length,
      messagesOut: sent,
      wasted: 0,
    })
    expect(shown(streams).failed).toBe(0)
  })

  test('MCP before streamable HTTP: one stream of events, and an HTTP request for each message to the server', () => {
    const { seen, streams, shown } = of('mcp', '/sse')
    const [events, ...more] = streams.filter(isGet)
    expect([labelOf(events!), more]).toEqual(['sse fetch', []])
    const gets = seen.filter(isGet)
    expect(figures([events!], 'sse fetch')).toEqual(counted(gets, idle.mcp))
    expect(shown([events!]).received).toEqual(gets.flatMap(eventsAndComments))
    const posts = seen.filter(isPost)
    const senders = streams.filter(isPost)
    expect(new Set(senders.map(({ technique }) => technique))).toEqual(new Set(['http']))
    expect(senders.reduce((sum, { requests }) => sum + requests, 0)).toBe(posts.length)
    const { sent, failed } = shown(senders)
    expect(sent.sort()).toEqual(posts.map(({ body }) => body).sort())
    expect([senders.filter(({ updates }) => updates > 0), failed]).toEqual([[], 0])
  })
}
