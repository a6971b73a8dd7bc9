import { beforeAll, describe, expect, test } from 'vitest'
import { analyze, type StreamAnalysis } from '../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { createSession } from '../../src/core/session/session.ts'
import { exportedEvents, kinds, startDriven, visit } from './driven.ts'
import { started } from './started.ts'
import { type SentCounts, startUnheardSite } from './unheard-site.ts'

// The page listens for `message` from the beginning, for `late` from its second event on, and never for `tick`.
const listening = `
window.heard = { message: 0, late: 0 }
const source = (window.source = new EventSource('/events'))
source.onmessage = () => {
  if (heard.message++ === 1) source.addEventListener('late', () => heard.late++)
}
`

describe.each(kinds)('%s', (kind) => {
  const site = started(startUnheardSite)
  const driven = started(() => startDriven(kind))
  let stream: StreamAnalysis
  /** As it was before the log was read for the connection that is open. */
  let before: StreamAnalysis
  let server: SentCounts
  let messages: string[]

  beforeAll(async () => {
    await visit(driven, `${site.origin}/page`)
    const first = site.sent(1)
    const second = site.sent(2)
    await driven.page.evaluate(listening)
    await first
    await second
    server = site.counts()
    await driven.page.waitForFunction(`heard.message === ${server.events['message']}`)
    before = streamOf(await exportedEvents(driven.panel))
    await driven.panel.evaluate('await globalThis.duplex.settle()')
    const events = await exportedEvents(driven.panel)
    messages = events.flatMap((event) => (event.type === 'message' ? [event.name ?? event.kind ?? ''] : []))
    stream = streamOf(events)
  }, 90_000)

  function streamOf(events: readonly CaptureEvent[]): StreamAnalysis {
    const session = createSession()
    for (const event of events) applyEvent(session, event)
    return analyze(session, driven.name).streams.find(({ technique }) => technique === 'sse')!
  }

  const sum = (numbers: Record<string, number>) => Object.values(numbers).reduce((all, one) => all + one, 0)
  /** Firefox shows the body of a connection that is open, Chromium only the size of it. */
  const comments = () => server.ended + (kind === 'firefox' ? server.open : 0)

  test('every event counts once, whether the page listens for its type or not', () => {
    const counted = (name: string) => messages.filter((one) => one === name).length
    expect(['tick', 'late', 'error'].map((name) => [name, counted(name)])).toEqual(
      ['tick', 'late', 'error'].map((name) => [name, server.events[name]]),
    )
    expect(counted('text')).toBe(server.events['message'])
    expect(stream.updates).toBe(sum(server.events))
    expect(stream.requests).toBe(server.connections)
  })

  test('comments are heartbeats where the body shows them, and no retry or id field is a message', () => {
    expect(stream.wastedBy).toEqual({ heartbeat: comments() })
    expect(stream.messagesIn).toBe(sum(server.events) + comments())
  })

  test('the stream says which events had no listener, and what cannot be seen', () => {
    const unheard = server.events['tick']! + 2
    expect(stream.because.join(' ')).toMatch(new RegExp(`${unheard - 1}|${unheard} events came though the page has no`))
    const unseen = 'comments, or other lines that the network log does not show'
    if (kind === 'chromium') expect(stream.because.join(' ')).toContain(unseen)
    else {
      expect(stream.because.join(' ')).not.toContain(unseen)
      expect(before.because.join(' ')).toContain('only events that the page listens for are counted')
    }
    expect(stream.because.join(' ')).not.toContain('only events that the page listens for')
  })
})
