/**
 * Sets an entry of a map that must not grow without end. An entry that is set again keeps its place: moving it would cost each answer
 * of a poller two operations more.
 * @param limit most entries of the map: beyond it the entry that was added first is removed
 */
export function setBounded<K, V>(map: Map<K, V>, key: K, value: V, limit: number): void {
  if (map.size >= limit && !map.has(key)) map.delete(map.keys().next().value as K)
  map.set(key, value)
}

/**
 * Adds a value to a set that must not grow without end.
 * @param limit most values of the set: beyond it the value that was added first is removed
 */
export function addBounded<T>(set: Set<T>, value: T, limit: number): void {
  if (set.size >= limit && !set.has(value)) set.delete(set.keys().next().value as T)
  set.add(value)
}
