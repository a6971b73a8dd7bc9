import type { CaptureEvent, Context } from '../../src/core/event/event.ts'

/** Which documents are there, whether or not their events are recorded. */
export interface Presence {
  see(events: readonly CaptureEvent[]): void
  /**
   * Takes note that a document's bridge is gone.
   * @returns the context of a document that never said it was going: it has crashed, or the browser has stopped it
   */
  left(doc: string): Context | undefined
  /** The context of a document that is there; `page` for any other. */
  contextOf(doc: string): Context
  /** The documents that are there. */
  all(): string[]
  /** The time by a document's own clock, which may be hours behind: it stands still while the computer sleeps. In ms since the Unix epoch. */
  nowOf(doc: string): number
}

/**
 * Knows of no document at first.
 * @param now the clock of the panel, in ms since the Unix epoch
 */
export function createPresence(now: () => number = Date.now): Presence {
  const there = new Map<string, Context>()
  // How far the clock of a document is behind the panel's, at most: the time that its last event took to arrive is in it.
  const behind = new Map<string, number>()
  const forget = (doc: string) => {
    there.delete(doc)
    behind.delete(doc)
  }
  return {
    see(events) {
      for (const event of events)
        if (event.type === 'document') there.set(event.doc, event.context)
        else if (event.type === 'gone') forget(event.doc)
      const last = events.at(-1)
      if (last && 'doc' in last && last.doc !== undefined && there.has(last.doc)) behind.set(last.doc, now() - last.at)
    },
    left(doc) {
      const context = there.get(doc)
      forget(doc)
      return context
    },
    nowOf: (doc) => now() - (behind.get(doc) ?? 0),
    contextOf: (doc) => there.get(doc) ?? 'page',
    all: () => [...there.keys()],
  }
}
