import { describe, expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { closed, connection, every, exchange, heldOneAfterAnother, only, page, session, streamed } from './story.ts'

const agents = {
  chromium: 'Mozilla/5.0 Chrome/156.0.0.0',
  firefox: 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0',
  other: 'Mozilla/5.0 Version/19.0 Safari/605.1.15',
  unknown: '',
}

const pageIn = (browser: keyof typeof agents): CaptureEvent[] =>
  page().map((event) => (event.type === 'document' ? { ...event, userAgent: agents[browser] } : event))
/** The last event of a session, on another stream. */
const until = (at: number) => exchange(at, { url: '/last' })
const busy = (browser: keyof typeof agents, ...story: CaptureEvent[][]) =>
  analyze(session(pageIn(browser), ...story), '').streams.find(({ url }) => !url.endsWith('/last'))!.keepsBusy

const socket = () => connection('websocket', [[200, '<', 'a']])
const events = () => connection('eventsource', [[200, '<', 'a']])
/** @param state its `connectionState` in the end */
const peer = (state = 'new'): CaptureEvent[] => {
  const events = connection('webrtc', [[200, '<', 'a']])
  const { at, doc, id } = events.at(-1) as Extract<CaptureEvent, { type: 'message' }>
  return [...events, { type: 'peer', at, doc, id, connection: state, ice: 'new', signaling: 'stable' }]
}
const connected = () => peer('connected')
const held = (from = 100): CaptureEvent[] => exchange(from, { url: '/held' }).slice(0, 1)
const stream = () =>
  streamed('application/x-ndjson', [
    [200, '{}\n'],
    [900, '{}\n'],
    [3000, '{}\n'],
  ])

// Measured with Chromium 156 and Firefox 153.
describe.each([
  ['an open WebSocket', socket, [], [], []],
  ['an open EventSource', events, [], ['networkidle0'], []],
  ['a peer connection that is not connected', () => peer(), [], [], []],
  ['a connected peer connection', connected, ['chromium'], [], []],
  ['a response that streams', stream, [], ['networkidle', 'networkidle0'], ['networkidle']],
  ['a request that is held', held, [], ['networkidle', 'networkidle0'], ['networkidle', 'networkidle0']],
] as const)('%s', (_name, story, chromium, waits, waitsInFirefox) => {
  test('keeps the page out of the back/forward cache as in the browser that recorded it', () => {
    expect(busy('chromium', story(), until(9000))?.keptFromCache ?? []).toEqual(chromium)
    expect(busy('firefox', story(), until(9000))?.keptFromCache).toEqual(['firefox'])
    expect(busy('unknown', story(), until(9000))?.keptFromCache).toEqual([...chromium, 'firefox'])
    expect(busy('other', story(), until(9000))?.keptFromCache ?? []).toEqual([])
  })

  test('keeps the waits of test tools from ending that count it', () => {
    expect(busy('chromium', story(), until(9000))?.waits ?? []).toEqual(waits)
    expect(busy('firefox', story(), until(9000))?.waits).toEqual(waitsInFirefox)
  })
})

test.each([
  ['WebSocket', socket],
  ['EventSource', events],
  ['peer connection', connected],
])('a %s that was closed keeps nothing from happening', (_name, story) => {
  for (const browser of ['chromium', 'firefox'] as const)
    expect(busy(browser, story(), [closed(5000)], until(9000))).toBeUndefined()
})

test('connections of a page that was left keep nothing from happening', () => {
  const gone: CaptureEvent = { type: 'gone', at: page(5000)[0]!.at, doc: 'd1' }
  expect(busy('firefox', events(), [gone])).toBeUndefined()
})

describe('a request in flight', () => {
  const of = (...story: CaptureEvent[][]) =>
    analyze(session(pageIn('firefox'), ...story), '').streams.find(({ url }) => url.includes('/held'))!.keepsBusy

  test('counts once it lasts longer than an idle network takes', () => {
    expect(of(held(), until(400))).toBeUndefined()
    expect(of(held(), until(6000))).toEqual({
      waits: ['networkidle', 'networkidle0'],
      keptFromCache: ['firefox'],
      because: [
        '1 request has been in flight for 5.9 s: Playwright’s wait for networkidle and Puppeteer’s for networkidle0 do not end until the response ends.',
        'While the request is in flight, Firefox does not put the page into the back/forward cache: going back loads it anew.',
      ],
    })
  })

  test('is put up with by networkidle2, and a third one is not', () => {
    expect(of(held(), held(200), until(6000))?.waits).toEqual(['networkidle', 'networkidle0'])
    expect(of(held(), held(200), held(300), until(6000))?.waits).toEqual([
      'networkidle',
      'networkidle0',
      'networkidle2',
    ])
  })

  test('whose answer the page leaves unread may be over', () => {
    const [asked, head] = exchange(100, { url: '/held' })
    expect(of([asked!, { ...head!, unread: true } as CaptureEvent], until(1000))).toBeUndefined()
  })
})

describe('a poller', () => {
  test('that rests for half a second or more between requests lets the network be idle', () => {
    expect(busy('chromium', every(1000, 30))).toBeUndefined()
    expect(busy('chromium', every(521, 30))).toBeUndefined()
  })

  test('that rests for less does not, and says the longest rest', () => {
    const { waits, because } = busy('chromium', every(400, 30))!
    expect(waits).toEqual(['networkidle', 'networkidle0'])
    expect(because).toEqual([
      'The longest rest between two of its requests was 379 ms, and an idle network takes 500 ms without a request: Playwright’s wait for networkidle and Puppeteer’s for networkidle0 do not end.',
    ])
  })

  test('that has stopped does not matter any more', () => {
    expect(busy('chromium', every(400, 30), until(13_000))).toBeUndefined()
  })

  test('that asks again at once keeps the network busy', () => {
    const poll = only(pageIn('chromium'), heldOneAfterAnother(Array(20).fill(3000)))
    expect(poll.technique).toBe('long-polling')
    expect(poll.keepsBusy?.waits).toEqual(['networkidle', 'networkidle0'])
  })
})

test('nothing is said of workers, whose requests were not measured', () => {
  const own = (event: CaptureEvent): CaptureEvent => ({ ...event, doc: 'w1' }) as CaptureEvent
  const [document] = page()
  const script = { ...document, doc: 'w1', context: 'worker', unhooked: true } as CaptureEvent
  expect(only(pageIn('firefox'), [script], events().map(own), until(9000)).keepsBusy).toBeUndefined()
})
