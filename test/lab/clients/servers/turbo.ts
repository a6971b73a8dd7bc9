import type { Family } from '../family.ts'
import { playFeed, type Update, updates } from '../feed.ts'
import { attachEvents, toldEvents } from './events.ts'
import { quotesFamily } from './quotes.ts'
import { attachSockets } from './sockets.ts'

const fragment = ({ n, price }: Update) =>
  `<turbo-stream action="update" target="quote"><template>${n}: ${price} €</template></turbo-stream>`

/** Pieces of HTML, by each way that Turbo has. */
export function turboFamily(): Family {
  const quotes = quotesFamily({
    type: 'text/html; charset=utf-8',
    write: ({ n, price }) => `<turbo-frame id="frame">${n}: ${price} €</turbo-frame>`,
  })
  return {
    attach(server) {
      quotes.attach(server)
      attachEvents(server, ['/events'], (update) => `data: ${fragment(update)}\n\n`)
      attachSockets(server, { path: '/socket', serve: (socket) => playFeed((update) => socket.send(fragment(update))) })
    },
    settled: (seen) =>
      quotes.settled(seen) &&
      toldEvents('/events')(seen) &&
      seen.some(({ socket }) => socket && socket.out.length >= updates),
  }
}
