import { expect, test } from 'vitest'
import { createMessageLog } from '../../src/core/stream/parts/message-log.ts'
import { addRow, createPayloadBudget } from '../../src/core/stream/parts/payload-budget.ts'

const row = { at: 1, bytes: 1, bits: 0, payload: 'x' }

test('beyond their limit messages have no row, and how many have none is counted', () => {
  const budget = createPayloadBudget({ rows: true, payloads: 100 }, 3)
  const log = createMessageLog()
  for (let index = 0; index < 5; index++) addRow(budget, log, row)
  expect(log.length).toBe(3)
  expect(budget.rowsLeftOut).toBe(2)
})
