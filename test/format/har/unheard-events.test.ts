import { describe, expect, test } from 'vitest'
import { analyze } from '../../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../../src/core/event/event.ts'
import { applyEvent } from '../../../src/core/session/apply-event.ts'
import { carriedOver } from '../../../src/core/session/carried-over.ts'
import { createSession } from '../../../src/core/session/session.ts'
import { createLogReader } from '../../../src/format/har/log-reader.ts'
import { entry, type RawEntry } from './entries.ts'
import { listenerOf } from './listener.ts'

const zero = Date.parse('2026-11-24T02:00:00Z')
const url = 'http://127.0.0.1:18000/events/page'

interface Sent {
  at: number
  name?: string
  data: string
}

/** A connection of an EventSource as the log shows it. */
function logged(browser: 'chromium' | 'firefox', start: number, sent: readonly Sent[], body?: string): RawEntry {
  const raw = entry(browser, 'pageEvents', { startedDateTime: new Date(zero + start).toISOString() })
  const text = sent.map(({ name, data }) => `${name ? `event: ${name}\n` : ''}data: ${data}\n\n`).join('')
  const content = { mimeType: 'text/event-stream', size: (body ?? text).length }
  const seen = browser === 'firefox' ? { ...content, text: body ?? text } : content
  raw.response = { ...raw.response, content: seen, _error: null }
  if (browser === 'firefox') return { ...raw, time: 0, timings: { wait: 0, receive: 0 } }
  const messages = sent.map(({ at, name = 'message', data }) => ({
    time: (zero + at) / 1000,
    eventName: name,
    eventId: '',
    data,
  }))
  return { ...raw, _eventSourceMessages: messages }
}

const sentBefore = (sent: readonly Sent[], at: number) => sent.filter((one) => one.at < at)

/** A page whose hook reports EventSources, and the log beside it. */
function watch(browser: 'chromium' | 'firefox' = 'chromium') {
  let session = createSession()
  const reader = createLogReader(
    () => true,
    () => true,
  )
  const tell = (events: readonly CaptureEvent[]) => {
    for (const event of events) applyEvent(session, event)
  }
  tell([{ type: 'document', at: zero - 100, doc: 'd1', url: 'http://127.0.0.1:18000/', context: 'page' }])
  return {
    /** The page makes an EventSource, or its browser connects again. */
    opens: (at: number, id = 1, doc = 'd1') =>
      tell([
        { type: 'connect', at: zero + at, doc, id, api: 'eventsource', url },
        { type: 'open', at: zero + at + 10, doc, id },
      ]),
    closes: (at: number, retrying: boolean, id = 1) =>
      tell([
        { type: 'close', at: zero + at, doc: 'd1', id, ...(retrying ? { by: 'error', retrying } : { by: 'page' }) },
      ]),
    again: (at: number, id = 1) => tell([{ type: 'open', at: zero + at, doc: 'd1', id }]),
    /** The hook reports events that the page listens for. */
    hears: (sent: readonly Sent[], id = 1, doc = 'd1') =>
      tell(
        sent.map(({ at, name, data }) => ({
          ...{ type: 'message', at: zero + at + 0.4, doc, id, dir: 'in', kind: 'text', bytes: data.length, text: data },
          ...(name && { name }),
        })) as CaptureEvent[],
      ),
    /** The log is read, and the reader decides. */
    reads: (at: number, ...log: RawEntry[]) => {
      tell(reader.whole(log, zero + at))
      tell(reader.settle(zero + at, listenerOf(session)))
    },
    ends: (at: number, raw: RawEntry, body?: string) => {
      tell(reader.finished(browser === 'firefox' ? { ...raw, time: at } : raw, zero + at, body))
      tell(reader.settle(zero + at, listenerOf(session)))
    },
    /** Somebody clears the session. */
    clears(at: number) {
      const open = carriedOver(session, zero + at, false)
      tell(reader.settle(zero + at, listenerOf(session)))
      const again = reader.restart(zero + at)
      session = createSession()
      tell([...open, ...again])
    },
    streams: () =>
      analyze(session, browser).streams.map(({ messagesIn, updates, wasted }) => [messagesIn, updates, wasted]),
    names: () => [...session.streams.all[0]!.messages.names.values()],
    because: () => analyze(session, browser).streams[0]!.because.join(' '),
    missing: () => session.completeness.unhooked.map(({ why }) => why),
    dropped: () => session.completeness.dropped,
  }
}

const ticks = (...times: number[]): Sent[] => times.map((at) => ({ at, name: 'tick', data: `${at}` }))
const messages = (...times: number[]): Sent[] => times.map((at) => ({ at, data: `${at}` }))
const inOrder = (...all: Sent[][]) => all.flat().sort((a, b) => a.at - b.at)

