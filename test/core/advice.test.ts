import { expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis.ts'
import type { CaptureEvent } from '../../src/core/event.ts'
import { closed, connection, every, exchange, heldOneAfterAnother, page, session } from './story.ts'

type Line = [at: number, dir: '>' | '<', text: string]
const times = <T>(count: number, one: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => one(index))
const socket = (lines: Line[]) => connection('websocket', lines)
const quote = (index: number) => `{"symbol":"PINE","name":"Pine and sons, makers of fine furniture","price":${index}}`
const large = (index: number) =>
  `{"table":${JSON.stringify(times(60, (row) => ({ row, name: `row ${row}` })))},"n":${index}}`

const cases: [id: string, told: CaptureEvent[]][] = [
  ['polling-mostly-empty', every(1000, 60, (index) => ({ body: index % 6 ? '[]' : `[${index}]` }))],
  ['polling-unconditional', every(1000, 30, (index) => ({ body: `{"price":${index >> 2}}` }))],
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

test.each(cases)('%s is said with its figure', (id, told) => {
  const { streams } = analyze(session(page(), told), '')
  const said = streams.flatMap(({ advice }) => advice)
  const found = said.find((one) => one.id === id)
  expect(found, said.map((one) => one.id).join(' ')).toBeDefined()
  expect(found!.text).toMatch(/\d/)
  expect(found!.text).toMatch(/\.$/)
})

test('nothing is said of what is as it should be', () => {
  const words = ['pine', 'oak', 'elm', 'ash', 'fir', 'yew', 'birch', 'larch']
  const talk: Line[] = times(16, (index) => [
    200 + index * 700,
    index % 3 ? '<' : '>',
    `${words[index % 8]} ${index * 7919}`,
  ])
  const { streams } = analyze(session(page(), socket(talk), exchange(100)), '')
  expect(streams.flatMap(({ advice }) => advice)).toEqual([])
})
