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
// The clients move on once each browser has had them. They stand apart in the table, so that they are of different kinds.
const turn = Math.floor(day / kinds.length)
const apart = Math.ceil(clients.length / aDay)
const some = Array.from({ length: aDay }, (_, index) => clients[((turn % apart) + index * apart) % clients.length]!)

// A few clients of the table in one browser; `all-clients.long.test.ts` has all of them in both.
describe(`${kind}, CLIENTS_DAY=${day}: ${some.map(({ id }) => id).join(', ')}`, () => {
  const driven = started(() => startDriven(kind))
  testClients(kind, driven, some)
})
