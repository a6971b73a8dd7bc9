/** Longer answers are a page or a file; a batch of more updates than this is a catching up. */
const maxBatchLength = 65_536
export const maxBatchSize = 1000
// Two objects in a row somewhere: most answers have none, and need not be parsed to know.
const mayBeBatch = /\}\s*,\s*\{/

/**
 * How many updates an answer to 'what is new since?' brings: the length of the list of objects that it is, or that is its only
 * list, such as `{"events":[…],"cursor":41}`; else one.
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
