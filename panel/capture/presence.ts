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
}

/** Knows of no document at first. */
export function createPresence(): Presence {
  const there = new Map<string, Context>()
  return {
    see(events) {
      for (const event of events)
        if (event.type === 'document') there.set(event.doc, event.context)
        else if (event.type === 'gone') there.delete(event.doc)
    },
    left(doc) {
      const context = there.get(doc)
      there.delete(doc)
      return context
    },
    contextOf: (doc) => there.get(doc) ?? 'page',
    all: () => [...there.keys()],
  }
}
