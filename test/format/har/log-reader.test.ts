import { describe, expect, test } from 'vitest'
import { analyze } from '../../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../../src/core/event/event.ts'
import { applyEvent } from '../../../src/core/session/apply-event.ts'
import { isDocument, isPageObserved } from '../../../src/core/session/questions.ts'
import { createSession } from '../../../src/core/session/session.ts'
import { createLogReader, type LogReader } from '../../../src/format/har/log-reader.ts'
import { entry, later, type RawEntry } from './entries.ts'
import { listenerOf } from './listener.ts'

const pageUrl = 'http://127.0.0.1:18000/'
const zero = Date.parse(entry('chromium', 'poll').startedDateTime)

/**
 * A log reader with a session, without a browser.
 * @param observed whether the page reports what its elements load
 */
function listen(observed = true): {
  reader: LogReader
  session: ReturnType<typeof createSession>
  tell(events: readonly CaptureEvent[]): void
  settle(at: number): void
} {
  const session = createSession()
  const reader = createLogReader(
    (url) => isDocument(session, url),
    () => isPageObserved(session),
  )
  const tell = (events: readonly CaptureEvent[]) => {
    for (const event of events) applyEvent(session, event)
  }
  if (observed) tell([{ type: 'document', at: zero - 5000, doc: 'd1', url: pageUrl, context: 'page' }])
  return {
    reader,
    session,
    tell,
    settle: (at) => tell(reader.settle(at, listenerOf(session))),
  }
}

const essence = ({ session }: ReturnType<typeof listen>) =>
  session.streams.all.map(({ context, kind, requests: { count: requests }, in: { count } }) => ({
    context,
    kind,
    requests,
    in: count,
  }))
const request = (raw: RawEntry): CaptureEvent => ({
  type: 'request',
  at: Date.parse(raw.startedDateTime),
  doc: 'd1',
  id: 7,
  api: 'fetch',
  method: 'GET',
  url: raw.request.url,
})
/** A copy of an entry with the first `messages` of its messages. */
const grown = (raw: RawEntry, messages: number): RawEntry => {
  const copy = structuredClone(raw)
  for (const name of ['_webSocketMessages', '_eventSourceMessages'])
    if (Array.isArray(copy[name])) copy[name] = copy[name].slice(0, messages)
  return copy
}

