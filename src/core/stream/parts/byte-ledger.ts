import type { Bytes } from '../../base/units.ts'
import type { Weight } from '../../traffic/weight.ts'

/** Bytes that a stream has cost, by what is known now. */
export interface ByteLedger {
  up: Bytes
  down: Bytes
  /** The part of `down` that was news to the page. */
  useful: Bytes
  /** The part of `up` and `down` that was counted rather than modelled. */
  measured: Bytes
  /** Heads of the responses that came over the network, and how many those were: another technique would be answered with them. */
  heads: Bytes
  headCount: number
  /** Responses that came from the browser's cache. */
  cachedResponses: number
}

export const createByteLedger = (): ByteLedger => ({
  up: 0,
  down: 0,
  useful: 0,
  measured: 0,
  heads: 0,
  headCount: 0,
  cachedResponses: 0,
})

/** Adds bytes both ways, and how many of them were counted rather than modelled. */
export function addBytes(ledger: ByteLedger, up: Bytes, down: Bytes, measured: Bytes = 0): void {
  ledger.up += up
  ledger.down += down
  ledger.measured += measured
}

/** Marks bytes that are in `down` already as news to the page. */
export function addUseful(ledger: ByteLedger, bytes: Bytes): void {
  ledger.useful += bytes
}

/** Adds all that one exchange weighs. */
export const give = (ledger: ByteLedger, weight: Weight): void => add(ledger, weight, 1)

/** Takes out all that one exchange weighs. */
export const take = (ledger: ByteLedger, weight: Weight): void => add(ledger, weight, -1)

function add(ledger: ByteLedger, weight: Weight, times: 1 | -1): void {
  ledger.up += times * weight.up
  ledger.down += times * weight.down
  ledger.useful += times * weight.useful
  ledger.measured += times * weight.measured
  ledger.heads += times * weight.head
  ledger.headCount += times * Number(weight.head > 0)
  ledger.cachedResponses += times * Number(weight.fromCache)
}

/** Adds one ledger to another and empties it. */
export function mergeLedgers(into: ByteLedger, from: ByteLedger): void {
  for (const name of Object.keys(into) as (keyof ByteLedger)[]) {
    into[name] += from[name]
    from[name] = 0
  }
}
