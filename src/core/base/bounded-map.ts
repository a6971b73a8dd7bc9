/**
 * Sets an entry of a map that keeps its newest entries: one that is set again counts as new, and beyond `limit` entries the oldest
 * is forgotten.
 */
export function setBounded<K, V>(map: Map<K, V>, key: K, value: V, limit: number): void {
  if (map.size >= limit && !map.has(key)) map.delete(map.keys().next().value as K)
  map.set(key, value)
}

/** Adds a value to a set that keeps its newest values: beyond `limit` values the oldest is forgotten. */
export function addBounded<T>(set: Set<T>, value: T, limit: number): void {
  if (set.size >= limit && !set.has(value)) set.delete(set.keys().next().value as T)
  set.add(value)
}