describe('messages of a worker’s connection', () => {
  test.each(['workerSocket', 'workerEvents', 'serviceSocket'])(
    '%s: each once, however often the log shows them',
    (name) => {
      const at = listen()
      const raw = entry('chromium', name)
      at.tell(at.reader.finished(entry('chromium', 'serviceScript'), zero))
      at.tell(at.reader.finished(entry('chromium', 'workerScript'), zero))
      for (const messages of [1, 1, 2, 4]) at.tell(at.reader.whole([grown(raw, messages)], zero + messages * 1000))
      at.tell(at.reader.finished(raw, zero + 5000))
      at.tell(at.reader.whole([raw], zero + 6000))
      at.settle(zero + 10_000)
      const [stream] = at.session.streams.all
      expect(essence(at)).toMatchObject([
        { context: name.startsWith('service') ? 'service-worker' : 'worker', requests: 1 },
      ])
      expect(stream!.in.count + stream!.out.count).toBe(4)
      expect(stream!.status).not.toBe('open')
    },
  )

  test('two connections that began in the same millisecond stay separate', () => {
    const at = listen()
    const raw = entry('chromium', 'workerEvents')
    at.tell(at.reader.finished(entry('chromium', 'workerScript'), zero))
    for (let round = 1; round < 4; round++)
      at.tell(at.reader.whole([grown(raw, round), grown(raw, 1)], zero + round * 1000))
    expect(at.session.streams.all.map((stream) => stream.in.count)).toEqual([3, 1])
  })

  test('a connection that is missing from the log has ended', () => {
    const at = listen()
    at.tell(at.reader.finished(entry('chromium', 'workerScript'), zero))
    at.tell(at.reader.whole([entry('chromium', 'workerSocket')], zero))
    at.tell(at.reader.whole([], zero + 2000))
    expect(at.session.streams.all[0]!.status).toBe('closed')
  })

  test('an event stream that reconnects stays the same stream', () => {
    const at = listen()
    const raw = entry('chromium', 'workerEvents')
    raw.response['_error'] = null
    at.tell(at.reader.finished(entry('chromium', 'workerScript'), zero))
    for (const go of [0, 5000, 10_000]) at.tell(at.reader.finished(later(raw, go), zero + go + 4000))
    expect(essence(at)).toMatchObject([{ kind: 'eventsource', requests: 3, in: 12 }])
  })

  test('any number of messages may come between two readings of the log', () => {
    const at = listen()
    const raw = entry('chromium', 'workerSocket')
    const frames = raw['_webSocketMessages'] as object[]
    raw['_webSocketMessages'] = Array.from({ length: 300_000 }, (_, n) => frames[n % frames.length]!)
    at.tell(at.reader.finished(entry('chromium', 'workerScript'), zero))
    at.tell(at.reader.whole([grown(raw, 1)], zero + 1000))
    at.tell(at.reader.whole([raw], zero + 2000))
    const [stream] = at.session.streams.all
    expect(stream!.in.count + stream!.out.count).toBe(300_000)
  })

  test('after Clear only new messages are reported', () => {
    const at = listen()
    const raw = entry('chromium', 'workerSocket')
    at.tell(at.reader.finished(entry('chromium', 'workerScript'), zero))
    at.tell(at.reader.whole([grown(raw, 3)], zero + 3000))
    const fresh = createSession()
    for (const event of at.reader.restart(zero + 3500)) applyEvent(fresh, event)
    for (const event of at.reader.whole([raw], zero + 5000)) applyEvent(fresh, event)
    expect(fresh.streams.all.map((stream) => stream.in.count + stream.out.count)).toEqual([1])
    expect(fresh.streams.all[0]).toMatchObject({ connection: { adopted: true }, firstAt: zero + 3500 })
  })
})

test('a socket of Firefox’s log is attributed, and then forgotten', () => {
  const at = listen()
  at.tell(at.reader.finished(entry('firefox', 'workerSocket'), zero))
  expect(at.reader.watching()).toBe(true)
  for (let ms = 1000; ms < 6000; ms += 1000) at.settle(zero + ms)
  expect(at.reader.watching()).toBe(false)
  expect(at.session.streams.all).toHaveLength(1)
})

test('entries reported as finished before the log is first read are not reported again', () => {
  const at = listen()
  const raw = entry('chromium', 'poll')
  at.tell(at.reader.finished(raw, zero))
  at.tell(at.reader.whole([raw, later(raw, 500)], zero + 600))
  at.tell(at.reader.finished(later(raw, 500), zero + 700))
  at.tell(at.reader.finished(later(raw, 1000), zero + 1100))
  at.settle(zero + 10_000)
  expect(at.session.streams.all.map(({ requests: { count: requests } }) => requests)).toEqual([3])
})

