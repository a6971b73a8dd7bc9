import { expect, test } from 'vitest'
import { createRelay } from '../../src/background/relay.ts'
import type { ToBridge, ToPanel } from '../../src/wire/link.ts'

function words(message: ToBridge | ToPanel): string {
  if (message.kind === 'watch') return `watch ${message.on}`
  if (message.kind === 'ack') return `ack ${message.seq}${message.again ? ' again' : ''}`
  return message.kind
}

/** A relay whose ports are names, with a log of the messages sent to each. */
function setUp() {
  const log: string[] = []
  let settle = () => {}
  const relay = createRelay<string>(
    {
      send: (port, message) => log.push(`${port} < ${words(message)}`),
      onFirstPanel: () => log.push('arm'),
      onLastPanel: () => log.push('disarm'),
    },
    (run) => {
      settle = run
    },
  )
  relay.begin()
  const take = () => log.splice(0)
  return { relay, take, settle: () => settle() }
}

const ack = (seq: number, more: { again?: true } = {}) => ({ kind: 'ack', doc: 'a', seq, ...more })
const batch = (doc: string) => ({ kind: 'batch', doc, seq: 1, before: 0, events: [] })

test('the first panel registers the hooks, the last one unregisters them', () => {
  const { relay, take, settle } = setUp()
  settle()
  expect(take()).toEqual(['disarm']) // a registration from before a restart must be removed
  relay.addPanel('panel1', 1)
  relay.addPanel('panel2', 2)
  relay.removePanel('panel1', 1)
  expect(take()).toEqual(['arm'])
  relay.removePanel('panel2', 2)
  expect(take()).toEqual(['disarm'])
})

test('a frame is told whether its tab is watched when it connects and when that changes', () => {
  const { relay, take, settle } = setUp()
  settle()
  relay.addBridge('frame1', 1)
  relay.addPanel('panel1', 1)
  relay.addBridge('frame1b', 1)
  relay.addBridge('frame2', 2)
  relay.removePanel('panel1', 1)
  expect(take()).toEqual([
    'disarm',
    'frame1 < watch false',
    'arm',
    'frame1 < watch true',
    'frame1b < watch true',
    'frame2 < watch false',
    'frame1 < watch false',
    'frame1b < watch false',
    'disarm',
  ])
})

test('after a restart no frame is told to stop before the panels had time to reconnect', () => {
  const { relay, take, settle } = setUp()
  relay.addBridge('frame1', 1)
  relay.addBridge('frame2', 2)
  expect(take()).toEqual([])
  relay.addPanel('panel1', 1)
  expect(take()).toEqual(['arm', 'frame1 < watch true'])
  settle()
  expect(take()).toEqual(['frame2 < watch false'])
})

test('events go only to the panels of their tab, acknowledgements only to the frame of their document', () => {
  const { relay, take, settle } = setUp()
  settle()
  relay.addPanel('panel1', 1)
  relay.addPanel('panel2', 2)
  relay.addBridge('frame1', 1)
  relay.fromBridge('frame1', 1, { kind: 'hello', doc: 'a' })
  take()
  relay.fromBridge('frame1', 1, batch('a'))
  relay.fromPanel('panel1', 1, { kind: 'ack', doc: 'a', seq: 1 })
  expect(take()).toEqual(['panel1 < batch', 'frame1 < ack 1'])
  relay.fromPanel('panel2', 2, { kind: 'ack', doc: 'a', seq: 9 }) // a bridge's document in another tab must not be acknowledged
  relay.fromPanel('panel1', 1, { kind: 'ack', doc: 'unknown', seq: 1 })
  relay.fromPanel('panel1', 1, 'nonsense')
  relay.fromBridge('frame1', 1, undefined)
  expect(take()).toEqual([])
})

test('a frame that has disconnected receives nothing', () => {
  const { relay, take, settle } = setUp()
  settle()
  relay.addPanel('panel1', 1)
  relay.addBridge('frame1', 1)
  relay.fromBridge('frame1', 1, { kind: 'hello', doc: 'a' })
  relay.removeBridge('frame1', 1)
  take()
  relay.fromPanel('panel1', 1, { kind: 'ack', doc: 'a', seq: 1 })
  relay.removePanel('panel1', 1)
  expect(take()).toEqual(['disarm'])
})

test('a frame that claims another tab’s document receives and changes nothing there', () => {
  const { relay, take, settle } = setUp()
  settle()
  relay.addPanel('panel1', 1)
  relay.addPanel('panel2', 2)
  relay.addBridge('frame1', 1)
  relay.addBridge('forger', 2)
  relay.fromBridge('frame1', 1, { kind: 'hello', doc: 'a' })
  relay.fromBridge('forger', 2, { kind: 'hello', doc: 'a' })
  take()
  relay.fromPanel('panel1', 1, { kind: 'ack', doc: 'a', seq: 1 })
  relay.fromBridge('frame1', 1, batch('a'))
  expect(take()).toEqual(['frame1 < ack 1', 'panel1 < batch'])
})

