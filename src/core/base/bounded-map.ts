/**
 * Sets an entry of a map that must not grow without end. An entry that is set again counts as new.
 * @param limit most entries of the map: beyond it the oldest one is removed
 */
export function setBounded<K, V>(map: Map<K, V>, key: K, value: V, limit: number): void {
  if (!map.delete(key) && map.size >= limit) map.delete(map.keys().next().value as K)
  map.set(key, value)
}

/**
 * Adds a value to a set that must not grow without end. A value that is added again counts as new.
 * @param limit most values of the set: beyond it the oldest one is removed
 */
export function addBounded<T>(set: Set<T>, value: T, limit: number): void {
  if (!set.delete(value) && set.size >= limit) set.delete(set.keys().next().value as T)
  set.add(value)
}
