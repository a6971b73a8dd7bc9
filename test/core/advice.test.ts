import { describe, expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { closed, connection, every, exchange, heldOneAfterAnother, page, session, streamed } from './story.ts'

type Line = [at: number, dir: '>' | '<', text: string]
const times = <T>(count: number, one: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => one(index))
const socket = (lines: Line[]) => connection('websocket', lines)
const quote = (index: number) => `{"symbol":"PINE","name":"Pine and sons, makers of fine furniture","price":${index}}`
const large = (index: number) =>
  `{"table":${JSON.stringify(times(60, (row) => ({ row, name: `row ${row}` })))},"n":${index}}`

const cases: [id: string, story: CaptureEvent[]][] = [
  ['polling-mostly-empty', every(1000, 60, (index) => ({ body: index % 6 ? '[]' : `[${index}]` }))],
  ['polling-unconditional', every(1000, 30, (index) => ({ body: `{"price":${Math.ceil(index * 0.6)}}` }))],
  ['polling-head-heavy', every(1000, 30, (index) => ({ body: `{"p":${index}}` }))],
  ['long-polling-high-rate', heldOneAfterAnother(Array(200).fill(96), {})],
  ['websocket-one-way', socket(times(20, (index) => [200 + index * 500, '<', quote(index)]))],
  ['websocket-heartbeat-only', socket(times(20, (index) => [200 + index * 500, index % 2 ? '<' : '>', 'ping']))],
  [
    'websocket-request-response',
    socket(times(20, (index) => [200 + index * 90_000, index % 2 ? '<' : '>', `{"id":${index >> 1}}`])),
  ],
  [
    'heartbeats-often',
    socket(times(40, (index) => [200 + index * 1000, index % 4 ? '>' : '<', index % 4 ? 'ping' : quote(index)])),
  ],
  [
    'messages-compressible',
    socket(
      times(20, (index) => [
        200 + index * 500,
        '<',
        `${quote(index)}${'and nothing has changed since the day before. '.repeat(3)}`,
      ]),
    ),
  ],
  ['sent-whole-again', socket(times(20, (index) => [200 + index * 500, '<', large(index)]))],
  [
    'reconnect-storm',
    times(8, (index) => {
      const [connect, open] = socket([])
      return [
        { ...connect!, at: connect!.at + index * 3000 },
        { ...open!, at: open!.at + index * 3000 },
        closed(1000 + index * 3000, { by: 'error', clean: false }),
      ]
    }).flat(),
  ],
]

test.each(cases)('the advice %s is given with its figure', (id, story) => {
  const { streams } = analyze(session(page(), story), '')
  const said = streams.flatMap(({ advice }) => advice)
  const found = said.find((one) => one.id === id)
  expect(found, said.map((one) => one.id).join(' ')).toBeDefined()
  expect(found!.text).toMatch(/\d/)
  expect(found!.text).toMatch(/\.$/)
})

const analyzed = (...events: CaptureEvent[]) => analyze(session(page(), events), '').streams
const idsOf = (...events: CaptureEvent[]) => analyzed(...events).flatMap(({ advice }) => advice.map(({ id }) => id))
const textOf = (...events: CaptureEvent[]) =>
  analyzed(...events)
    .flatMap(({ advice }) => advice.map(({ text }) => text))
    .join(' ')

describe('each topic has one piece of advice', () => {
  test('polls with empty answers, repeated answers and large heads get one piece of advice', () => {
    const same = every(1000, 60, (index) => ({ body: `{"price":${Math.floor(index / 6)},"of":"${'x'.repeat(400)}"}` }))
    expect(idsOf(...same)).toEqual(['polling-mostly-empty'])
    expect(textOf(...same)).toMatch(/50 answers repeated the one before, some \d+ kB of bodies/)
  })

  test('messages that could be sent as differences are not advised to be compressed as well', () => {
    expect(idsOf(...socket(times(20, (index) => [200 + index * 500, '<', large(index)])))).toEqual([
      'websocket-one-way',
      'sent-whole-again',
    ])
  })

  test('an event stream that the server closes after each event gets no advice to reconnect later', () => {
    const [connect, open] = connection('eventsource', [])
    const { id } = connect as { id: number }
    const rounds = times(20, (index): CaptureEvent[] => {
      const at = open!.at + index * 3000
      const flow = { doc: 'd1', id }
      return [
        { ...open!, at },
        { type: 'message', ...flow, at: at + 5, dir: 'in', bytes: 9, text: `{"n":${index}}` },
        { type: 'close', ...flow, at: at + 40, by: 'error', retrying: true },
      ]
    })
    expect(idsOf(connect!, ...rounds.flat())).toEqual(['sse-degraded-to-polling'])
  })
})

describe('polls by POST', () => {
  const asked = every(2000, 40, (index) => ({
    method: 'POST',
    send: `{"since":${index},"filter":"${'c'.repeat(60)}"}`,
    body: index % 5 ? '{"events":[]}' : `{"events":[{"id":${index}}]}`,
  }))

  test('with empty answers have the reason of their waste, and the advice of other polls', () => {
    expect(analyzed(...asked)[0]).toMatchObject({ technique: 'polling', wasted: 32, wastedBy: { empty: 32 } })
    expect(idsOf(...asked)).toEqual(['polling-mostly-empty'])
    expect(textOf(...asked)).toContain('80 % of 40 answers')
  })
})

describe('where nobody saw some of the answers', () => {
  // The body of an opaque answer, as the hooks report it: its size and no text.
  const unseen = (events: CaptureEvent[], every: number) =>
    events.map((event, index) => {
      if (event.type !== 'finish' || Math.floor(index / 3) % every !== 0) return event
      const { text, ...rest } = event
      return { ...rest, bytes: text?.length ?? 0 } as CaptureEvent
    })

  test('shares and costs are named as the least that they can be', () => {
    const some = every(1000, 60, (index) => ({ body: index % 6 ? '[]' : `[${index}]` }))
    expect(textOf(...unseen(some, 12))).toMatch(/^At least \d+ % of 60 .* saved at least \d+ %/)
    const small = every(1000, 30, (index) => ({ body: `{"p":${index}}` }))
    expect(textOf(...unseen(small, 4))).toMatch(/^At least \d+ % of its bytes .* costs at least \d+ B/)
    const held = heldOneAfterAnother(Array(200).fill(96), {})
    expect(textOf(...unseen(held, 4))).toMatch(/^At least \d\.\d updates a second/)
  })

  test('and of the others there are too few, no advice is given', () => {
    expect(
      idsOf(
        ...unseen(
          every(1000, 30, (index) => ({ body: `{"p":${index}}` })),
          1,
        ),
      ),
    ).toEqual([])
    expect(idsOf(...unseen(heldOneAfterAnother(Array(200).fill(96), {}), 1))).toEqual([])
  })
})

describe('no advice states', () => {
  const news = (index: number) => ({ body: `{"p":${index}}` })

  test('that HTTP/2 would pack heads, where it does', () => {
    const over = (protocol: string) => page().map((event) => (event.type === 'timing' ? { ...event, protocol } : event))
    const advice = (protocol: string) =>
      analyze(session(over(protocol), every(1000, 90, news)), '').streams[0]!.advice.find(
        ({ id }) => id === 'polling-head-heavy',
      )!
    expect(advice('http/1.1').text).toContain('HTTP/2')
    for (const protocol of ['h2', 'h3']) expect(advice(protocol)?.text ?? 'nothing').not.toContain('HTTP/2')
  })

  test('that polls which the cache answers should be conditional, or cost bytes', () => {
    const polls = every(2000, 30, () => ({ body: '{"a":1}' }))
    const cached = polls.flatMap((event): CaptureEvent[] =>
      event.type === 'request'
        ? [
            {
              type: 'timing',
              at: event.at + 60,
              doc: 'd1',
              url: event.url,
              start: event.at,
              first: event.at + 20,
              end: event.at + 21,
              encoded: 0,
              decoded: 7,
              cached: true,
            },
          ]
        : [],
    )
    expect(idsOf(...polls)).toEqual(['polling-mostly-empty'])
    expect(idsOf(...polls, ...cached)).toEqual([])
  })

  test('that heartbeats wake a device which other messages keep awake', () => {
    const beats = times(30, (index): Line => [220 + index * 2000, '<', 'ping'])
    const among = (lines: Line[]) => idsOf(...socket([...beats, ...lines].sort((a, b) => a[0] - b[0])))
    const words = times(600, (index): Line => [200 + index * 100, index % 2 ? '<' : '>', `${index * 7919}`])
    expect(among(words)).toEqual([])
    expect(textOf(...socket(beats.concat([[90_000, '>', 'a word']])))).toMatch(
      /30 heartbeats wake the device 19 times a minute/,
    )
  })
})

describe('a reconnect storm', () => {
  const sockets = (how: Parameters<typeof closed>[1]) =>
    times(8, (index) => {
      const [connect, open] = socket([])
      const later = (event: CaptureEvent) => ({ ...event, at: event.at + index * 3000 })
      return [later(connect!), later(open!), closed(1000 + index * 3000, how)]
    }).flat()

  test('is not found in sockets that the page or the server closed without an error', () => {
    expect(idsOf(...sockets({ by: 'error', clean: false, code: 1006 }))).toEqual(['reconnect-storm'])
    expect(idsOf(...sockets({ by: 'page', clean: true }))).toEqual([])
    expect(idsOf(...sockets({ by: 'remote', clean: true, code: 1000 }))).toEqual([])
  })

  test('is not found in calls whose response streams and ends', () => {
    const calls = times(8, (index) =>
      streamed('text/event-stream', [[200 + index * 3000, 'data: a\n\n']], 900 + index * 3000),
    )
    const [found] = analyzed(...calls.flat())
    expect(found).toMatchObject({ technique: 'sse', advice: [] })
    expect(found!.flags).not.toContain('reconnecting')
  })
})

test('a stream without a problem gets no advice', () => {
  const words = ['pine', 'oak', 'elm', 'ash', 'fir', 'yew', 'birch', 'larch']
  const talk: Line[] = times(16, (index) => [
    200 + index * 700,
    index % 3 ? '<' : '>',
    `${words[index % 8]} ${index * 7919}`,
  ])
  const { streams } = analyze(session(page(), socket(talk), exchange(100)), '')
  expect(streams.flatMap(({ advice }) => advice)).toEqual([])
})