describe('the page’s own traffic', () => {
  test('a request that a hook reported is no stream of its own, in either order of the two reports', () => {
    const raw = entry('chromium', 'poll')
    for (const hookFirst of [true, false]) {
      const at = listen()
      if (hookFirst) at.tell([request(raw)])
      at.tell(at.reader.finished(raw, zero + 100))
      if (!hookFirst) at.tell([request(raw)])
      at.settle(zero + 5000)
      expect(essence(at)).toMatchObject([{ context: 'page', requests: 1 }])
    }
  })

  test('a worker’s request stays separate, also between two requests of the page for the same URL', () => {
    const at = listen()
    const worker = entry('chromium', 'workerPoll')
    const page = entry('chromium', 'poll')
    page.request.url = worker.request.url
    page.startedDateTime = worker.startedDateTime
    const start = Date.parse(page.startedDateTime)
    for (const ms of [0, 10_000]) {
      at.tell([{ ...request(later(page, ms)), id: ms } as CaptureEvent])
      at.tell(at.reader.finished(later(page, ms), start + ms + 100))
    }
    at.tell(at.reader.finished(later(worker, 5000), start + 10_200))
    at.tell(at.reader.finished(later(page, 5000), start + 10_200)) // belongs to neither of the page's requests for certain
    at.settle(start + 20_000)
    expect(essence(at)).toMatchObject([
      { context: 'page', requests: 2 },
      { context: 'worker', requests: 1 },
    ])
  })

  test('a request that no hook reports is shown after a while', () => {
    const at = listen()
    at.tell(at.reader.finished(entry('chromium', 'poll'), zero + 100))
    at.settle(zero + 2000)
    expect(at.session.streams.all).toEqual([])
    at.settle(zero + 3200)
    expect(at.session.streams.all).toMatchObject([{ context: 'page', unhooked: true, requests: { count: 1 } }])
  })

  test('a socket that a hook sees is not followed by the log', () => {
    const at = listen()
    const raw = entry('chromium', 'pageSocket')
    const start = Date.parse(raw.startedDateTime)
    at.tell([{ type: 'connect', at: start - 20, doc: 'd1', id: 3, api: 'websocket', url: raw.request.url }])
    for (const seconds of [1, 2, 5]) {
      at.tell(at.reader.whole([raw], start + seconds * 1000))
      at.settle(start + seconds * 1000)
    }
    at.tell(at.reader.finished(raw, start + 6000))
    at.settle(start + 12_000)
    expect(essence(at)).toMatchObject([{ context: 'page', requests: 1, in: 0 }])
  })

  test('a socket that opened before the hooks were installed is followed, and a hook that finds it later adds nothing', () => {
    const at = listen()
    const raw = entry('chromium', 'pageSocket')
    const start = Date.parse(raw.startedDateTime)
    at.tell(at.reader.whole([grown(raw, 3)], start + 1000))
    at.settle(start + 4500)
    expect(at.session.streams.all).toMatchObject([{ unhooked: true }])
    const hook = { doc: 'd1', id: 3 }
    at.tell([
      { type: 'connect', at: start + 5000, ...hook, api: 'websocket', url: raw.request.url, adopted: true },
      { type: 'message', at: start + 5001, ...hook, dir: 'out', kind: 'text', bytes: 9, text: 'from page' },
    ])
    at.tell(at.reader.whole([raw], start + 6000))
    const [stream, ...more] = at.session.streams.all
    expect(more).toEqual([])
    expect(stream!.in.count + stream!.out.count).toBe(4)
  })

  test('a socket that a hook has found already stays the hook’s', () => {
    const at = listen()
    const raw = entry('chromium', 'pageSocket')
    const start = Date.parse(raw.startedDateTime)
    const hook = { doc: 'd1', id: 3 }
    at.tell([{ type: 'connect', at: start + 2500, ...hook, api: 'websocket', url: raw.request.url, adopted: true }])
    at.tell(at.reader.whole([raw], start + 3000))
    at.settle(start + 7000)
    at.settle(start + 8000)
    at.tell(at.reader.finished(raw, start + 9000))
    expect(at.session.streams.all).toMatchObject([{ unhooked: false, connection: { adopted: true } }])
  })

  test('a request that a service worker makes for the page is the page’s', () => {
    const at = listen()
    const raw = entry('chromium', 'servedByWorker')
    at.tell([request(raw)])
    at.tell(at.reader.finished(entry('chromium', 'fetchedByWorker'), zero + 4000))
    at.tell(at.reader.finished(raw, zero + 4001))
    at.tell([{ type: 'finish', at: Date.parse(raw.startedDateTime) + 6, doc: 'd1', id: 7, outcome: 'ok', bytes: 11 }])
    at.settle(zero + 9000)
    expect(at.session.streams.all).toMatchObject([
      { context: 'page', requests: { count: 1 }, bytes: { up: 495, down: 307 } },
    ])
  })

  test.each([
    ['in order', [0, 1]],
    ['the other way round', [1, 0]],
  ])('a redirect told %s is one request', (_how, order) => {
    const at = listen()
    const hops = [entry('chromium', 'redirect'), entry('chromium', 'redirected')]
    at.tell([request(hops[0]!)])
    for (const hop of order) at.tell(at.reader.finished(hops[hop]!, zero + 4000))
    at.tell([
      { type: 'finish', at: Date.parse(hops[1]!.startedDateTime) + 6, doc: 'd1', id: 7, outcome: 'ok', bytes: 11 },
    ])
    at.settle(zero + 20_000)
    expect(at.session.streams.all).toMatchObject([
      { requests: { count: 1 }, bytes: { up: 495 + 502, down: 162 + 307 } },
    ])
  })

  test('a redirect is followed whatever form its target has', () => {
    const at = listen()
    const [hop, next] = [entry('chromium', 'redirect'), entry('chromium', 'redirected')]
    hop.response['redirectURL'] = `${next.request.url.replace('http://', 'HTTP://')}#there`
    at.tell([request(hop)])
    for (const one of [hop, next]) at.tell(at.reader.finished(one, zero + 4000))
    at.settle(zero + 20_000)
    expect(at.session.streams.all.map(({ requests: { count: requests } }) => requests)).toEqual([1])
  })
})

