import { createTRPCClient, createWSClient, httpBatchStreamLink, httpSubscriptionLink, wsLink } from '@trpc/client'
import { answerTo, isAnswered } from '../feed.ts'
import type { Quotes } from '../servers/trpc.ts'

const quiet = { onError: console.error }

/** A subscription by events, one by a WebSocket that also carries answers, and a query that is answered in pieces. */
export function start() {
  const byEvents = createTRPCClient<Quotes>({ links: [httpSubscriptionLink({ url: '/events' })] })
  const socket = createWSClient({ url: `ws://${location.host}/socket` })
  const bySocket = createTRPCClient<Quotes>({ links: [wsLink({ client: socket })] })
  const batched = createTRPCClient<Quotes>({ links: [httpBatchStreamLink({ url: '/batched' })] })
  const events = byEvents.watch.subscribe(undefined, quiet)
  const messages = bySocket.watch.subscribe(undefined, {
    ...quiet,
    onData({ data: { n } }) {
      if (isAnswered(n)) void bySocket.answer.mutate(answerTo(n))
    },
  })
  const read = batched.told.query().then(async (pieces) => {
    for await (const piece of pieces) document.title = String(piece.price)
  })
  return async () => {
    events.unsubscribe()
    await read
    messages.unsubscribe()
    // The server answers the end of the subscription: once it has answered these, too, nothing is on its way.
    for (const said of ['stopped', 'goodbye']) await bySocket.answer.mutate(said)
    await socket.close()
  }
}
