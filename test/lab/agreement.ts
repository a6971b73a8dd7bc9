import type { LabCounters } from './counters.ts'
import { techniques } from './techniques.ts'

/** What the page saw of one technique. In and out are the page's: in is what it received. */
export interface PageCounts {
  requests: number
  messagesIn: number
  messagesOut: number
  updates: number
}

/**
 * Holds the server's count against the page's, after `lab.stop()`.
 * @param server `lab.counters()` or `GET /counters`
 * @param page `window.lab.counts()`
 * @returns one sentence for each difference; none when all agree
 */
export function disagreements(server: LabCounters, page: Record<string, PageCounts>): string[] {
  return techniques.flatMap(({ id, expected }) => {
    const theirs = server[id]
    const ours = page[id]
    if (!ours) return [`${id}: the page has no count`]
    const pairs: [string, number, number][] = [['requests', theirs.requests, ours.requests]]
    // Peers send to each other, not through the server: there each message sent must have been received.
    if (expected === 'webrtc') pairs.push(['messages', ours.messagesOut, ours.messagesIn])
    else
      pairs.push(
        ['messages to the page', theirs.messagesOut, ours.messagesIn],
        ['messages to the server', theirs.messagesIn, ours.messagesOut],
        ['updates', theirs.updates, ours.updates],
      )
    return pairs.filter(([, a, b]) => a !== b).map(([what, a, b]) => `${id}: ${what}: server ${a}, page ${b}`)
  })
}