describe('where a request came from', () => {
  test.each([
    ['chromium', ['workerScript'], 'workerPoll', 'worker'],
    ['chromium', [], 'workerPoll', 'worker'],
    ['chromium', [], 'workerSocket', 'worker'],
    ['chromium', ['serviceScript'], 'servicePoll', 'service-worker'],
    ['chromium', [], 'servicePoll', 'service-worker'],
    ['chromium', [], 'otherSite', 'frame'],
    ['firefox', ['workerScript'], 'workerPoll', 'worker'],
    ['firefox', [], 'workerPoll', 'worker'],
    ['firefox', ['workerScript'], 'workerSocket', 'worker'],
    ['firefox', [], 'workerSocket', 'page'],
  ] as const)('%s, having seen %j: %s is of a %s', (browser, scripts, name, context) => {
    const at = listen()
    if (name === 'otherSite')
      at.tell([{ type: 'document', at: zero, doc: 'd2', url: 'http://localhost:18000/frame', context: 'frame' }])
    for (const script of scripts) at.tell(at.reader.finished(entry(browser, script), zero))
    const raw = entry(browser, name)
    at.tell(at.reader.finished(raw, zero + 20_000))
    at.settle(zero + 25_000)
    expect(essence(at)).toMatchObject([{ context, requests: 1 }])
  })
})

describe('traffic that no source sees', () => {
  test('a shared worker in Chromium', () => {
    const at = listen()
    const raw = entry('chromium', 'sharedScript')
    at.tell(at.reader.whole([], zero))
    for (const seconds of [1, 10, 12]) at.tell(at.reader.whole([raw], zero + seconds * 1000))
    expect(at.session.completeness.unhooked).toMatchObject([{ url: raw.request.url, context: 'shared-worker' }])
  })

  test('messages and event streams of workers in Firefox', () => {
    const at = listen()
    at.tell(at.reader.finished(entry('firefox', 'workerScript'), zero))
    at.tell(at.reader.finished(entry('firefox', 'workerSocket'), zero + 12_000))
    at.settle(zero + 16_000)
    expect(at.session.completeness.unhooked.map(({ context, url }) => [context, url])).toEqual([
      ['worker', 'http://127.0.0.1:18000/dedicated.js'],
      ['worker', 'ws://127.0.0.1:18000/socket/dedicated'],
    ])
    expect(at.session.streams.all).toMatchObject([{ kind: 'websocket', connection: { unseen: true }, status: 'open' }])
  })

  test('requests that a service worker makes to answer, in Firefox', () => {
    const at = listen()
    at.tell(at.reader.finished(entry('firefox', 'servedByWorker'), zero))
    expect(at.session.completeness.unhooked).toMatchObject([{ context: 'service-worker' }])
  })
})

