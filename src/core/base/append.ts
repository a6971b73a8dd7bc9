/**
 * Appends items to a list. `list.push(...items)` passes each item on the stack, and throws a RangeError from some 120,000 items on
 * (V8 and SpiderMonkey), after which the rest of a reading is lost.
 */
export function append<T>(list: T[], items: Iterable<T>): void {
  for (const item of items) list.push(item)
}
