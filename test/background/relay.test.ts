import { expect, test } from 'vitest'
import { createRelay } from '../../src/background/relay.ts'

/** A relay whose ports are names, with a log of the messages sent to each. */
function setUp() {
  const log: string[] = []
  let settle = () => {}
  const relay = createRelay<string>(
    {
      send: (port, message) => log.push(`${port} < ${message.kind}${message.kind === 'watch' ? ` ${message.on}` : ''}`),
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
  relay.fromPanel(1, { kind: 'ack', doc: 'a', seq: 1 })
  expect(take()).toEqual(['panel1 < batch', 'frame1 < ack'])
  relay.fromPanel(2, { kind: 'ack', doc: 'a', seq: 9 }) // a bridge's document in another tab must not be acknowledged
  relay.fromPanel(1, { kind: 'ack', doc: 'unknown', seq: 1 })
  relay.fromPanel(1, 'nonsense')
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
  relay.fromPanel(1, { kind: 'ack', doc: 'a', seq: 1 })
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
  relay.fromPanel(1, { kind: 'ack', doc: 'a', seq: 1 })
  relay.fromBridge('frame1', 1, batch('a'))
  expect(take()).toEqual(['frame1 < ack', 'panel1 < batch'])
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
  for (const noise of [undefined, null, 'ack', { kind: 'ack' }, { kind: 'watch', on: false }]) relay.fromPanel(1, noise)
  expect(take()).toEqual([])
  relay.fromBridge('frame1', 1, batch('a'))
  expect(take()).toEqual(['panel1 < batch'])
})
