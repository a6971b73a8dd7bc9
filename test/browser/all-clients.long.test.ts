import { describe } from 'vitest'
import { clients } from '../lab/clients/clients.ts'
import { testClients } from './clients/tested.ts'
import { kinds, startDriven } from './driven.ts'
import { started } from './started.ts'

/** How many run side by side: with more, two cores would be late with the timers of pollers. */
const together = 12

const groups = Array.from({ length: Math.ceil(clients.length / together) }, (_, index) =>
  clients.slice(index * together, (index + 1) * together),
)

// Every client of the table, in both browsers. Those of `clients.test.ts`, which take several paths each, are tested there.
describe.each(kinds)('%s', (kind) => {
  const driven = started(() => startDriven(kind))
  for (const [index, group] of groups.entries()) describe(`group ${index + 1}`, () => testClients(kind, driven, group))
})
