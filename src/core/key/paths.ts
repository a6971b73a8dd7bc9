import { setBounded } from '../base/bounded-map.ts'
import type { RequestsOfPath } from './request-shape.ts'

/** The paths of a document, by method, and by path. */
export type Paths = Map<string, Map<string, RequestsOfPath>>

/** Most paths of a method whose last request is kept. */
const maxPaths = 512
/** Most methods of a document, as a page may invent methods. */
const maxMethods = 16

/**
 * The requests of this method, to the path of this URL.
 * @param latest those of the request before, which mostly is of the same path
 */
export function requestsOfPath(
  paths: Paths,
  method: string,
  url: string,
  latest: RequestsOfPath | undefined,
): RequestsOfPath {
  if (latest?.method === method && hasPath(url, latest.path)) return latest
  let ofMethod = paths.get(method)
  if (!ofMethod) {
    ofMethod = new Map()
    setBounded(paths, method, ofMethod, maxMethods)
  }
  const query = url.indexOf('?')
  const path = query < 0 ? url : url.slice(0, query)
  const known = ofMethod.get(path)
  if (known) return known
  const created = { method, path, last: undefined }
  if (ofMethod.size >= maxPaths) ofMethod.clear()
  ofMethod.set(path, created)
  return created
}

/** @param path without a query */
const hasPath = (url: string, path: string) =>
  url.startsWith(path) && (url.length === path.length || url[path.length] === '?')