describe.each(['chromium', 'firefox'] as const)('%s: events that the page does not listen for', (browser) => {
  test('are counted once, however often the log shows them, and those that it listens for are the hook’s', () => {
    const at = watch(browser)
    const sent = inOrder(ticks(1000, 2000, 3000), messages(1500, 2500))
    at.opens(0)
    at.hears(messages(1500, 2500))
    for (const read of [500, 2200, 4000, 6000, 8000]) at.reads(read, logged(browser, 5, sentBefore(sent, read)))
    expect(at.streams()).toEqual([[5, 5, 0]])
    expect(at.names()).toEqual(['tick', 'tick', 'tick'])
    expect(at.because()).toContain('3 events came though the page has no listener for the type')
  })

  test('are the hook’s from the time on at which the page listens', () => {
    const at = watch(browser)
    const sent = ticks(1000, 2000, 3000, 4000, 5000)
    at.opens(0)
    for (const read of [500, 2500, 4500, 6500, 8500, 10_500]) {
      at.hears(sent.filter((one) => one.at > 3500 && one.at < read && one.at >= read - 2000))
      at.reads(read, logged(browser, 5, sentBefore(sent, read)))
    }
    expect(at.streams()).toEqual([[5, 5, 0]])
    expect(at.because()).toContain('3 events')
  })

  test('are the hook’s from then on, though all of them are alike, and the log is read at the end', () => {
    const at = watch(browser)
    const sent = [1000, 2000, 3000, 4000].map((time) => ({ at: time, name: 'tick', data: 'same' }))
    at.opens(0)
    at.hears(sent.slice(2))
    at.ends(5000, logged(browser, 5, sent))
    at.closes(5000, false)
    at.reads(9000, { ...logged(browser, 5, sent), time: 5000 })
    at.reads(11_000, { ...logged(browser, 5, sent), time: 5000 })
    expect(at.streams()).toEqual([[4, 4, 0]])
    expect(at.because()).toContain('2 events')
  })

  test('stay the hook’s when the browser connects again', () => {
    const at = watch(browser)
    const first = ticks(1000, 2000)
    at.opens(0)
    at.reads(500, logged(browser, 5, []))
    at.hears(ticks(2000))
    at.reads(2500, logged(browser, 5, first))
    at.ends(3000, logged(browser, 5, first))
    at.closes(3000, true)
    at.again(6000)
    const second = inOrder(ticks(7000), [{ at: 7500, name: 'other', data: 'x' }])
    at.hears(ticks(7000))
    for (const read of [6500, 8000, 10_000])
      at.reads(
        read,
        logged(
          browser,
          5990,
          second.filter((one) => one.at < read),
        ),
      )
    expect(at.streams()).toEqual([[4, 4, 0]])
  })

  test('of two EventSources of one URL belong to each of them', () => {
    const at = watch(browser)
    at.opens(0, 1)
    at.opens(400, 2)
    at.hears(ticks(1000, 2000), 1)
    const one = logged(browser, 5, ticks(1000, 2000))
    const two = logged(browser, 405, ticks(1001, 2001))
    for (const read of [800, 3000, 5000])
      at.reads(read, ...(read < 900 ? [logged(browser, 5, []), logged(browser, 405, [])] : [one, two]))
    expect(at.streams()).toEqual([
      [2, 2, 0],
      [2, 2, 0],
    ])
  })

  test('count in a new session from its start on', () => {
    const at = watch(browser)
    const sent = ticks(1000, 2000, 5000, 6000)
    at.opens(0)
    at.reads(500, logged(browser, 5, []))
    at.reads(3000, logged(browser, 5, ticks(1000, 2000)))
    at.clears(4000)
    expect(at.streams()).toEqual([[0, 0, 0]])
    for (const read of [7000, 9000]) at.reads(read, logged(browser, 5, sent))
    expect(at.streams()).toEqual([[2, 2, 0]])
    expect(at.dropped()).toBe(0)
  })

  test('count though the page has closed the connection before the log was read', () => {
    const at = watch(browser)
    at.opens(0)
    at.reads(500, logged(browser, 5, []))
    at.closes(2000, false)
    const raw = logged(browser, 5, ticks(1000, 1500))
    if (browser === 'chromium') raw.response['_error'] = 'net::ERR_ABORTED'
    at.ends(2100, raw)
    at.reads(4000, { ...raw, time: 2000 })
    expect(at.streams()).toEqual([[2, 2, 0]])
    expect(at.dropped()).toBe(0)
  })
})

describe('comments', () => {
  const body = ': hello\n\ndata: 1000\n\n: keep-alive\n\nretry: 500\n\nid: 7\n\n:\n\n'

  test('Chromium: are heartbeats once the body is there, and bytes before', () => {
    const at = watch()
    at.opens(0)
    at.hears(messages(1000))
    at.reads(500, logged('chromium', 5, []))
    const long = `${body}${': keep-alive\n\n'.repeat(30)}`
    at.reads(3000, logged('chromium', 5, messages(1000), long))
    expect(at.streams()).toEqual([[1, 1, 0]])
    expect(at.because()).toMatch(/At least \d+ bytes are of no event/)
    at.ends(4000, logged('chromium', 5, messages(1000), long), long)
    at.closes(4000, true)
    at.reads(6000, logged('chromium', 5, messages(1000), long))
    expect(at.streams()).toEqual([[34, 1, 33]])
    expect(at.because()).not.toContain('of no event')
  })

  test('Firefox: are heartbeats as they come', () => {
    const at = watch('firefox')
    at.opens(0)
    at.hears(messages(1000))
    at.reads(500, logged('firefox', 5, [], ': hello\n\n'))
    at.reads(2500, logged('firefox', 5, [], body))
    at.reads(4500, logged('firefox', 5, [], body))
    expect(at.streams()).toEqual([[4, 1, 3]])
  })
})

test('Firefox: what the log leaves out of a long body is said to be missing, and is no event', () => {
  const at = watch('firefox')
  at.opens(0)
  at.reads(500, logged('firefox', 5, [], ': hello\n\n'))
  for (const read of [2500, 4500, 6500])
    at.reads(read, logged('firefox', 5, [], `: hello\n\nevent: tick\ndata: 1\n\n${'\0'.repeat(read)}`))
  expect(at.streams()).toEqual([[2, 1, 1]])
  expect(at.missing()).toEqual([expect.stringContaining('the first megabyte')])
  expect(at.because()).not.toContain('of no event')
})

test('a stream that the log has not been read for says what is missing', () => {
  const at = watch()
  at.opens(0)
  expect(at.because()).toContain('only events that the page listens for are counted')
  at.reads(500, logged('chromium', 5, []))
  expect(at.because()).not.toContain('only events that')
})
