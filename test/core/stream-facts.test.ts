import { expect, test } from 'vitest'
import { currentId, sessionFacts } from '../../src/core/analysis/session-facts.ts'
import { factsOf } from '../../src/core/analysis/stream-facts.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { connection, exchange, page, session } from './story.ts'

test('the facts of a stream follow it, and can only be read', () => {
  const told = connection('websocket', [
    [200, '<', 'a'],
    [300, '<', 'b'],
  ])
  const seen = session(page(), told.slice(0, -1))
  const facts = factsOf(seen.streams.all[0]!)
  const { revision } = facts
  applyEvent(seen, told.at(-1)!)
  expect(facts.messages.length).toBe(2)
  expect(facts.revision).toBeGreaterThan(revision)
  const change = () => {
    // @ts-expect-error facts are read-only
    facts.status = 'failed'
    // @ts-expect-error so is what they consist of
    facts.connection.opens = 2
    // @ts-expect-error and the columns of the message log
    facts.messages.at[0] = 0
    // @ts-expect-error and its list of payloads
    facts.messages.payload.push('c')
    // @ts-expect-error and what is known of the session
    sessionFacts(seen).completeness.dropped = 0
  }
  expect(change).toBeDefined()
})

test('a stream that was merged into another goes by its id', () => {
  const items = [1, 2, 3, 4, 5, 6].map((item) => exchange(item * 100, { url: `/items/${item}` }))
  const seen = session(page(), exchange(50, { url: '/other' }), ...items)
  const [other, first, second] = seen.streams.all
  expect(second!.mergedInto).toBe(first)
  expect([other, first, second].map((stream) => currentId(seen, stream!.id))).toEqual([other!.id, first!.id, first!.id])
  expect(currentId(seen, 's99')).toBe('s99')
})
