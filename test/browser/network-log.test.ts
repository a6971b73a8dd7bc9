import { beforeAll, describe, expect, test } from 'vitest'
import type { BrowserKind } from '../../src/cli/browser/machine.ts'
import { capture } from '../../src/cli/capture.ts'
import { type Analysis, analyze, type StreamAnalysis } from '../../src/core/analysis/analysis.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { createSession } from '../../src/core/session/session.ts'
import { exportedEvents, kinds, startDriven, untilSeen } from './driven.ts'
import { started } from './started.ts'
import { type Place, passed, startWorkersSite, type Way, type WayCounts, type WorkersSite } from './workers-site.ts'

const watchFor = 6000
const ways: readonly Way[] = ['poll', 'socket', 'events']
const techniques = { poll: 'polling', socket: 'websocket', events: 'sse' } as const
const contexts = { page: 'page', dedicated: 'worker', nested: 'worker', service: 'service-worker' } as const
type Seen = keyof typeof contexts

// Duplex's figures for a page and its workers must equal those that the server counted: every request, message and byte,
// once.
describe.each(kinds)('%s on a page with workers of every kind', (kind) => {
  const site = started(startWorkersSite)
  const driven = started(() => startDriven(kind))
  let analysis: Analysis
  let server: Record<string, WayCounts>

  beforeAll(async () => {
    await driven.page.goto(`${site.origin}/`)
    await driven.page.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), watchFor)
    site.quiet()
    await driven.page.evaluate(async () => {
      const { all } = window as unknown as { all(command: 'quiet' | 'stop'): Promise<void> }
      await all('quiet')
      // Messages on their way arrive, so that none is cut off.
      await new Promise((resolve) => setTimeout(resolve, 500))
      await all('stop')
      await fetch('/last').then((answer) => answer.text())
    })
    // A request that no hook reports is attributed to the log after 3 s; everything before has been reported by then, too.
    await untilSeen(driven.panel, 'network', '/last')
    await driven.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 3500)))
    await driven.panel.evaluate('await globalThis.duplex.settle()')
    server = site.counts()
    const session = createSession()
    for (const event of await exportedEvents(driven.panel)) applyEvent(session, event)
    analysis = analyze(session, driven.name)
  }, 120_000)

  const streamsOf = (place: string, way: Way) =>
    analysis.streams.filter((one) => new URL(one.url).pathname === `/${way}/${place}`)
  const only = (place: string, way: Way): StreamAnalysis => {
    const [stream, ...more] = streamsOf(place, way)
    if (!stream || more.length > 0)
      throw new Error(
        `${more.length + (stream ? 1 : 0)} streams of ${place}/${way}: ${JSON.stringify(analysis.streams)}`,
      )
    return stream
  }
  const unseen = (url: string) =>
    analysis.completeness.unhooked.filter((one) => one.url.endsWith(url)).map((one) => [one.context, one.why])

  const seen: [Seen, Way][] = (
    kind === 'chromium' ? (['page', 'dedicated', 'nested', 'service'] as const) : (['page'] as const)
  ).flatMap((place) => ways.map((way): [Seen, Way] => [place, way]))
  if (kind === 'firefox') seen.push(['dedicated', 'poll'], ['nested', 'poll'])

  test.each(seen)('%s, %s: one stream of its context, with each request and message once', (place, way) => {
    const count = server[`${place}/${way}`]!
    expect(only(place, way)).toMatchObject({
      context: contexts[place],
      unhooked: place !== 'page',
      technique: techniques[way],
      requests: count.requests,
      messagesIn: count.messagesOut,
      messagesOut: count.messagesIn,
    })
  })

  test.each(seen)('%s, %s: bytes are those on the server’s connection, within 2 percent', (place, way) => {
    const { bytesIn, bytesOut } = server[`${place}/${way}`]!
    const { bytesUp, bytesDown } = only(place, way).cost
    expect([bytesUp / bytesIn, bytesDown / bytesOut]).toEqual([share(0.02), share(0.02)])
  })

  test('measured figures are marked as measured', () => {
    const basis = (place: Place, way: Way) => only(place, way).cost.basis
    expect(basis('page', 'poll')).toBe(kind === 'chromium' ? 'measured' : 'mixed')
    // The handshake is measured; frames are computed from their payloads.
    expect(basis('page', 'socket')).toBe('mixed')
    if (kind === 'firefox') return
    // The log may lack a piece of a response that is broken off, and of a service worker's request now and then the head that was sent.
    for (const [place, way] of [
      ['service', 'poll'],
      ['page', 'events'],
    ] as const)
      expect(['measured', 'mixed']).toContain(basis(place, way))
    // The log does not know the headers of a dedicated worker's request.
    expect(basis('dedicated', 'poll')).toBe('mixed')
  })

  test('a cached body that the server confirmed costs only headers, and a redirect is one request', () => {
    // Firefox's log reports confirmed bodies and redirects too late, or not at all, for a comparison with the server.
    for (const place of kind === 'chromium' ? ['confirmed', 'redirected'] : [])
      expect([only(place, 'poll').cost.bytesUp, only(place, 'poll').cost.bytesDown]).toEqual([
        share(0.02, server[`${place}/poll`]!.bytesIn),
        share(0.02, server[`${place}/poll`]!.bytesOut),
      ])
    expect(only('redirected', 'poll').requests).toBe(1)
  })

  test('a request that a service worker makes for the page belongs to the page, once', () => {
    expect(server['passed/poll']!.requests).toBe(passed)
    expect(only('passed', 'poll')).toMatchObject({ context: 'page', unhooked: false, requests: passed })
    if (kind === 'chromium')
      expect(only('passed', 'poll').cost.bytesDown).toEqual(share(0.02, server['passed/poll']!.bytesOut))
    else expect(unseen('/passed')).toEqual([['service-worker', expect.stringMatching(/service worker fetches/)]])
  })

  test('traffic that no source sees is reported', () => {
    expect(ways.flatMap((way) => streamsOf('shared', way))).toEqual([])
    if (kind === 'chromium') {
      expect(unseen('/shared.js')).toEqual([['shared-worker', expect.stringMatching(/shared worker/)]])
      return
    }
    for (const place of ['dedicated', 'nested']) {
      expect(unseen(`/${place}.js`)).toEqual([['worker', expect.stringMatching(/event streams/)]])
      expect(unseen(`/socket/${place}`)).toEqual([['worker', expect.stringMatching(/not its messages/)]])
      expect(only(place, 'socket')).toMatchObject({ context: 'worker', requests: 1, messagesIn: 0, unhooked: true })
      expect(only(place, 'socket').because.join(' ')).toContain('Messages cannot be seen here')
    }
  })

  test('no other traffic counts as unseen by the hooks', () => {
    const ofWorkers = /^\/(poll|socket|events)\/(dedicated|nested|service)$/
    const others = analysis.streams.filter((one) => one.unhooked && !ofWorkers.test(new URL(one.url).pathname))
    expect(others).toEqual([])
  })
})

