import { waitUntil } from '../../src/cli/browser/wait-until.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { createSession } from '../../src/core/session/session.ts'
import { startHostileSite } from './hostile-site.ts'

/** Messages of a flood; when the page has received `wellBegun` of them, bridge and panel are behind. */
export const many = 100_000
export const wellBegun = 20_000

/**
 * Runs in a page: it receives messages as fast as they come, counts them itself, says when it has received `begun`, and posts its count
 * when it goes or has them all. A page in a flood can hardly be asked from outside: in Firefox it answers only after the flood.
 * @param then what the page does when it has received `begun`
 */
export function receiveFlood(count: number, begun: number, then?: 'navigate'): void {
  let received = 0
  const say = (what: string) => navigator.sendBeacon('/said', `${what} ${received}`)
  const socket = new WebSocket(`ws://${location.host}/flood?count=${count}`)
  socket.onopen = () => socket.send('begin')
  socket.onmessage = ({ data }) => {
    if (++received === begun) {
      say('begun')
      if (then === 'navigate') location.href = '/next'
    }
    if (data === 'the end') say('received')
  }
  addEventListener('pagehide', () => {
    say('received')
    socket.close() // a page may receive more until it is frozen in the back/forward cache
  })
}

export type FloodingSite = Awaited<ReturnType<typeof startFloodingSite>>

/** A site whose page `/flooding` receives a flood of `2 * wellBegun` messages as soon as it is there. */
export async function startFloodingSite() {
  const site = await startHostileSite({
    '/next': '<!doctype html><title>next</title>',
    '/flooding': `<!doctype html><title>flooding</title><script>(${receiveFlood})(${2 * wellBegun}, ${wellBegun})</script>`,
  })
  return {
    ...site,
    /** Forgets what earlier pages have said. */
    forget: () => {
      site.said.length = 0
    },
    /** The number of messages that the page has told of last. */
    told: (what: 'begun' | 'received'): Promise<number> =>
      waitUntil(`the page says how many it has ${what}`, 60_000, async () => {
        const last = site.said.findLast((one) => one.startsWith(what))
        return last === undefined ? undefined : Number(last.split(' ')[1])
      }),
  }
}

/** Messages that were counted, facts that are counted as lost, and documents that did not answer. */
export function accountOf(events: readonly CaptureEvent[]) {
  const session = createSession()
  for (const event of events) applyEvent(session, event)
  const { dropped, unhooked } = session.completeness
  const counted = session.streams.all.reduce((sum, stream) => sum + stream.in.count, 0)
  return { counted, dropped, unhooked }
}