test('a log of many requests that no hook has reported is read in one go', () => {
  const at = listen()
  const raw = entry('chromium', 'poll')
  // Had each of them to be compared with each other, this would take minutes.
  const entries = Array.from({ length: 30_000 }, (_, n) => later(raw, n))
  at.reader.listen(false, zero)
  at.tell(at.reader.whole(entries, zero + 40_000))
  at.settle(zero + 50_000)
  expect(at.session.streams.all.reduce((sum, { requests }) => sum + requests.count, 0)).toBe(30_000)
})

test('requests of a worker are reported once each, both with notices and when the log is only read as a whole', () => {
  for (let seed = 1; seed <= 200; seed++) {
    let state = seed
    const random = (n: number) => {
      state = (state * 48_271) % 0x7fffffff
      return state % n
    }
    const at = listen()
    at.tell(at.reader.finished(entry('chromium', 'workerScript'), zero))
    at.tell(at.reader.whole([], zero))
    const poll = entry('chromium', 'workerPoll')
    const log: RawEntry[] = []
    let listening = true
    let now = zero + 5000
    for (let step = 0; step < 100; step++) {
      now += random(300)
      const choice = random(10)
      if (choice < 6) {
        const raw = later(poll, now - Date.parse(poll.startedDateTime))
        log.push(raw)
        now += 10 // the request took 4 ms
        if (listening) at.tell(at.reader.finished(raw, now))
      } else if (choice < 7) {
        listening = !listening
        at.reader.listen(listening, now)
      } else at.tell(at.reader.whole(log, now))
    }
    at.tell(at.reader.whole(log, now + 1))
    const requests = at.session.streams.all.reduce((sum, stream) => sum + stream.requests.count, 0)
    expect(requests, `seed ${seed}`).toBe(log.length)
  }
})

describe('what elements load', () => {
  /** A picture that the page asks for every two seconds, and one that it loads once. */
  const pictures = (browser: 'chromium' | 'firefox') => {
    const once = entry(browser, 'image')
    const polled = Array.from({ length: 12 }, (_, n) => {
      const raw = later(entry(browser, 'image'), 100 + n * 2000)
      raw.request.url = `${pageUrl}camera?${1_790_000_000_000 + n * 2000}`
      return raw
    })
    return [once, ...polled]
  }

  const hear = (at: ReturnType<typeof listen>, browser: 'chromium' | 'firefox') => {
    for (const raw of pictures(browser)) {
      const end = Date.parse(raw.startedDateTime) + 50
      at.tell(at.reader.finished(raw, end))
      at.settle(end)
    }
    at.settle(zero + 600_000)
    return analyze(at.session, '').streams.map(({ technique, flags, url, requests, context, unhooked }) => ({
      technique,
      flags,
      url,
      requests,
      context,
      unhooked,
    }))
  }

  test.each(['chromium', 'firefox'] as const)('%s: is told where no page reports it', (browser) => {
    const [stream, ...others] = hear(listen(false), browser)
    expect(others).toEqual([])
    expect(stream).toMatchObject({
      technique: 'polling',
      url: `${pageUrl}camera?*`,
      requests: 12,
      context: 'page',
      unhooked: true,
    })
    expect(stream!.flags).toContain('image')
  })

  test.each(['chromium', 'firefox'] as const)('%s: is the page’s to report where it does', (browser) => {
    const at = listen()
    expect(hear(at, browser)).toEqual([])
    expect(at.session.streams.all).toEqual([])
  })

  test('is not told twice where the page reports itself later than the log', () => {
    const at = listen(false)
    const [once, ...polled] = pictures('chromium')
    at.tell(at.reader.finished(once, zero + 50))
    at.tell([{ type: 'document', at: zero + 100, doc: 'd1', url: pageUrl, context: 'page' }])
    for (const raw of polled) at.tell(at.reader.finished(raw, zero + 200))
    at.settle(zero + 600_000)
    expect(at.session.streams.all).toEqual([])
    expect(at.reader.waiting()).toBe(false)
  })
})
