import { expect, test } from 'vitest'
import { createSettling } from '../../panel/capture/settling.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { createInbox } from '../../src/wire/inbox.ts'
import { createOutbox } from '../../src/wire/outbox.ts'

const message = (at: number): CaptureEvent => ({ type: 'message', at, doc: 'd', id: 1, dir: 'in', bytes: 1 })
const run = (count: number): CaptureEvent => ({
  type: 'messages',
  at: 5,
  doc: 'd',
  id: 1,
  dir: 'in',
  count,
  columns: '',
})
const settled = (facts: number, more = false, doc = 'd') => ({ kind: 'settled', doc, facts, more }) as const

/** A document that has sent one message, and whose bridge and panel lose nothing; two seconds pass when `pass` is called. */
function recording() {
  const outbox = createOutbox('d')
  const inbox = createInbox(() => 1000)
  let asked = 0
  let pass = () => {}
  const settling = createSettling(
    inbox,
    () => asked++,
    (then) => {
      pass = then
    },
  )
  const arrive = (...events: CaptureEvent[]) => {
    const taken = outbox.put(events, 5).flatMap((batch) => inbox.take(batch))
    settling.arrived()
    return taken
  }
  arrive(message(1))
  return { outbox, inbox, settling, arrive, asked: () => asked, pass: () => pass() }
}
const nothing = { lost: [], silent: [] }

test('a recording has ended as soon as every document has sent what it has', async () => {
  const { settling, arrive, asked, outbox } = recording()
  const end = settling.settle(['d'])
  expect(asked()).toBe(1)
  settling.told(settled(3, true))
  arrive(message(2), message(3))
  settling.told(settled(outbox.facts()))
  expect(await end).toEqual(nothing)
})

test('without documents a recording ends at once', async () => {
  expect(await recording().settling.settle([])).toEqual(nothing)
})

test('a document that leaves is waited for no longer', async () => {
  const { settling } = recording()
  const end = settling.settle(['d'])
  settling.left('d')
  expect(await end).toEqual(nothing)
})

test('after two seconds, what a document says it has and that did not arrive is lost, by number', async () => {
  const { settling, arrive, pass } = recording()
  const end = settling.settle(['d'])
  settling.told(settled(10, true))
  arrive(message(2))
  pass()
  expect(await end).toEqual({ lost: [{ type: 'lost', at: 1000, doc: 'd', events: 8, why: 'ended' }], silent: [] })
})

test('a document that does not answer is named', async () => {
  const { settling, pass } = recording()
  const end = settling.settle(['d', 'busy'])
  settling.told(settled(1))
  pass()
  expect(await end).toEqual({ lost: [], silent: ['busy'] })
})

test('what arrives later than it was given up is not counted a second time, and what is newer is taken', () => {
  const { inbox, arrive } = recording()
  expect(inbox.giveUp('d', 4)).toMatchObject([{ events: 3 }])
  expect(inbox.giveUp('d', 4)).toEqual([])
  expect(arrive(message(2))).toEqual([])
  expect(arrive(message(3), message(4), message(5))).toEqual([message(5)])
})

test('of a run of messages that was given up in part, the other part is counted as lost', () => {
  const { inbox, arrive } = recording()
  inbox.giveUp('d', 4)
  expect(arrive(run(10), message(6))).toEqual([{ type: 'lost', at: 5, doc: 'd', events: 7, why: 'ended' }, message(6)])
})

test('given up, lost, dropped for lack of room and taken are all that a document recorded', () => {
  const outbox = createOutbox('d', 2000)
  const inbox = createInbox(() => 1000)
  let counted = 0
  let lost = 0
  const take = (events: readonly CaptureEvent[]) => {
    for (const event of events)
      if (event.type === 'lost') lost += event.events
      else counted += event.type === 'messages' ? event.count : 1
  }
  let recorded = 0
  for (let round = 0; round < 50; round++) {
    const batches = outbox.put([message(round), run(round), message(round)], round)
    recorded += round + 2
    if (round % 7 === 3) take(inbox.giveUp('d', outbox.facts()))
    for (const batch of batches) take(inbox.take(batch))
    if (round % 10 === 9) for (const { seq } of inbox.acknowledgements()) outbox.acknowledge(seq)
  }
  outbox.acknowledge(Number.POSITIVE_INFINITY)
  for (const batch of outbox.put([message(50)], 50)) take(inbox.take(batch))
  expect(lost).toBeGreaterThan(0)
  expect(counted + lost).toBe(recorded + 1)
})

test('documents that have not answered are asked again when the background has started again', async () => {
  const { settling, asked, outbox } = recording()
  const end = settling.settle(['d'])
  settling.askAgain()
  expect(asked()).toBe(2)
  settling.told(settled(outbox.facts()))
  expect(await end).toEqual(nothing)
  settling.askAgain()
  expect(asked()).toBe(2)
})

test('an answer that is no number of facts is no answer', async () => {
  const { settling, pass } = recording()
  const end = settling.settle(['d'])
  settling.told({ kind: 'settled', doc: 'd', facts: 1.5e308, more: false })
  pass()
  expect(await end).toEqual({ lost: [], silent: ['d'] })
})
