import { setBounded } from '../base/bounded-map.ts'

/** The batches of requests so far, by the shape of the request. */
export type Batches = Map<string, (readonly string[])[]>

/** Most shapes whose batches are remembered. */
const maxBatchedShapes = 4096
/** Most different batches of a shape; further ones share one name. */
const maxBatches = 64
/** Least share of common operations (0 to 1) with which two batches count as equal. */
const minBatchSimilarity = 0.6

/**
 * The name of a batch, which it shares with all batches of mostly the same operations: pages ask for a little more or less each
 * time.
 * @param batches known batches, to which a new one is added
 * @param batch operations of the batch, sorted
 */
export function batchName(batches: Batches, shape: string, batch: readonly string[]): string {
  let known = batches.get(shape)
  if (!known) {
    known = []
    setBounded(batches, shape, known, maxBatchedShapes)
  }
  let index = known.findIndex((other) => similarity(other, batch) >= minBatchSimilarity)
  if (index < 0) index = known.length < maxBatches ? known.push(batch) - 1 : maxBatches
  return `batch:${index === maxBatches ? 'others' : known[index]!.join(',')}`
}

/** Share of the operations of two batches that both have (Jaccard index), from 0 to 1. */
function similarity(a: readonly string[], b: readonly string[]): number {
  const shared = a.filter((operation) => b.includes(operation)).length
  return shared / (a.length + b.length - shared)
}
