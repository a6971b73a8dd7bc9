import { describe, expect, test } from 'vitest'
import type { CaptureEvent } from '../../../src/core/event/event.ts'
import { type TraceLimits, writeTrace } from '../../../src/format/export/trace.ts'
import { closed, connection, every, exchange, page, streamed } from '../../core/story.ts'
import { sourceOf, textOf } from './exported.ts'

interface Trace {
  traceEvents: {
    ph: string
    name: string
    pid: number
    tid: number
    ts: number
    dur: number
    s?: string
    args: Record<string, unknown>
  }[]
  otherData: { limit: number; leftOut: Record<string, number> }
}

async function traceOf(events: readonly CaptureEvent[], limits?: TraceLimits) {
  const { source, session, notes } = sourceOf(events)
  const trace = JSON.parse(await textOf(writeTrace(source, limits))) as Trace
  const of = (ph: string) => trace.traceEvents.filter((event) => event.ph === ph)
  return { trace, analysis: source.analysis, session, notes, of }
}

describe('a trace', () => {
  test('names the page’s process and a track for each stream', async () => {
    const { of, analysis } = await traceOf([...page(), ...every(1000, 8)])
    const { id } = analysis.streams[0]!
    expect(of('M')).toMatchObject([
      { name: 'process_name', pid: 1, args: { name: 'http://site.test/' } },
      { name: 'thread_name', tid: Number(id.slice(1)), args: { name: `${id} AJAX polling GET http://site.test/data` } },
    ])
  })

  test('has a slice for each request, in microseconds from the session’s start', async () => {
    const { of, analysis, session } = await traceOf([...page(), ...every(1000, 8)])
    const slices = of('X')
    expect(slices.length).toBe(analysis.streams[0]!.requests)
    expect(slices[1]).toMatchObject({
      name: 'GET 200',
      ts: 1_100_000,
      dur: 21_000,
      args: { status: 200, outcome: 'ok' },
    })
    const bytes = slices.reduce((sum, { args }) => sum + Number(args['bytes']), 0)
    expect(bytes).toBe(session.streams.all[0]!.in.bytes)
    expect(of('i')).toEqual([])
  })

  test('has a slice for each open connection and an instant for each message', async () => {
    const lines = [
      [200, '<', 'news'],
      [300, '>', 'x'],
    ] as const
    const { of, analysis, session } = await traceOf([
      ...page(),
      ...connection(
        'websocket',
        lines.map((line) => [...line]),
      ),
      closed(900),
      ...connection('eventsource', [[500, '<', 'still open']]),
      ...every(2000, 2),
    ])
    const [socket, source] = analysis.streams
    const slices = of('X').filter(({ args }) => 'open' in args)
    expect(slices).toMatchObject([
      { name: 'WebSocket', tid: Number(socket!.id.slice(1)), ts: 100_000, dur: 800_000, args: { open: false } },
      { name: 'Server-Sent Events', tid: Number(source!.id.slice(1)), ts: 100_000, args: { open: true } },
    ])
    const instants = of('i')
    expect(instants[0]).toMatchObject({ s: 't', ts: 200_000, args: { direction: 'in', bytes: 4, wasted: false } })
    for (const stream of session.streams.all.filter(({ kind }) => kind !== 'exchanges')) {
      const own = instants.filter(({ tid }) => `s${tid}` === stream.id)
      expect(own.length).toBe(stream.in.count + stream.out.count)
      const bytes = own.reduce((sum, { args }) => sum + Number(args['bytes']), 0)
      expect(bytes).toBe(stream.in.bytes + stream.out.bytes)
    }
  })

  test('shows a request that nobody answered until the session’s end, and one that was broken off', async () => {
    const [open] = exchange(1000, { url: '/held' })
    const { of } = await traceOf([...page(), open!, ...every(900, 3, () => ({ url: '/held', outcome: 'abort' }))])
    expect(of('X').map(({ args }) => args['outcome'])).toEqual(['abort', 'abort', 'abort', 'open'])
    const last = of('X').at(-1)!
    expect(last.ts + last.dur).toBe(1_921_000)
  })

  test('gives requests of one stream that are in flight at once tracks of their own', async () => {
    const events = [0, 10, 20].flatMap((at) => exchange(1000 + at, { hold: 500 }))
    const { of } = await traceOf([...page(), ...events])
    expect(new Set(of('X').map(({ tid }) => tid)).size).toBe(3)
    expect(of('M').map(({ args }) => args['name'])).toContainEqual(expect.stringMatching(/\(at once: 3\)$/))
  })

  test('has the messages of a streamed response, and its request as one slice', async () => {
    const pieces = streamed(
      'text/event-stream',
      [
        [200, 'data: 1\n\n'],
        [300, 'data: 2\n\n'],
      ],
      400,
    )
    const { of } = await traceOf([...page(), ...pieces])
    expect([of('X').length, of('i').length]).toEqual([1, 2])
    expect(of('X')[0]).toMatchObject({ ts: 140_000, dur: 260_000 })
  })

  test('holds no more than its limit, keeps room for requests, and says what is missing', async () => {
    const lines = Array.from({ length: 20 }, (_, index) => [200 + index, '<', 'x'] as [number, '<', string])
    const events = [...page(), ...connection('websocket', lines), closed(9000), ...every(1000, 8)]
    const { trace, of, notes } = await traceOf(events, { events: 10, keptForSlices: 4 })
    expect([of('i').length, of('X').length]).toEqual([6, 4])
    expect(trace.otherData).toMatchObject({ limit: 10, leftOut: { messages: 14, requestsAndConnections: 5 } })
    expect(notes).toEqual([expect.stringMatching(/14 messages and 5 requests and connections out/)])
  })
})
