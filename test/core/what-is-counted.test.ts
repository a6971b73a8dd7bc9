import { expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { every, exchange, page, session, streamed } from './story.ts'

test('an answer from the cache does not change the round trip', () => {
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
  const story = [
    page()[0]!,
    ...cached,
    timing(cached, { cached: true, encoded: 0 }),
    ...answers.flatMap((one) => [...one, timing(one, { encoded: 20 })]),
  ]
  const [, stream] = analyze(session(story), '').streams
  expect(stream!.cost.roundTripMs).toBe(60)
})

test('streamed answers from the cache leave no useful bytes', () => {
  const events = (url: string) =>
    streamed(
      'text/event-stream',
      [300, 900, 2000].map((at) => [at, 'data: hello\n\n']),
      2100,
      url,
    )
  const story = events('/live')
  const start = story[0]!.at
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
  expect(cost(story).usefulBytes).toBe(15)
  expect(cost(story, [cached])).toMatchObject({ bytesDown: 0, usefulBytes: 0 })
})

test('streams by fetch become one when the changing part of their URL is known', () => {
  const story = Array.from({ length: 12 }, (_, n) =>
    streamed(
      'text/event-stream',
      [200, 700].map((at) => [n * 3000 + at, `data: ${n}\n\n`]),
      n * 3000 + 900,
      `/chat/${1000 + 7 * n}/stream`,
    ),
  ).flat()
  const { streams } = analyze(session(page(), story), '')
  expect(streams.map(({ url, technique, requests, messagesIn }) => ({ url, technique, requests, messagesIn }))).toEqual(
    [{ url: 'http://site.test/chat/*/stream', technique: 'sse', requests: 12, messagesIn: 24 }],
  )
})

test('an answer to HEAD has no body, whatever its content length', () => {
  const story = every(5000, 12, () => ({ method: 'HEAD', body: undefined })).map((event) =>
    event.type === 'response' ? { ...event, length: 15_432 } : event,
  )
  const [stream] = analyze(session(page(), story), '').streams
  expect(stream).toMatchObject({ technique: 'polling', updates: 0, wasted: 12, wastedBy: { 'no-content': 12 } })
  expect(stream!.cost.usefulBytes).toBe(0)
})

test('panels that ask one URL different questions have news when their own answer changes', () => {
  const story = Array.from({ length: 12 }, (_, round) =>
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
  const [stream, ...more] = analyze(session(page(), story), '').streams
  expect(more).toEqual([])
  // Each panel has its first answer and its changes; the last one also has the value that returns after an empty answer.
  expect(stream).toMatchObject({ requests: 48, updates: 3 * 2 + 4, wastedBy: { empty: 3, same: 48 - 10 - 3 } })
})
