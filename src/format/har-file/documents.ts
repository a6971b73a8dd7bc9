import type { Moment } from '../../core/base/units.ts'
import type { CaptureEvent } from '../../core/event/event.ts'
import type { HarEntry } from '../har/har-entry.ts'
import { createContexts, type Whence } from '../har/log-contexts.ts'

/** The pages and workers of a HAR: each becomes a document without hooks. */
export interface Documents {
  /**
   * The document that an entry belongs to.
   * @returns also the events to report before the entry
   */
  of(entry: HarEntry): { doc: string; context: Whence['context']; events: CaptureEvent[] }
}

/**
 * @param titles titles of pages by page id; browsers write the page's URL there
 * @param paged whether the log names pages at all: only then does a log of Chromium distinguish pages from workers
 * @param firstPage when the first of them began: what was asked before belongs to the page before it, which the log does not name
 */
export function createDocuments(
  titles: ReadonlyMap<string, string>,
  paged: boolean,
  firstPage: Moment = Number.NEGATIVE_INFINITY,
): Documents {
  const documents = new Map<string, string>()
  const urls = new Set(titles.values())
  const contexts = createContexts((url) => urls.has(url))

  function whence(entry: HarEntry): Whence | undefined {
    // No worker shows pictures or frames. A script may be a worker's.
    if (entry.kind === 'document' || (entry.initiator && entry.initiator !== 'script')) return undefined
    if (entry.start < firstPage) return undefined
    if (entry.dialect === 'chromium' && paged) return contexts.confirm(entry)
    const from = contexts.whence(entry)
    return from.sure ? from : undefined
  }

  return {
    of(entry) {
      const { page } = entry.origin
      const notes = [
        ...contexts.learn(entry, entry.start),
        ...contexts.learnUnanswered(entry, entry.start + unansweredAfter),
      ]
      const from = whence(entry) ?? { context: 'page', client: '' }
      const key = from.context === 'page' ? `page ${page}` : `${from.context} ${from.client}`
      const known = documents.get(key)
      if (known) return { doc: known, context: from.context, events: notes }
      const doc = `har${documents.size + 1}`
      documents.set(key, doc)
      const url = from.context === 'page' ? pageUrl(entry, titles.get(page)) : from.client
      const event: CaptureEvent = { type: 'document', at: entry.start, doc, url, context: from.context, unhooked: true }
      if (entry.userAgent !== '') event.userAgent = entry.userAgent
      return { doc, context: from.context, events: [event, ...notes] }
    },
  }
}

/** In ms: a script without an answer counts as unanswered, since the file was written later. */
const unansweredAfter = 5000
const maxUrlLength = 8192

function pageUrl({ kind, url, origin }: HarEntry, title = ''): string {
  if (/^https?:\/\/\S+$/.test(title)) return title.slice(0, maxUrlLength)
  return kind === 'document' ? url : origin.referrer
}
