import { describe, expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import { every, exchange, page, type StoryPart, session } from './story.ts'

const streams = (...parts: StoryPart[]) => analyze(session(page(), ...parts), '').streams
const labels = (...parts: StoryPart[]) =>
  streams(...parts).map(({ technique, flags }) => [technique, ...flags].join(' '))

describe('a single request', () => {
  test.each([
    ['/rum', '{"lcp":1200,"cls":0.01}', 204, ''],
    ['/v1/collect', '{"e":[{"name":"view"}]}', 200, '{"ok":1}'],
    ['/api/42/envelope/?sentry_version=7', '{"event":1}\n{"type":"session"}', 200, '{"id":"a1"}'],
    ['/g/collect?v=2&tid=G-1&en=page_view', undefined, 204, ''],
  ])('to %s is a beacon', (url, send, status, body) => {
    const told = { method: 'POST', url, status, body, ...(send !== undefined && { send }) }
    expect(labels(exchange(500, told))).toEqual(['beacon telemetry'])
  })

  test.each([
    ['/api/events', '{"title":"Lunch","at":"12:30"}', 201, '{"id":77,"title":"Lunch","at":"12:30"}'],
    ['/api/events', '{"title":"Lunch"}', 200, '{"ok":true}'],
    ['/collect', '{"order":17}', 200, `{"parcels":${JSON.stringify(Array.from({ length: 40 }, (_, n) => n))}}`],
    ['/orders', '{"id":1}', 204, ''],
  ])('to %s with what a person does is none (%s)', (url, send, status, body) => {
    expect(labels(exchange(500, { method: 'POST', url, send, status, body }))).toEqual(['http'])
  })
})

describe('parts of a page', () => {
  test.each([
    'text/css',
    'text/javascript',
    'application/wasm',
    'font/woff2',
    'image/svg+xml',
    'application/manifest+json',
  ])('of type %s that were asked for once are not listed', (type) =>
    expect(streams(exchange(500, { url: '/asset', type, body: 'x'.repeat(900) }))).toEqual([]),
  )
  test('that are asked for again and again are', () => {
    expect(
      labels(every(2000, 12, (n) => ({ url: `/camera.jpg?_=179000000000${n}`, type: 'image/jpeg', body: `x${n}` }))),
    ).toHaveLength(1)
  })
  test('that are data are', () => expect(streams(exchange(500, { url: '/data.json' }))).toHaveLength(1))
})

describe('one row each', () => {
  test('for the updates of a development server, whose names hold a hash', () => {
    const hash = (n: number) => (0x3f2a9c1b0000 + n * 7919 * 104_729).toString(16)
    const updates = Array.from({ length: 3 }, (_, n) =>
      exchange(500 + 20_000 * n, { url: `/_next/static/webpack/${hash(n)}.webpack.hot-update.json` }),
    )
    expect(streams(...updates).map(({ requests }) => requests)).toEqual([3])
  })
  test('for the pages of a DataTable', () => {
    const pages = Array.from({ length: 5 }, (_, n) =>
      exchange(500 + Math.round(4000 * n ** 1.3), {
        url: `/rows?draw=${n + 1}&start=${10 * n}&length=10&_=179000000000${n}`,
        body: `{"draw":${n + 1},"data":[${n}]}`,
      }),
    )
    expect(labels(...pages)).toEqual([expect.stringMatching(/^http /)])
  })
  test('for what React asks twice at once', () => {
    expect(streams(exchange(500), exchange(503)).map(({ requests, flags }) => [requests, flags])).toEqual([
      [2, ['duplicates']],
    ])
  })
})
