import { beforeEach, expect, test, vi } from 'vitest'
import { followNetworkLog } from '../../panel/capture/network-log.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { createSession } from '../../src/core/session/session.ts'
import { entry, later } from '../format/har/entries.ts'

const { network } = vi.hoisted(() => {
  vi.stubGlobal('navigator', { userAgent: 'Chrome/156.0.0.0' })
  const listeners: ((request: unknown) => void)[] = []
  const onRequestFinished = { addListener: (one: (request: unknown) => void) => listeners.push(one) }
  return { network: { listeners, onRequestFinished, getHAR: async () => ({ entries: [] as unknown[] }) } }
})
vi.mock('webextension-polyfill', () => ({ default: { devtools: { network } } }))

beforeEach(() => {
  vi.useFakeTimers()
  network.listeners.length = 0
  return () => vi.useRealTimers()
})

const finish = (request: unknown) => network.listeners[0]!(request)

test('an error with one request is counted, and the next request is reported', async () => {
  const told: CaptureEvent[] = []
  let fails = true
  const log = followNetworkLog(createSession, (events) => {
    if (fails && events.some((event) => event.type === 'network')) throw new Error('no')
    told.push(...events)
  })!
  const poll = entry('chromium', 'poll')
  finish(poll)
  await log.read()
  expect(told).toMatchObject([{ type: 'lost', events: 1, why: 'shape' }])
  fails = false
  finish(later(poll, 500))
  await log.read()
  expect(told.at(-1)).toMatchObject({ type: 'network' })
})

test('missing bodies delay the rest no longer than a single one', async () => {
  const told: CaptureEvent[] = []
  followNetworkLog(createSession, (events) => told.push(...events))
  finish(entry('chromium', 'workerScript'))
  await vi.advanceTimersByTimeAsync(1)
  for (let round = 0; round < 5; round++)
    finish(Object.assign(later(entry('chromium', 'workerPoll'), round * 100), { getContent: () => {} }))
  await vi.advanceTimersByTimeAsync(900)
  expect(told.filter((event) => event.type === 'request')).toEqual([])
  await vi.advanceTimersByTimeAsync(200)
  expect(told.filter((event) => event.type === 'request')).toHaveLength(5)
})
