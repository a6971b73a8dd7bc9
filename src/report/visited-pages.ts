import type { CaptureEvent } from '../core/event/event.ts'

/** The pages of a session, in order, each once. */
export interface VisitedPages {
  readonly urls: readonly string[]
  /** Loads of pages beyond those that are listed. */
  readonly more: number
}

const maxPages = 50

/** Collects the pages that a session went through. */
export function createVisitedPages() {
  const urls = new Set<string>()
  let more = 0
  return {
    note(event: CaptureEvent): void {
      if (event.type !== 'document' || event.context !== 'page' || urls.has(event.url)) return
      if (urls.size < maxPages) urls.add(event.url)
      else more++
    },
    visited: (): VisitedPages => ({ urls: [...urls], more }),
  }
}
