import { QueryClient, QueryObserver } from '@tanstack/query-core'

/** The core of TanStack Query, which its packages for frameworks wrap. */
export function start() {
  const client = new QueryClient()
  client.mount()
  const observer = new QueryObserver(client, {
    queryKey: ['quote'],
    queryFn: () => fetch('/quotes').then((answer) => answer.json()),
    refetchInterval: 600,
  })
  return observer.subscribe(() => {})
}
