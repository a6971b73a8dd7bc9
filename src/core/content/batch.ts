/** UTF-16 units of an answer that may be a batch; longer answers are a page or a file. */
const maxBatchLength = 65_536
/** Updates that one answer counts for at most; a longer list is what a client that was away catches up on. */
const maxBatchSize = 1000
// Two objects in a row: most answers have none, and so need not be parsed.
const mayBeBatch = /\}\s*,\s*\{/

/**
 * Counts the updates of an answer to a poll.
 * @param text the whole answer
 * @returns the length of the answer, if it is a list of objects, or of the only list in it, as in `{"events":[…],"cursor":41}`;
 *   1 for any other answer
 */
export function batchSize(text: string): number {
  if (text.length > maxBatchLength || !mayBeBatch.test(text)) return 1
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return 1
  }
  const lists = Array.isArray(value) ? [value] : Object.values(value as object).filter(Array.isArray)
  const [list, other] = lists
  if (!list || other || list.some((item) => typeof item !== 'object')) return 1
  return Math.max(1, Math.min(maxBatchSize, list.length))
}
