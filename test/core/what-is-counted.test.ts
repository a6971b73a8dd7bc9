import { expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { every, exchange, page, session, streamed } from './story.ts'

test('an answer from the cache says nothing of the network', () => {
  const timing = ([request, , finish]: CaptureEvent[], facts: { cached?: boolean; encoded: number }): CaptureEvent => {
    if (request?.type !== 'request') throw new Error('no request')
    const { at: start, doc, url } = request
    const { at: end } = finish!
    return {
      type: 'timing',
      at: end + 5,
      doc,
      url,
      start,
      first: end - 1,
      end,
      decoded: 20,
      protocol: 'http/1.1',
      ...facts,
    }
  }
  const answers = Array.from({ length: 40 }, (_, n) => exchange(500 + n * 90, { hold: 60, body: `{"n":${n}}` }))
  const cached = exchange(200, { url: '/cached', hold: 2 })
  const told = [
    page()[0]!,
    ...cached,
    timing(cached, { cached: true, encoded: 0 }),
    ...answers.flatMap((one) => [...one, timing(one, { encoded: 20 })]),
  ]
  const [, stream] = analyze(session(told), '').streams
  expect(stream!.cost.roundTripMs).toBe(60)
})

test('streamed answers that the cache gave out leave nothing that was useful', () => {
  const events = (url: string) =>
    streamed(
      'text/event-stream',
      [300, 900, 2000].map((at) => [at, 'data: hello\n\n']),
      2100,
      url,
    )
  const told = events('/live')
  const start = told[0]!.at
  const cached: CaptureEvent = {
    type: 'timing',
    at: start + 3000,
    doc: 'd1',
    url: 'http://site.test/live',
    start,
    first: start + 1,
    end: start + 2,
    encoded: 0,
    decoded: 39,
    cached: true,
    protocol: 'http/1.1',
  }
  const cost = (...all: CaptureEvent[][]) => analyze(session(page(), ...all), '').streams[0]!.cost
  expect(cost(told).usefulBytes).toBe(15)
  expect(cost(told, [cached])).toMatchObject({ bytesDown: 0, usefulBytes: 0 })
})

test('streams that are read by fetch are one, once it is known what changes in their address', () => {
  const told = Array.from({ length: 12 }, (_, n) =>
    streamed(
      'text/event-stream',
      [200, 700].map((at) => [n * 3000 + at, `data: ${n}\n\n`]),
      n * 3000 + 900,
      `/chat/${1000 + 7 * n}/stream`,
    ),
  ).flat()
  const { streams } = analyze(session(page(), told), '')
  expect(streams.map(({ url, technique, requests, messagesIn }) => ({ url, technique, requests, messagesIn }))).toEqual(
    [{ url: 'http://site.test/chat/*/stream', technique: 'sse', requests: 12, messagesIn: 24 }],
  )
})

test('an answer to HEAD has no body, however long it says that it is', () => {
  const told = every(5000, 12, () => ({ method: 'HEAD', body: undefined })).map((event) =>
    event.type === 'response' ? { ...event, length: 15_432 } : event,
  )
  const [stream] = analyze(session(page(), told), '').streams
  expect(stream).toMatchObject({ technique: 'polling', updates: 0, wasted: 12, wastedBy: { 'no-content': 12 } })
  expect(stream!.cost.usefulBytes).toBe(0)
})

test('panels that ask one address for different things have news when their own answer changes', () => {
  const told = Array.from({ length: 12 }, (_, round) =>
    Array.from({ length: 4 }, (_, panel) =>
      exchange(1000 + round * 5000 + panel * 3, {
        method: 'POST',
        url: `/query?id=Q${100 + round * 4 + panel}`,
        send: `{"panel":${panel},"from":${1_790_000_000_000 + round * 5000}}`,
        hold: 80 + 20 * panel,
        body: panel === 3 && round % 4 === 0 ? '[]' : `{"of":${panel},"value":${round < 6 ? 1 : 2}}`,
      }),
    ).flat(),
  ).flat()
  const [stream, ...more] = analyze(session(page(), told), '').streams
  expect(more).toEqual([])
  // Each panel at first and when its value changes; the last also when what had gone is back.
  expect(stream).toMatchObject({ requests: 48, updates: 3 * 2 + 4, wastedBy: { empty: 3, same: 48 - 10 - 3 } })
})
