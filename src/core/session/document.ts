import { addBounded } from '../base/bounded-map.ts'
import { withoutFragment } from '../base/parsed-url.ts'
import type { Milliseconds, Moment } from '../base/units.ts'
import type { Context, DocumentEvent } from '../event/event.ts'
import { createStreamKeys, type StreamKeys } from '../key/stream-key.ts'
import type { DocumentFacts, Stream, StreamExchange } from '../stream/stream.ts'
import { createCause } from '../traffic/cause.ts'
import { createOrigin, type Origin, partyOf } from '../traffic/origin.ts'
import { createVisibility, noteVisibility } from '../traffic/visibility.ts'

/** A page, frame or worker, and its traffic. Requests of different documents have nothing to do with one another. */
export interface Document extends DocumentFacts {
  /** Whose documents it shares the ways to servers with, as `partyOf` names them. */
  party: string
  gone: boolean
  userAgent: string
  keys: StreamKeys
  /** Streams of exchanges by key. */
  byKey: Map<string, Stream>
  /** The last WebSockets of each address. */
  sockets: Map<string, Stream[]>
  /** Open connections by the number that their source gave them. */
  connections: Map<number, Stream>
  /** Requests in flight by the number that their source gave them, oldest first. */
  exchanges: Map<number, StreamExchange>
}

export interface Documents {
  byName: Map<string, Document>
  /** The top document that was announced last. */
  page: Document | undefined
  /** Documents that went away, in the order in which they went. */
  gone: Set<Document>
  /** The document of the last event: most events come from the document of the one before. */
  last: Document | undefined
  /** URLs of the last documents that hooks reported, without fragments. */
  urls: Set<string>
  /** Requests in flight in all documents. */
  inFlight: number
  /** The browser's name: the first that a document told is that of all documents that do not tell theirs. */
  userAgent: string
}

/** Documents that are remembered. Of a page with more frames and workers at once, the oldest of these are not followed. */
const maxDocuments = 2000

export const createDocuments = (): Documents => ({
  byName: new Map(),
  page: undefined,
  gone: new Set(),
  last: undefined,
  urls: new Set(),
  inFlight: 0,
  userAgent: '',
})

// A request within this time after a key, click or scroll, or after a pushed message, may have been caused by it.
const inputWindow: Milliseconds = 1000
const pushWindow: Milliseconds = 200
// A listener to the input or the message itself asks within these times, however fast inputs or messages follow one another.
const atOnceAfterInput: Milliseconds = 50
const atOnceAfterPush: Milliseconds = 40

/** The document of this name, if it is known. */
export function knownDocument(documents: Documents, name: string): Document | undefined {
  const { last } = documents
  if (last?.name === name) return last
  const document = documents.byName.get(name)
  if (document) documents.last = document
  return document
}

/**
 * The document of this name; one that was never announced (its event was lost), or was forgotten since, is begun without a URL: as a frame
 * where the page is known.
 */
export function documentOf(documents: Documents, name: string): Document {
  return knownDocument(documents, name) ?? addDocument(documents, name)
}

function addDocument(documents: Documents, name: string): Document {
  const document: Document = {
    name,
    url: '',
    context: documents.page && !documents.page.gone ? 'frame' : 'page',
    userAgent: '',
    requester: { userAgent: documents.userAgent, referrer: '', worker: false },
    party: name,
    origin: createOrigin('', name),
    unhooked: false,
    visibility: createVisibility(),
    gone: false,
    input: createCause(inputWindow, atOnceAfterInput),
    push: createCause(pushWindow, atOnceAfterPush),
    keys: createStreamKeys(),
    streams: [],
    failedSockets: [],
    byKey: new Map(),
    sockets: new Map(),
    connections: new Map(),
    exchanges: new Map(),
  }
  documents.byName.set(name, document)
  documents.last = document
  return document
}

/** Notes what the event of a document says of it. @param origin of its URL */
export function announce(documents: Documents, document: Document, event: DocumentEvent, origin: Origin): void {
  const { at, url, context, userAgent = '', unhooked = false } = event
  document.url = url
  document.context = context
  document.userAgent = userAgent
  document.unhooked = unhooked
  document.gone = false
  // A document that is hidden says so right after it is announced.
  if (!unhooked) noteVisibility(document.visibility, 'visible', at)
  else if (documents.page && isOfTab(context)) document.visibility = documents.page.visibility
  documents.gone.delete(document)
  document.party = partyOf(document.name, url)
  document.origin = origin
  if (context === 'page' && !unhooked) documents.page = document
  if (!unhooked) addBounded(documents.urls, withoutFragment(url), maxDocuments)
  if (documents.userAgent === '' && userAgent !== '') nameBrowser(documents, userAgent)
  const worker = context !== 'page' && context !== 'frame'
  document.requester = { userAgent: userAgent || documents.userAgent, referrer: url, worker }
}

/** Whether traffic that no hook sees is that of the tab, and hidden with it: shared and service workers serve several tabs. */
const isOfTab = (context: Context) => context !== 'shared-worker' && context !== 'service-worker'

function nameBrowser(documents: Documents, userAgent: string): void {
  documents.userAgent = userAgent
  for (const document of documents.byName.values())
    if (document.userAgent === '') document.requester = { ...document.requester, userAgent }
}

/** Notes that a document went away. Its events may go on: the back/forward cache gives documents back. */
export function leave({ gone }: Documents, document: Document, at: Moment): void {
  document.gone = true
  // One that no hook sees has the visibility of the page.
  if (!document.unhooked) noteVisibility(document.visibility, 'away', at)
  gone.add(document)
}

/**
 * The document to be forgotten for a new one, where there are too many: the first that went away, or else the oldest frame or
 * worker, or else the oldest page but the present one.
 */
export function documentToForget({ byName, gone, page }: Documents): Document | undefined {
  if (byName.size <= maxDocuments) return undefined
  const [left] = gone
  if (left) return left
  for (const document of byName.values()) if (document.context !== 'page') return document
  for (const document of byName.values()) if (document !== page) return document
  return undefined
}

/** Forgets a document of which nothing is open any more. Its streams stay, and need no more of it than its facts. */
export function forget(documents: Documents, document: Document): void {
  documents.byName.delete(document.name)
  documents.gone.delete(document)
  if (documents.last === document) documents.last = undefined
  if (documents.page === document) documents.page = undefined
  document.keys = createStreamKeys()
  document.byKey.clear()
  document.sockets.clear()
  document.streams = []
}
