import { expect, test } from 'vitest'
import type { SocketNote } from '../../src/cli/browser/driven-browser.ts'
import { createWorkerSockets } from '../../src/cli/worker-sockets.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'

const url = 'ws://site.test/live'
const made = (socket: number, at: number): SocketNote => ({ socket, at, what: 'created', url })
const said = (socket: number, at: number, text: string): SocketNote => ({ socket, at, what: 'in', bytes: 2, text })
const connect = (at: number, doc: string, more: object = {}): CaptureEvent => ({
  type: 'connect',
  at,
  doc,
  id: 1,
  api: 'websocket',
  url,
  ...more,
})
const unseen = { unseen: true }
const unhooked: CaptureEvent = { type: 'unhooked', at: 1000, url, context: 'worker', why: 'not its messages' }
const essence = (events: readonly CaptureEvent[]) =>
  events.map((event) => [event.type, event.at, 'doc' in event ? event.doc : undefined])

test('a worker’s socket gets the messages that came before the panel told of it, and those that come later', () => {
  const sockets = createWorkerSockets()
  expect(sockets.join([], [made(7, 1000), { socket: 7, at: 1020, what: 'opened' }, said(7, 1100, 'hi')])).toEqual([])
  const open: CaptureEvent = { type: 'open', at: 1011, doc: 'log1', id: 1, protocol: 'v2' }
  const first = sockets.join([unhooked, connect(1010, 'log1', unseen), open], [])
  expect(essence(first)).toEqual([
    ['connect', 1010, 'log1'],
    ['open', 1011, 'log1'],
    ['message', 1100, 'log1'],
  ])
  expect(first[0]).not.toHaveProperty('unseen')
  const then = sockets.join([], [said(7, 5000, 'ho'), { socket: 7, at: 6000, what: 'closed', clean: true, code: 1000 }])
  expect(then).toMatchObject([
    { type: 'message', text: 'ho', dir: 'in', kind: 'text', bytes: 2, doc: 'log1', id: 1 },
    { type: 'close', at: 6000, by: 'remote', code: 1000, doc: 'log1' },
  ])
})

test('a socket that a hook reports gets no message twice', () => {
  const sockets = createWorkerSockets()
  const page = sockets.join([connect(1005, 'd1')], [made(7, 1000), said(7, 1100, 'hi')])
  expect(essence(page)).toEqual([['connect', 1005, 'd1']])
  expect(sockets.join([], [said(7, 1200, 'ho')])).toEqual([])
})

test('of two sockets to one URL each connection gets the one that was made when it began', () => {
  const sockets = createWorkerSockets()
  const notes = [made(7, 1000), made(8, 1400), said(7, 1500, 'to page'), said(8, 1501, 'to worker')]
  sockets.join([connect(1005, 'd1')], notes)
  const worker = sockets.join([connect(1390, 'log1', unseen)], [])
  expect(worker.filter(({ type }) => type === 'message')).toMatchObject([{ text: 'to worker', doc: 'log1' }])
})

test('a socket that the browser tells nothing of stays one without messages', () => {
  const sockets = createWorkerSockets()
  const events = [unhooked, connect(9000, 'log1', unseen)]
  expect(sockets.join(events, [made(7, 1000)])).toEqual(events)
})

test('after a new session, a socket of the old one is not taken for one of the new', () => {
  const sockets = createWorkerSockets()
  sockets.join([connect(1010, 'log1', unseen)], [made(7, 1000)])
  sockets.restart()
  expect(sockets.join([], [said(7, 1100, 'late')])).toEqual([])
})
