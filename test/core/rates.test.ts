import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { connection, every, exchange, hidden, only, page, session } from './story.ts'

type Line = [at: number, dir: '>' | '<', text: string]
const pushes = (ms: number, times: number, text = 'news'): Line[] =>
  Array.from({ length: times }, (_, index) => [1000 + index * ms, '<', `${text} ${index}`])
const socket = (lines: Line[]) => only(page(), connection('websocket', lines)).cost

describe('rates', () => {
  test.each([3, 5, 10])('%d polls, one a second, are 3600 an hour and 60 wake-ups a minute', (times) => {
    const { cost } = analyze(session(page(), every(1000, times)), '').streams[0]!
    expect(cost.perHour.requests).toBe(3600)
    expect(cost.wakeupsPerMinute).toBeCloseTo(60, 5)
  })

  test('the rate of a single request is over the time of the session', () => {
    const { streams } = analyze(session(page(), exchange(100), connection('websocket', pushes(1000, 60))), '')
    expect(streams.find(({ url }) => url.endsWith('/data'))!.cost.perHour.requests).toBe(60)
  })

  test('the load by another technique includes the last period', () => {
    const sse = only(page(), every(1000, 10)).whatIf.find(({ technique }) => technique === 'sse')!
    expect(sse.perUser.requestsPerSecond).toBeCloseTo(0.1, 5)
  })
})

describe('polls that stopped', () => {
  const stopped = [...every(2000, 10), ...exchange(300_000, { url: '/other' })]
  const poller = (...events: CaptureEvent[]) => analyze(session(page(), events), '').streams[0]!

  test('are closed, and their rates do not include the time after', () => {
    const { status, cost, whatIf } = poller(...stopped)
    expect(status).toBe('closed')
    expect(cost.perHour.requests).toBe(1800)
    expect(whatIf.map(({ connectionSeconds }) => connectionSeconds)).toEqual([20, 20, 20])
    expect(whatIf.find(({ technique }) => technique === 'long-polling')!.requests).toBe(11)
  })

  test('are open while the page is hidden, as timers run once a minute', () => {
    expect(poller(...every(2000, 10), hidden(20_000, true), ...exchange(80_000, { url: '/other' })).status).toBe('open')
  })

  test('are open while their pauses grow', () => {
    const slower = [0, 1, 3, 7, 15, 31, 47].flatMap((at) => exchange(100 + at * 1000))
    expect(poller(...slower, ...exchange(80_000, { url: '/other' })).status).toBe('open')
  })
})

describe('wake-ups', () => {
  test.each([
    [1000, 60],
    [400, 75],
    [250, 120],
    [100, 120],
  ])('a message every %d ms wakes the device %d times a minute', (ms, rate) => {
    expect(Math.abs(socket(pushes(ms, 60_000 / ms)).wakeupsPerMinute - rate)).toBeLessThan(4)
  })

  test('more traffic never makes fewer wake-ups', () => {
    const times = fc.array(fc.integer({ min: 1000, max: 9000 }), { minLength: 1, maxLength: 40 })
    const wakeups = (at: number[]) => {
      const lines = [...at].sort((a, b) => a - b).map((time): Line => [time, '<', 'x'])
      return session(page(), connection('websocket', lines)).streams.all[0]!.wakeUps.count
    }
    fc.assert(fc.property(times, times, (some, more) => wakeups([...some, ...more]) >= wakeups(some)))
  })

  test('a wake-up is idle where only heartbeats cause it', () => {
    const beats = Array.from({ length: 30 }, (_, i): Line => [1200 + i * 2000, '<', 'ping'])
    const among = (lines: Line[]) => socket([...beats, ...lines].sort((a, b) => a[0] - b[0]))
    expect(among([]).idleWakeupsPerMinute).toBeCloseTo(30, 0)
    expect(among(pushes(100, 600)).idleWakeupsPerMinute).toBe(0)
  })
})
