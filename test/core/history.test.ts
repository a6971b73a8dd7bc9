import { expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { createSession } from '../../src/core/session/session.ts'
import { seeded } from '../seeded.ts'
import { every, exchange, heldOneAfterAnother, only, page, slept } from './story.ts'

const news = (index: number) => ({ body: `{"price":${index}}` })
const poll = every(2000, 20, news)
/** A burst of requests right after the polls. */
const burst = (count: number): CaptureEvent[] =>
  Array.from({ length: count }, (_, index) =>
    exchange(40_200 + index * 2, { hold: 300, body: `{"n":${index}}` }),
  ).flat()

test('a verdict is provisional at first, and its history has the time of each change', () => {
  const { history, technique } = only(page(), poll)
  expect(technique).toBe('polling')
  expect(history.map(({ technique, confidence }) => [technique, confidence])).toEqual([
    ['polling', 'provisional'],
    ['polling', 'medium'],
  ])
  expect(history[1]!.at - history[0]!.at).toBe(2000)
})

test('a verdict moves up at once, and down only after three exchanges in a row', () => {
  const labels = (events: CaptureEvent[]) => {
    const { history } = only(page(), events)
    return history.map(({ technique }) => technique).filter((one, index, all) => one !== all[index - 1])
  }
  expect(labels(heldOneAfterAnother([20, 20, 20, 9000, 12_000, 8000, 15_000]))).toContain('long-polling')
  expect(labels([...poll, ...slept(heldOneAfterAnother(Array(80).fill(21)), 41_000)])).toEqual(['polling', 'http'])
})

test('the label of a steady poller with a hiccup does not change at any event', () => {
  const session = createSession()
  const events = [
    ...page(),
    ...poll,
    ...burst(3),
    ...slept(
      every(2000, 20, (index) => news(100 + index)),
      42_000,
    ),
  ]
  events.sort((a, b) => a.at - b.at)
  const seen: string[] = []
  for (const event of events) {
    applyEvent(session, event)
    const [stream] = analyze(session, '').streams
    if (stream && stream.requests > 4 && stream.technique !== seen.at(-1)) seen.push(stream.technique)
  }
  expect(seen).toEqual(['polling'])
})

test('for requests on the border of a rhythm, every label that is shown is in the history', () => {
  for (const seed of [6, 8, 12]) {
    const random = seeded(seed)
    const events: CaptureEvent[] = []
    for (let at = 100, n = 0; n < 300; n++) {
      events.push(...exchange(Math.round(at), { body: `{"n":${n}}` }))
      at += 2000 * (1 + 0.6 * (2 * random() - 1))
    }
    const seen = createSession()
    const shown: string[] = []
    for (const event of [...page(), ...events]) {
      applyEvent(seen, event)
      const [stream] = event.type === 'finish' ? analyze(seen, '').streams : []
      if (stream && stream.confidence !== 'provisional' && stream.technique !== shown.at(-1))
        shown.push(stream.technique)
    }
    const [stream] = analyze(seen, '').streams
    expect(shown.length, `seed ${seed}: ${shown}`).toBeLessThanOrEqual(stream!.history.length)
    expect(shown.length, `seed ${seed}: ${shown}`).toBeLessThanOrEqual(16)
  }
})
