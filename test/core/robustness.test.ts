import fc from 'fast-check'
import { expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { createSession } from '../../src/core/session/session.ts'
import { seeded } from '../seeded.ts'
import { connection, every, heldOneAfterAnother, page, streamed } from './story.ts'

/** A page with traffic of every kind. */
const makeStory = (): CaptureEvent[] =>
  [
    ...page(),
    ...every(1000, 20, (index) => ({ url: '/quotes', body: `{"price":${index >> 1}}` })),
    ...heldOneAfterAnother([3000, 5200, 900, 4100, 2500, 1800], { url: '/wait', body: '[{"n":1}]' }),
    ...connection(
      'websocket',
      Array.from({ length: 12 }, (_, n) => [500 + n * 1400, n % 3 ? '<' : '>', `m${n}`]),
    ),
    ...streamed(
      'text/event-stream',
      Array.from({ length: 9 }, (_, n) => [700 + n * 1900, `data: ${n}\n\n`]),
    ),
  ].sort((a, b) => a.at - b.at)

const story = makeStory()

function heard(events: readonly CaptureEvent[]) {
  const session = createSession()
  for (const event of events) applyEvent(session, event)
  return analyze(session, '').streams
}

/** The figures of a session that must not depend on the order of events. */
const essence = (events: readonly CaptureEvent[]) =>
  heard(events)
    .map(({ url, technique, requests, messagesIn, messagesOut, updates, wasted }) => ({
      url,
      technique,
      requests,
      messagesIn,
      messagesOut,
      updates,
      wasted,
    }))
    .sort((a, b) => (a.url < b.url ? -1 : 1))

const flowOf = (event: CaptureEvent) => ('id' in event && event.id !== undefined ? `${event.id}` : 'document')
const seeds = { seed: Date.now(), numRuns: 60, verbose: true }

test('the order of events of different flows within a batch does not matter', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const random = seeded(seed)
      // The events of a flow stay in order; each flow is delayed by a time of its own, up to a batch.
      const late = new Map<string, number>()
      const lateness = (event: CaptureEvent) => {
        const flow = flowOf(event)
        if (!late.has(flow)) late.set(flow, flow === 'document' ? 0 : random() * 150)
        return event.at + late.get(flow)!
      }
      const shuffled = [...story].sort((a, b) => lateness(a) - lateness(b))
      expect(essence(shuffled)).toEqual(essence(story))
    }),
    seeds,
  )
})

test('requests, answers and connections that are reported twice count once', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(story.length - 1), { maxLength: 30 }), (chosen) => {
      const twice = new Set(chosen)
      const again = ({ type }: CaptureEvent) => type !== 'message' && type !== 'chunk'
      const events = story.flatMap((event, index) => (twice.has(index) && again(event) ? [event, event] : [event]))
      expect(essence(events)).toEqual(essence(story))
    }),
    seeds,
  )
})

test('the figures of a session that is cut anywhere are consistent, and no larger than those of the whole', () => {
  const all = new Map(essence(story).map((one) => [one.url, one]))
  fc.assert(
    fc.property(fc.nat(story.length), (cut) => {
      for (const one of heard(story.slice(0, cut))) {
        const whole = all.get(one.url)
        expect(one.requests, one.url).toBeLessThanOrEqual(whole?.requests ?? 0)
        expect(one.updates + one.wasted, one.url).toBeLessThanOrEqual(
          Math.max(one.messagesIn + one.messagesOut, one.updates),
        )
        for (const figure of Object.values(one.cost))
          if (typeof figure === 'number') expect(Number.isFinite(figure)).toBe(true)
      }
    }),
    seeds,
  )
})

test('requests whose answers are not reported are counted, and nothing else of them is', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const random = seeded(seed)
      const ends = story.filter(({ type }) => type === 'finish')
      const missing = new Set(ends.filter(() => random() < 0.2))
      const [poll] = heard(story.filter((event) => !missing.has(event))).filter(({ url }) => url.includes('/quotes'))
      const gone = [...missing].filter((event) => 'text' in event && event.text?.includes('price')).length
      expect(poll).toMatchObject({ requests: 20, messagesIn: 20 - gone })
    }),
    seeds,
  )
})

test('a clock that is set forwards or back changes no counts, and figures stay finite', () => {
  fc.assert(
    fc.property(fc.nat(story.length), fc.integer({ min: -3_600_000, max: 3_600_000 }), (from, step) => {
      const events = story.map((event, index) => (index < from ? event : { ...event, at: event.at + step }))
      const counts = (all: ReturnType<typeof heard>) =>
        all.map(({ url, requests, messagesIn, messagesOut }) => ({ url, requests, messagesIn, messagesOut }))
      const found = heard(events)
      expect(counts(found)).toEqual(counts(heard(story)))
      for (const { cost } of found)
        for (const figure of Object.values(cost))
          if (typeof figure === 'number')
            expect(figure >= 0 && Number.isFinite(figure), JSON.stringify(cost)).toBe(true)
    }),
    seeds,
  )
})
