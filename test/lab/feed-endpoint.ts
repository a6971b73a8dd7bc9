import { answer, type Endpoint } from './endpoint.ts'
import { createFeed } from './feed.ts'

/**
 * The first `?count=` updates with their times, for a page that plays the feed itself. They do not count as delivered:
 * delivery happens between the peers.
 */
export function feedList(seed: number, meanMs: number): Endpoint {
  return ({ response, query }) => {
    const feed = createFeed(Number(query.get('seed') ?? seed), Number(query.get('mean') ?? meanMs))
    const count = Math.min(1000, Number(query.get('count') ?? 200))
    answer(
      response,
      JSON.stringify({
        updates: Array.from({ length: count }, (_, index) => feed.update(index)),
      }),
    )
  }
}
