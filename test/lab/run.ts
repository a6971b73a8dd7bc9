import type { TechniqueCounters } from './counters.ts'
import type { Feed, Update } from './feed.ts'

/** A start of a technique by a page: its playback of the feed, and its messages. */
export interface Run {
  readonly counters: TechniqueCounters
  /** The newest update so far. */
  newest(): Update
  /** The updates so far that are newer than the cursor, oldest first. */
  since(cursor: number): Update[]
  /**
   * Calls back with each update newer than the cursor, in order, as it comes to exist; returns a function that stops this.
   */
  play(cursor: number, onUpdate: (update: Update) => void): () => void
  /** Counts an update sent to the page; returns true the first time. */
  deliver(update: Update): boolean
  /** Counts a message from the page. */
  received(): void
  /** Counts a message to the page. */
  sent(): void
  /**
   * Registers an open connection and how to end it when the run finishes; returns a function to call once it has closed.
   */
  hold(end: () => void): () => void
  /** Waits for `messages` messages of the page, then ends all open connections and waits until they have closed. */
  finish(messages: number): Promise<void>
}

// In ms. A page that lost a message must not hang the caller; the counters then show the difference.
const TIMEOUT_MS = 5000

/**
 * @param feed the updates to play; the playback starts now
 * @param counters counters to update
 */
export function createRun(feed: Feed, counters: TechniqueCounters): Run {
  const start = performance.now()
  const delivered = new Set<number>()
  const held = new Set<() => void>()
  let heard = 0
  let finishing = false
  const waiting = new Set<() => void>()

  const newestIndex = () => Math.max(0, feed.newestAt(performance.now() - start))

  function until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        waiting.delete(check)
        resolve()
      }
      const check = () => {
        if (condition()) done()
      }
      const timer = setTimeout(done, TIMEOUT_MS)
      waiting.add(check)
      check()
    })
  }

  function changed() {
    for (const check of waiting) check()
  }

  return {
    counters,
    newest: () => feed.update(newestIndex()),
    since(cursor) {
      const first = Math.max(0, cursor + 1)
      return Array.from({ length: Math.max(0, newestIndex() + 1 - first) }, (_, i) => feed.update(first + i))
    },
    play(cursor, onUpdate) {
      let next = feed.update(Math.max(0, cursor + 1))
      let timer = setTimeout(tick, next.at - (performance.now() - start))
      function tick() {
        const due = next
        next = feed.update(due.index + 1)
        timer = setTimeout(tick, next.at - (performance.now() - start))
        onUpdate(due)
      }
      return () => clearTimeout(timer)
    },
    deliver({ index }) {
      if (delivered.has(index)) return false
      delivered.add(index)
      counters.updates++
      return true
    },
    received() {
      heard++
      counters.messagesIn++
      changed()
    },
    sent() {
      counters.messagesOut++
    },
    hold(end) {
      held.add(end)
      // A request may arrive after the request that finished its run.
      if (finishing) setImmediate(end)
      return () => {
        held.delete(end)
        changed()
      }
    },
    async finish(messages) {
      await until(() => heard >= messages)
      finishing = true
      for (const end of held) end()
      await until(() => held.size === 0)
    },
  }
}
