import type { LabCounters } from './counters.ts'
import { techniques } from './techniques.ts'

/** The page's counts of a technique. In and out are seen from the page: in is what it received. */
export interface PageCounts {
  requests: number
  messagesIn: number
  messagesOut: number
  updates: number
}

/**
 * Compares the server's counts with the page's, after `lab.stop()`.
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
    // Peers send to each other, not through the server: each message sent by one must have been received by the other.
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
