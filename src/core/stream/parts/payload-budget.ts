import { appendRow, forgetOldestPayload, insertRow, logOf, type MessageLog, type NewRow } from './message-log.ts'

/** Keeps the rows of all streams, and their payloads, within a bound; the oldest payloads go first. */
export interface PayloadBudget {
  keep: Keep
  maxRows: number
  /** UTF-16 units of payloads kept now. */
  units: number
  /** Payloads that were let go to make room for newer ones. */
  letGo: number
  /** The log that each payload came into, the oldest first; entries before `first` have been let go. */
  order: MessageLog[]
  first: number
  /** Every log that has ever had a payload. */
  logs: Set<MessageLog>
  rows: number
  /** Messages without a row; the totals of their stream count them all the same. */
  rowsLeftOut: number
}

/** Rows and payloads that a session keeps beside its totals, for people to look at. */
export interface Keep {
  /** A row for each message: its time, size and kind. Without rows the memory that a session takes does not grow. */
  rows: boolean
  /** UTF-16 units of payloads, of all streams together: a byte each, and two where one is beyond Latin-1. */
  payloads: number
}

/** Rows of 31 to 62 bytes (see `MessageLog`): 20 million take 0.6 to 1.2 GB. */
const maxRows = 20_000_000

/** @param most rows of all streams together */
export const createPayloadBudget = (keep: Keep, most = maxRows): PayloadBudget => ({
  keep,
  maxRows: most,
  units: 0,
  letGo: 0,
  order: [],
  first: 0,
  logs: new Set(),
  rows: 0,
  rowsLeftOut: 0,
})

/**
 * Adds a row to a stream's log, and lets go of the oldest payloads of all streams where that goes beyond the budget.
 * @param late the row was reported later than some that came after it
 */
export function addRow(budget: PayloadBudget, log: MessageLog, row: NewRow, late = false): void {
  const { rows, payloads } = budget.keep
  if (!rows) return
  if (budget.rows >= budget.maxRows) {
    budget.rowsLeftOut++
    return
  }
  budget.rows++
  const add = late ? insertRow : appendRow
  if (payloads === 0) {
    add(log, { ...row, payload: undefined })
    return
  }
  add(log, row)
  if (!row.payload) return
  budget.units += row.payload.length
  budget.order.push(log)
  budget.logs.add(log)
  while (budget.units > payloads) forgetOldest(budget)
}

/** Sets another limit, and lets go of the oldest payloads beyond it. */
export function changeBudget(budget: PayloadBudget, payloads: number): void {
  budget.keep = { ...budget.keep, payloads }
  while (budget.units > payloads) forgetOldest(budget)
}

/** Lets go of all rows of logs whose streams are let go. */
export function releaseRows(budget: PayloadBudget, logs: ReadonlySet<MessageLog>): void {
  for (const log of logs) {
    budget.rows -= log.length
    for (let freed = forgetOldestPayload(log); freed >= 0; freed = forgetOldestPayload(log)) budget.units -= freed
    budget.logs.delete(log)
  }
  budget.order = budget.order.slice(budget.first).filter((log) => !logs.has(log))
  budget.first = 0
}

// Taking entries out of the front of a long list moves all of it: so many are taken out at once.
const takenOutAtOnce = 4096

function forgetOldest(budget: PayloadBudget): void {
  const { order } = budget
  const log = order[budget.first++]
  if (log) take(budget, logOf(log))
  else for (const each of budget.logs) take(budget, logOf(each))
  if (budget.first < takenOutAtOnce && log) return
  order.splice(0, budget.first)
  budget.first = 0
}

/** Rows can have moved to another stream since, so that the order may end before the payloads do. */
function take(budget: PayloadBudget, log: MessageLog): void {
  const freed = forgetOldestPayload(log)
  if (freed < 0) return
  budget.units -= freed
  budget.letGo++
}
