import { expect, test } from 'vitest'
import { emptyAnswer } from '../../src/core/content/empty-answer.ts'
import { every, only, page } from './story.ts'

test.each([
  '',
  '  ',
  'null',
  '[]',
  '{}',
  '{"updates":[],"cursor":41}',
  '{"jsonrpc":"2.0","id":7,"result":[]}',
  '{"status":204,"messages":[]}',
])('%j says nothing new', (text) => expect(['', '[]']).toContain(emptyAnswer(text)))

test.each(['0', '"x"', '[1]', '{"price":3}', '{"items":[{}]}', 'not JSON'])('%j says something', (text) =>
  expect(emptyAnswer(text)).toBeUndefined(),
)

const polled = (...bodies: string[]) =>
  only(
    page(),
    every(2000, bodies.length, (index) => ({ body: bodies[index]! })),
  )

test.each([
  [
    'values that change beside an empty list are news',
    ['{"cpu":1,"alerts":[]}', '{"cpu":2,"alerts":[]}', '{"cpu":3,"alerts":[]}', '{"cpu":4,"alerts":[]}'],
    3,
  ],
  [
    'a state that changes beside an empty list is news',
    [
      '{"state":"on","errors":[]}',
      '{"state":"on","errors":[]}',
      '{"state":"off","errors":[]}',
      '{"state":"off","errors":[]}',
    ],
    1,
  ],
  [
    'a cursor that moves beside an empty list is none',
    ['{"cursor":1,"items":[]}', '{"cursor":2,"items":[]}', '{"cursor":3,"items":[]}', '{"cursor":4,"items":[]}'],
    0,
  ],
  ['what comes back after it had gone is news', ['[{"id":1}]', '[]', '[{"id":1}]', '[]', '[{"id":1}]', '[]'], 3],
  ['a number that falls to nought and rises is news', ['3', '0', '5', '0', '5', '0'], 6],
  [
    'what a call of JSON-RPC repeats is none',
    [7, 7, 8, 8].map((result, id) => `{"jsonrpc":"2.0","id":${id},"result":${result}}`),
    2,
  ],
])('%s', (_name, bodies, updates) => {
  const { updates: counted, wasted } = polled(...bodies)
  expect([counted, counted + wasted]).toEqual([updates, bodies.length])
})
