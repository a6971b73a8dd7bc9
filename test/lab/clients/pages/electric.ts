import { ShapeStream } from '@electric-sql/client'

/** A shape that is kept up to date. */
export function start() {
  const ended = new AbortController()
  const stream = new ShapeStream({
    url: `${location.origin}/v1/shape`,
    params: { table: 'quotes' },
    signal: ended.signal,
    onError: () => {},
  })
  stream.subscribe(() => {})
  return () => ended.abort()
}
