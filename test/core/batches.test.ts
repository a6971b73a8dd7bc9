import { expect, test } from 'vitest'
import { connection, only, page } from './story.ts'

/** A socket that brings so many messages at each of these times. */
const batches = (times: readonly number[], size: (n: number) => number) =>
  connection(
    'websocket',
    times
      .flatMap((at, n) => Array.from({ length: size(n) }, (_, i) => [at, '<', `{"n":${n},"i":${i}}`] as const))
      .map(([at, dir, text]) => [at, dir, text]),
  )
const said = (events: ReturnType<typeof batches>) => only(page(), events).because.join(' ')
const every20s = Array.from({ length: 10 }, (_, n) => 500 + 20_000 * n)

test('batches are told by their usual size and pace, whatever one long pause or one large batch does', () => {
  const afterNap = every20s.map((at, n) => (n < 6 ? at : at + 3_600_000))
  expect(said(batches(afterNap, (n) => (n === 3 ? 400 : 12)))).toContain('Messages came in batches of 12, every 20 s')
})

test('messages that mostly come alone are no batches', () => {
  const alone = Array.from({ length: 60 }, (_, n) => 500 + 3000 * n)
  expect(said(batches(alone, (n) => (n % 10 === 0 ? 6 : 1)))).not.toContain('batches')
})

test('what comes when a socket opens is no batch', () => {
  expect(said(batches([120, 20_000, 40_000], (n) => (n === 0 ? 30 : 1)))).not.toContain('batches')
})
