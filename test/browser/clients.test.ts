import { beforeAll, describe, expect, test } from 'vitest'
import type { StreamAnalysis } from '../../src/core/analysis/analysis.ts'
import { counted, type Figures, messagesOf, withComments } from '../lab/clients/counted.ts'
import type { Seen } from '../lab/clients/door.ts'
import { startClients } from '../lab/clients/site.ts'
import { type FamilyName, familyPages } from './clients/families.ts'
import { figures, labelOf, labelsOf } from './clients/figures.ts'
import * as idle from './clients/idle.ts'
import { testPiped } from './clients/piped.ts'
import { type Recording, watchClients, watched } from './clients/watched.ts'
import { kinds, startDriven } from './driven.ts'
import { started } from './started.ts'

const isPost = ({ method }: Seen) => method === 'POST'
const isGet = ({ method }: Seen) => method === 'GET'

/** Asserts that all streams belong to the same connection of a library. */
function expectOneConnection(streams: readonly StreamAnalysis[], protocol: string): void {
  expect(new Set(streams.map((one) => `${one.protocol} ${one.channel}`))).toEqual(
    new Set([`${protocol} ${streams[0]?.channel}`]),
  )
}

// Runs real client libraries against their own servers, or stand-ins: Duplex's figures must equal those counted at the
// servers.
describe.each(kinds)('%s', (kind) => {
  const clients = started(() => startClients(familyPages))
  const driven = started(() => startDriven(kind))
  let recording: Recording

  beforeAll(async () => {
    recording = await watchClients(driven, clients, ['/not-a-stream'])
  })

  // Of an EventSource that the page closes, Firefox's log has the comments, and Chromium's has not.
  const commented = (expected: Figures, seen: readonly Seen[]) =>
    kind === 'firefox' ? withComments(expected, seen) : expected

  const of = (name: FamilyName, path: string) => watched(recording, clients, name, path)

  test('nothing was lost', () => {
    expect(recording.analysis.completeness).toMatchObject({ dropped: 0, truncated: 0, unhooked: [] })
  })

  test.each([
    ['websocket', 'websocket'],
    ['xhr-streaming', 'http-streaming'],
    ['xhr-polling', 'long-polling'],
    ['eventsource', 'sse'],
  ])('SockJS by %s is %s, in one channel with what it asks first and what it sends', (transport, technique) => {
    const { seen, streams } = of('sock-js', `/by-${transport}/`)
    const sent = seen.filter(({ path }) => path.endsWith('_send'))
    const received = seen.filter(({ path }) => !/info$|_send$/.test(path))
    expectOneConnection(streams, 'sockjs')
    const sender = transport === 'websocket' ? [] : ['http sender']
    expect(labelsOf(streams)).toEqual([...sender, 'http set-up', technique].sort())
    const lines = (one: Seen) => one.answer.split('\n').filter((line) => line !== '')
    const read = transport === 'xhr-streaming' ? lines : messagesOf
    expect(figures(streams, technique)).toEqual(counted(received, idle.sockJs, read))
    expect(figures(streams, 'http sender')).toMatchObject({
      requests: sent.length,
      messagesOut: sent.length,
      updates: 0,
    })
    expect(figures(streams, 'http set-up').requests).toBe(1)
  })

  test('Faye by WebSocket: the handshake is its set-up, the connects are heartbeats', () => {
    const { seen, streams } = of('faye', '/websocket/')
    expectOneConnection(streams, 'bayeux')
    expect(labelsOf(streams)).toEqual(['http set-up', 'websocket'])
    expect(figures(streams, 'websocket')).toEqual(counted(seen.filter(isGet), idle.bayeux))
    expect(figures(streams, 'http set-up').requests).toBe(seen.filter(isPost).length)
  })

  test('Faye by EventSource: the requests beside the stream are not polling', () => {
    const { seen, streams } = of('faye', '/eventsource/')
    expectOneConnection(streams, 'bayeux')
    const gets = seen.filter(isGet)
    expect(figures(streams, 'sse')).toEqual(commented(counted(gets, idle.bayeux), gets))
    const beside = streams.filter(({ method }) => method === 'POST')
    for (const label of labelsOf(beside)) expect(label).toMatch(/^(http set-up|http sender|beacon heartbeat)$/)
    expect(beside.reduce((sum, { requests }) => sum + requests, 0)).toBe(seen.filter(isPost).length)
    expect(figures(beside, 'beacon heartbeat').requests).toBe(
      seen.filter(({ body }) => /^\[\{"channel":"\/meta\/connect".*"eventsource"/.test(body)).length,
    )
  })

  test('Faye by long polling', () => {
    const { seen, streams } = of('faye', '/long-polling/')
    expectOneConnection(streams, 'bayeux')
    const connects = seen.filter(({ body }) => body.startsWith('[{"channel":"/meta/connect"'))
    expect(figures(streams, 'long-polling')).toEqual(counted(connects, idle.bayeux))
  })

  test.each([
    ['socket', 'websocket'],
    ['events', 'sse'],
    ['polls', 'long-polling'],
    ['refused', 'sse fallback'],
  ])('SignalR’s hub of %s is %s, in one channel with the negotiation', (hub, label) => {
    const { seen, streams } = of('signal-r', `/hubs/${hub}`)
    const open = seen.filter(({ path, socket }) => path === `/hubs/${hub}` && (hub !== 'refused' || !socket))
    const sent = open.filter(isPost)
    expectOneConnection(streams, 'signalr')
    expect(labelsOf(streams)).toEqual(
      [
        ...(sent.length > 0 ? ['http sender'] : []),
        'http set-up',
        label,
        ...(hub === 'refused' ? ['websocket failed'] : []),
      ].sort(),
    )
    const received = open.filter(isGet)
    expect(figures(streams, label)).toEqual(commented(counted(received, idle.signalR), received))
    expect(figures(streams, 'http sender')).toMatchObject({
      requests: sent.length,
      messagesOut: sent.length,
      updates: 0,
    })
  })

  test('Phoenix, refused a WebSocket, polls instead', () => {
    const { seen, streams } = of('phoenix', '/socket/')
    expectOneConnection(streams, 'phoenix')
    expect(streams.map(labelOf).sort()).toEqual(['http sender', 'long-polling fallback', 'websocket failed'])
    expect(figures(streams, 'long-polling fallback')).toEqual(
      counted(
        seen.filter((one) => isGet(one) && !one.socket),
        idle.phoenix,
      ),
    )
    const sent = seen.filter(isPost).length
    expect(figures(streams, 'http sender')).toMatchObject({ requests: sent, messagesOut: sent, updates: 0 })
  })

  test.each(['upgrading', 'socket-first'])('Socket.IO, refused a WebSocket, polls: %s', (path) => {
    const { seen, streams } = of('socket-io', `/${path}/`)
    expectOneConnection(streams, 'socket.io')
    expect(labelsOf(streams)).toEqual(['http sender', 'long-polling fallback', 'websocket failed'])
    const exchanged = seen.filter(({ socket }) => !socket)
    expect(figures(streams, 'long-polling fallback')).toEqual(counted(exchanged.filter(isGet), idle.engineIo))
    expect(figures(streams, 'http sender')).toMatchObject({ requests: exchanged.filter(isPost).length, updates: 0 })
  })

  test('fetch-event-source: an event stream is SSE over fetch, a JSON response is not', () => {
    const read = of('event-sources', '/fetched')
    expect(labelsOf(read.streams)).toEqual(['sse fetch'])
    expect(figures(read.streams, 'sse fetch')).toEqual(
      withComments(
        counted(read.seen, () => false),
        read.seen,
      ),
    )
    const plain = of('event-sources', '/not-a-stream')
    expect(plain.streams.map(({ technique, requests }) => [technique, requests])).toEqual([['http', plain.seen.length]])
  })

  test('an EventSource that is closed after each event counts as degraded to polling', () => {
    const { seen, streams } = of('event-sources', '/cut')
    expect(labelsOf(streams)).toEqual(['sse degraded-to-polling'])
    const events = counted(
      seen,
      () => false,
      (one) => (one.answer.includes('data: ') ? messagesOf(one) : []),
    )
    expect(figures(streams, 'sse degraded-to-polling')).toEqual(commented(events, seen))
  })

  test('each EventSource with a 503 response has failed', () => {
    const { seen, streams } = of('event-sources', '/refused')
    expect(streams.map((one) => `${one.status} ${labelOf(one)}`)).toEqual(seen.map(() => 'failed sse failed'))
    expect(new Set(streams.map(({ channel }) => channel)).size).toBe(1)
  })

  test.each(['video', 'audio'])('a live player polls its playlist, and its %s segments are files', (media) => {
    const { seen, streams } = of('live-player', `/${media}/`)
    const isList = ({ path }: Seen) => path.endsWith('.m3u8')
    const [list, ...others] = streams.filter(({ technique }) => technique === 'polling')
    expect(others).toEqual([])
    expect(list!.flags).toContain('playlist')
    const lists = seen.filter(isList)
    const repeated = lists.filter(({ answer }, index) => answer === lists[index - 1]?.answer).length
    expect(list).toMatchObject({ requests: lists.length, updates: lists.length - repeated, wasted: repeated })
    expect(labelsOf(streams.filter((one) => one !== list))).toEqual(['http media'])
    expect(figures(streams, 'http media').requests).toBe(seen.length - lists.length)
  })

  testPiped(of)
})
