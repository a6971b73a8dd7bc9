import { expect, test } from 'vitest'
import { createMessageLog } from '../../src/core/stream/parts/message-log.ts'
import { addRow, changeBudget, createPayloadBudget } from '../../src/core/stream/parts/payload-budget.ts'
import { seeded } from '../seeded.ts'

const row = { at: 1, bytes: 1, bits: 0, payload: 'x' }

test('beyond their limit messages have no row, and how many have none is counted', () => {
  const budget = createPayloadBudget({ rows: true, payloads: 100 }, 3)
  const log = createMessageLog()
  for (let index = 0; index < 5; index++) addRow(budget, log, row)
  expect(log.length).toBe(3)
  expect(budget.rowsLeftOut).toBe(2)
})

test('the payloads kept and those let go are all there were, the oldest went first', () => {
  const seed = Date.now()
  const random = seeded(seed)
  const budget = createPayloadBudget({ rows: true, payloads: 1000 })
  const logs = [createMessageLog(), createMessageLog()] as const
  const sent: string[] = []
  for (let index = 0; index < 500; index++) {
    const payload = 'x'.repeat(1 + Math.floor(random() * 50))
    sent.push(payload)
    addRow(budget, random() < 0.5 ? logs[0] : logs[1], { at: index, bytes: payload.length, bits: 0, payload })
  }
  const kept = logs.flatMap(({ payload }) => payload).filter((one) => one !== undefined)
  const units = kept.reduce((sum, { length }) => sum + length, 0)
  expect([kept.length + budget.letGo, budget.units], `seed ${seed}`).toEqual([sent.length, units])
  expect(units).toBeLessThanOrEqual(1000)
  const newest = sent.slice(budget.letGo).reduce((sum, { length }) => sum + length, 0)
  expect(units).toBe(newest)
})

test('a smaller limit lets go of payloads at once', () => {
  const budget = createPayloadBudget({ rows: true, payloads: 10 })
  const log = createMessageLog()
  for (let index = 0; index < 5; index++) addRow(budget, log, row)
  changeBudget(budget, 2)
  expect(log.payload).toEqual([undefined, undefined, undefined, 'x', 'x'])
  expect(budget).toMatchObject({ units: 2, letGo: 3 })
})
