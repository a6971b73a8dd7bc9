import { expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import type { CaptureEvent, Initiator } from '../../src/core/event/event.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { createSession } from '../../src/core/session/session.ts'
import { page } from './story.ts'

const zero = page()[0]!.at

/** The resource timing of something that an element loads. */
const load = (at: number, url: string, initiator: Initiator, more: object = {}): CaptureEvent => ({
  type: 'timing',
  at: zero + at + 80,
  doc: 'd1',
  url: `http://site.test${url}`,
  start: zero + at,
  asked: zero + at,
  first: zero + at + 20,
  end: zero + at + 30,
  encoded: 4000,
  decoded: 4000,
  status: 200,
  initiator,
  ...more,
})

function heard(events: readonly CaptureEvent[]) {
  const session = createSession()
  for (const event of [...page(), ...events]) applyEvent(session, event)
  return session
}

function listed(events: readonly CaptureEvent[]) {
  return analyze(heard(events), '').streams.map(({ technique, flags, url, requests, cost }) => ({
    technique,
    flags,
    url: url.replace('http://site.test', ''),
    requests,
    down: cost.bytesDown,
  }))
}

const times = (n: number, each: (index: number) => CaptureEvent) => Array.from({ length: n }, (_, index) => each(index))

test.each([
  ['a camera’s picture', 'image', (n: number) => `/camera.jpg?${zero + n}`, '/camera.jpg?*'],
  ['a picture under a named time', 'image', (n: number) => `/camera.jpg?t=${zero + n}`, '/camera.jpg?t=*'],
  ['the same URL, never stored', 'image', () => '/camera.jpg', '/camera.jpg'],
  ['JSONP', 'script', (n: number) => `/feed?callback=jQuery17_${n}&_=${zero + n}`, '/feed?callback=*&_=*'],
  ['a frame that is loaded anew', 'frame', () => '/status.html', '/status.html'],
  ['a playlist', 'player', () => '/live.m3u8', '/live.m3u8'],
] as const)('%s that is asked for every two seconds is polling', (_name, initiator, url, pattern) => {
  const polls = times(12, (n) => load(500 + n * 2000, url(n * 2000), initiator))
  const [stream, ...others] = listed(polls)
  expect(others).toEqual([])
  expect(stream).toMatchObject({ technique: 'polling', url: pattern, requests: 12 })
  expect(stream!.flags).toContain(initiator)
  expect(stream!.down).toBeGreaterThan(12 * 4000)
})

test('what is loaded once is not listed, however much it is', () => {
  const gallery = times(60, (n) => load(500 + n * 7, `/img/${1000 + n}.png?v=3`, 'image'))
  const slides = times(20, (n) => load(5000 + n * 3000, `/slides/${n}.jpg`, 'image'))
  const thumbs = times(30, (n) => load(700 + n * 11, `/thumb?id=${n}&w=200`, 'image'))
  const scripts = times(8, (n) => load(20 + n * 5, `/assets/chunk-${n}a7f.js`, 'script'))
  expect(listed([...gallery, ...slides, ...thumbs, ...scripts])).toEqual([])
})

test('a picture that the cache gives is no request', () => {
  expect(listed(times(20, (n) => load(500 + n * 2000, '/dot.gif', 'image', { cached: true })))).toEqual([])
})

test('the size of another site’s picture is not known, and its requests count all the same', () => {
  const polls = times(12, (n) =>
    load(500 + n * 2000, `/camera.jpg?${zero + n}`, 'image', {
      encoded: 0,
      decoded: 0,
      asked: undefined,
      status: undefined,
    }),
  )
  expect(listed(polls)).toMatchObject([{ technique: 'polling', requests: 12 }])
})

test('a picture that the server confirmed as unchanged has no news', () => {
  const polls = times(12, (n) => load(500 + n * 2000, '/camera.jpg', 'image', { revalidated: n > 0 }))
  const [stream] = analyze(heard(polls), '').streams
  expect(stream).toMatchObject({ wastedBy: { 'not-modified': 11 }, unseenBodies: 1 })
})

test('a film that is loaded piece by piece is no poller', () => {
  expect(listed(times(12, (n) => load(500 + n * 2000, '/film.mp4', 'player', { status: 206 })))).toEqual([])
})

test('of pictures that nobody saw, no figure or advice says how many were news', () => {
  const polls = times(40, (n) => load(500 + n * 1000, '/dot.gif', 'image', { encoded: 43, decoded: 43 }))
  const analysis = analyze(heard(polls), '')
  expect(analysis).toMatchObject({
    totals: { unseenAnswers: 40 },
    streams: [{ updates: 40, unseenBodies: 40, advice: [] }],
  })
  const [stream] = analysis.streams
  expect(stream!.because.at(-1)).toBe('What 40 answers said is not known: each counts as news.')
  expect(stream!.whatIf.length).toBeGreaterThan(0)
  for (const { upperBound, because } of stream!.whatIf) {
    expect(upperBound).toBe(true)
    expect(because[0]).toContain('What 40 answers said is not known')
  }
})
