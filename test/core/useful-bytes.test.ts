import { describe, expect, test } from 'vitest'
import { connection, every, exchange, heldOneAfterAnother, only, page } from './story.ts'

const question = '{"operationName":"Unread","query":"query Unread { unread { count items { id title } } }"}'
const answer = (index: number) => `{"data":{"unread":{"items":[${Array(200).fill(index).join(',')}]}}}`
const whatIf = (analysis: ReturnType<typeof only>, technique: string) =>
  analysis.whatIf.find((one) => one.technique === technique)!

describe('a poll by POST', () => {
  const polled = only(
    page(),
    every(2000, 60, () => ({ method: 'POST', send: question, body: answer(7) })),
  )

  test('has a question as its body: only the answer is useful', () => {
    expect(polled.technique).toBe('polling')
    expect(polled.cost.usefulBytes).toBe(answer(7).length)
  })

  test('sends its question once where the server pushes, and no message becomes a request', () => {
    expect([whatIf(polled, 'sse').requests, whatIf(polled, 'websocket').requests]).toEqual([1, 1])
    expect(whatIf(polled, 'sse').bytesDown).toBeLessThan(answer(7).length + 400)
    expect(whatIf(polled, 'websocket').bytesUp).toBeLessThan(question.length + 700)
  })

  test('sends its question with each long poll', () => {
    const { requests, bytesUp } = whatIf(polled, 'long-polling')
    expect(requests).toBeLessThanOrEqual(6)
    expect(bytesUp).toBeGreaterThan(requests * question.length)
  })
})

test('the body of a long poll by POST is a question, too', () => {
  const held = only(page(), heldOneAfterAnother([5000, 3000, 7000, 4000], { method: 'POST', send: question }))
  expect(held.technique).toBe('long-polling')
  expect(held.cost.usefulBytes).toBeLessThan(question.length)
})

test('the body of an ordinary POST is a message', () => {
  const sent = only(page(), exchange(100, { method: 'POST', send: question, body: '{"ok":1}' }))
  expect(sent.cost.usefulBytes).toBe(question.length + '{"ok":1}'.length)
})

test('heartbeats of a socket are no requests of another technique, and no payload', () => {
  const news = `{"text":"${'x'.repeat(180)}"}`
  const beats = Array.from({ length: 60 }, (_, i): [number, '>' | '<', string][] => [
    [1000 + i * 3000, '>', '{"type":"ping"}'],
    [1040 + i * 3000, '<', '{"type":"pong"}'],
  ]).flat()
  const events = [...beats, [10_000, '<', news], [70_000, '<', news], [150_000, '<', news]] as typeof beats
  const socket = only(
    page(),
    connection(
      'websocket',
      events.sort((a, b) => a[0] - b[0]),
    ),
  )
  const { requests, bytesDown } = whatIf(socket, 'sse')
  expect(requests).toBe(1)
  expect(bytesDown).toBeGreaterThan(3 * news.length)
  expect(bytesDown).toBeLessThan(3 * news.length + 400)
})
