import type { Family } from '../family.ts'
import { playFeed, type Update } from '../feed.ts'
import { attachEvents, toldEvents } from './events.ts'
import { quotesFamily } from './quotes.ts'
import { answeredBySocket, attachSockets } from './sockets.ts'

const fragment = ({ n, price }: Update) => `<p id="quote" data-n="${n}">${price} €</p>`

/** Pieces of HTML, by each way that htmx has. */
export function htmxFamily(): Family {
  const quotes = quotesFamily({ type: 'text/html; charset=utf-8', write: fragment })
  return {
    attach(server) {
      quotes.attach(server)
      attachEvents(server, ['/events'], (update) => `data: ${fragment(update)}\n\n`)
      attachSockets(server, {
        path: '/socket',
        serve: (socket) => playFeed((update) => socket.send(fragment(update))),
      })
    },
    settled: (seen) => quotes.settled(seen) && toldEvents('/events')(seen) && answeredBySocket(seen),
  }
}