test('a frame sends batches only for the document it named first', () => {
  const { relay, take, settle } = setUp()
  settle()
  relay.addPanel('panel1', 1)
  relay.addBridge('frame1', 1)
  relay.fromBridge('frame1', 1, batch('a')) // a batch before the bridge has sent its `hello`
  relay.fromBridge('frame1', 1, { kind: 'hello', doc: { toString: null } })
  relay.fromBridge('frame1', 1, { kind: 'hello', doc: 'a' })
  relay.fromBridge('frame1', 1, { kind: 'hello', doc: 'b' })
  take()
  relay.fromBridge('frame1', 1, batch('b'))
  for (const noise of [undefined, null, 7, {}, { kind: 'batch' }, { kind: 'ack', doc: 'a', seq: 9 }])
    relay.fromBridge('frame1', 1, noise)
  for (const noise of [undefined, null, 'ack', { kind: 'ack' }, { kind: 'watch', on: false }])
    relay.fromPanel('panel1', 1, noise)
  expect(take()).toEqual([])
  relay.fromBridge('frame1', 1, batch('a'))
  expect(take()).toEqual(['panel1 < batch'])
})

/** Two panels look at a tab with one frame, whose document is `a`. */
function twoPanels() {
  const all = setUp()
  all.settle()
  all.relay.addPanel('panel1', 1)
  all.relay.addPanel('panel2', 1)
  all.relay.addBridge('frame1', 1)
  all.relay.fromBridge('frame1', 1, { kind: 'hello', doc: 'a' })
  all.take()
  return all
}

test('of two panels each gets all events, and the frame may forget only what both have', () => {
  const { relay, take } = twoPanels()
  relay.fromBridge('frame1', 1, batch('a'))
  expect(take()).toEqual(['panel1 < batch', 'panel2 < batch'])
  relay.fromPanel('panel1', 1, ack(3))
  expect(take()).toEqual([])
  relay.fromPanel('panel2', 1, ack(2))
  expect(take()).toEqual(['frame1 < ack 2'])
  relay.fromPanel('panel2', 1, ack(3))
  expect(take()).toEqual(['frame1 < ack 3'])
})

test('one of two panels lacks a batch: the frame sends it again, whatever the other has', () => {
  const { relay, take } = twoPanels()
  relay.fromPanel('panel1', 1, ack(5))
  relay.fromPanel('panel2', 1, ack(2, { again: true }))
  expect(take()).toEqual(['frame1 < ack 2 again'])
})

test('a panel that has closed holds nothing back', () => {
  const { relay, take } = twoPanels()
  relay.fromPanel('panel1', 1, ack(5))
  relay.removePanel('panel2', 1)
  expect(take()).toEqual(['frame1 < ack 5'])
})

test('a second panel holds back what it has not acknowledged from the moment it is there', () => {
  const { relay, take, settle } = setUp()
  settle()
  relay.addPanel('panel1', 1)
  relay.addBridge('frame1', 1)
  relay.fromBridge('frame1', 1, { kind: 'hello', doc: 'a' })
  relay.fromPanel('panel1', 1, ack(4))
  relay.addPanel('panel2', 1)
  take()
  relay.fromPanel('panel1', 1, ack(5))
  expect(take()).toEqual([])
  relay.fromPanel('panel2', 1, ack(5))
  expect(take()).toEqual(['frame1 < ack 5'])
})

test('after a restart no frame forgets anything before all panels had time to reconnect', () => {
  const { relay, take, settle } = setUp()
  relay.addPanel('panel1', 1)
  relay.addBridge('frame1', 1)
  relay.fromBridge('frame1', 1, { kind: 'hello', doc: 'a' })
  take()
  relay.fromPanel('panel1', 1, ack(3))
  expect(take()).toEqual([])
  relay.fromPanel('panel1', 1, ack(3, { again: true }))
  expect(take()).toEqual(['frame1 < ack 0 again'])
  settle()
  expect(take()).toEqual(['frame1 < ack 3'])
})

test('the panels of a tab learn that a document’s frame is gone, unless it has another port already', () => {
  const { relay, take } = twoPanels()
  relay.addBridge('frame1 again', 1)
  relay.fromBridge('frame1 again', 1, { kind: 'hello', doc: 'a' })
  take()
  relay.removeBridge('frame1', 1)
  expect(take()).toEqual([])
  relay.removeBridge('frame1 again', 1)
  expect(take()).toEqual(['panel1 < left', 'panel2 < left'])
})