/** Matches a number within a relative distance of `from`. */
const share = (most: number, from = 1) => ({
  asymmetricMatch: (value: unknown) => typeof value === 'number' && Math.abs(value - from) <= most * from,
  toString: () => `${from} ± ${most * 100} %`,
})

test.each(kinds)('a headless capture with %s includes the workers', async (browser) => {
  const site = await startWorkersSite()
  try {
    const { analysis } = await headless(browser, `${site.origin}/`)
    const found = analysis.streams.map((one) => `${one.context} ${new URL(one.url).pathname} ${one.cost.basis}`)
    const expected = {
      chromium: [
        /^worker \/socket\/dedicated/,
        /^worker \/events\/nested/,
        /^service-worker \/socket\/service/,
        /^service-worker \/poll\/service m/,
        /^page \/poll\/page m/,
      ],
      firefox: [/^worker \/socket\/dedicated/, /^worker \/socket\/nested/, /^page \/poll\/page m/],
    }
    expect(found).toEqual(expect.arrayContaining(expected[browser].map((one) => expect.stringMatching(one))))
    // The panel alone does not see the messages of these sockets in Firefox.
    for (const place of ['page', 'dedicated', 'nested']) expectMessagesOf(place, analysis, site)
  } finally {
    await site.close()
  }
})

test.each(kinds)('a headless capture with %s includes the worker of a frame of another site', async (browser) => {
  const site = await startWorkersSite()
  try {
    const { analysis } = await headless(browser, `${site.origin}/framing`)
    expectMessagesOf('framed', analysis, site)
  } finally {
    await site.close()
  }
})

const headless = (browser: BrowserKind, url: string) =>
  capture({
    url,
    forMs: browser === 'chromium' ? 4000 : 6000,
    browser,
    out: undefined,
    headed: false,
    redact: true,
    say() {},
  })

/** Asserts that the socket of a place has the messages that the server counted, but for those of the last moments, which are on their way. */
function expectMessagesOf(place: string, { streams, completeness }: Analysis, site: WorkersSite): void {
  const sockets = streams.filter(({ url }) => url.endsWith(`/socket/${place}`))
  const { messagesIn, messagesOut } = site.counts()[`${place}/socket`]!
  expect(sockets).toMatchObject([{ technique: 'websocket', requests: 1 }])
  expect(messagesOut - sockets[0]!.messagesIn).toBeLessThan(12)
  expect(messagesIn - sockets[0]!.messagesOut).toBeLessThan(12)
  expect(sockets[0]!.messagesIn).toBeGreaterThan(5)
  expect(completeness.unhooked.filter(({ url }) => url.endsWith(`/socket/${place}`))).toEqual([])
}
