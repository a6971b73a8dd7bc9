import { describe } from 'vitest'
import { clients } from '../lab/clients/clients.ts'
import { testClients } from './clients/tested.ts'
import { kinds, startDriven } from './driven.ts'
import { started } from './started.ts'

const msPerDay = 86_400_000
const aDay = 3

/** The day whose clients are tested: today, or the one that CLIENTS_DAY names, so that a failure can be repeated. */
const day = Number(process.env['CLIENTS_DAY'] ?? Math.floor(Date.now() / msPerDay))
const kind = kinds[day % kinds.length]!
// Every browser goes round the whole table, since the clients move on only when each browser has had them.
const turn = Math.floor(day / kinds.length) * aDay
const some = Array.from({ length: aDay }, (_, index) => clients[(turn + index) % clients.length]!)

// A few clients of the table in one browser, others every other day; `all-clients.long.test.ts` has all of them in both.
describe(`${kind}, CLIENTS_DAY=${day}`, () => {
  const driven = started(() => startDriven(kind))
  testClients(kind, driven, some)
})
