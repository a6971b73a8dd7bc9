import { InfiniteQueryObserver, QueryClient } from '@tanstack/query-core'

// In ms from the start: when somebody reaches the end of the list.
const times = [700, 1500, 3100, 3800, 5600, 6200, 7900, 8600, 9300]

/** A list that grows as one scrolls: requests to one address that are no polls. */
export function start() {
  const client = new QueryClient()
  const observer = new InfiniteQueryObserver(client, {
    queryKey: ['items'],
    queryFn: ({ pageParam }) =>
      fetch(`/items?page=${pageParam}`).then((answer) => answer.json() as Promise<{ items: object[]; next: number }>),
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next,
  })
  for (const time of times) setTimeout(() => void observer.fetchNextPage(), time)
  return observer.subscribe(() => {})
}
