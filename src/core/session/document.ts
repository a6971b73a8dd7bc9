import type { Milliseconds } from '../base/units.ts'
import type { CaptureEvent, Context } from '../event/event.ts'
import { createStreamKeys, forgetRequests, type StreamKeys } from '../key/stream-key.ts'
import type { Stream } from '../stream/stream.ts'
import { type Cause, createCause, noteCause } from '../traffic/cause.ts'
import type { Exchange } from '../traffic/exchange.ts'
import type { Requester } from '../wire-size/http-bytes.ts'
import { applyConnection } from './apply-connection.ts'
import { applyExchange } from './apply-exchange.ts'
import type { Session } from './session.ts'

/** A page, frame or worker, and what is under way in it. Those of different documents have nothing to do with one another. */
export interface DocumentFacts {
  url: string
  context: Context
  userAgent: string
  late: boolean
  /** Known from the network log only. */
  unhooked: boolean
  hidden: boolean
  gone: boolean
  input: Cause
  push: Cause
  keys: StreamKeys
  streams: Stream[]
  /** Those of exchanges by key. */
  byKey: Map<string, Stream>
  /** Connections by the number that the hook gave them. */
  byFlow: Map<number, Stream>
  /** Requests under way by the number that the hook gave them, oldest first. */
  exchanges: Map<number, Exchange>
}

// A request within this time after a key or click, or after a pushed message, may have been caused by it.
const inputWindow: Milliseconds = 1000
const pushWindow: Milliseconds = 200
// What listens to the key or the message itself asks within these, however fast they follow one another.
const atOnceAfterInput: Milliseconds = 50
const atOnceAfterPush: Milliseconds = 40

/** The document of this name; one that was never announced (its event was lost) is begun without an address. */
export function documentOf(session: Session, doc: string): DocumentFacts {
  let document = session.documents.get(doc)
  if (!document) {
    document = {
      url: '',
      context: 'page',
      userAgent: '',
      late: false,
      unhooked: false,
      hidden: false,
      gone: false,
      input: createCause(inputWindow, atOnceAfterInput),
      push: createCause(pushWindow, atOnceAfterPush),
      keys: createStreamKeys(),
      streams: [],
      byKey: new Map(),
      byFlow: new Map(),
      exchanges: new Map(),
    }
    session.documents.set(doc, document)
  }
  return document
}

type DocumentEvent = Extract<CaptureEvent, { type: 'document' | 'gone' | 'visibility' | 'input' }>

/** What is told of a document itself. Called by `applyEvent` only. */
export function applyDocument(session: Session, event: DocumentEvent): void {
  const document = documentOf(session, event.doc)
  if (event.type === 'document') {
    document.url = event.url
    document.context = event.context
    document.late = event.late ?? false
    document.unhooked = event.unhooked ?? false
    document.userAgent = event.userAgent ?? ''
    document.gone = false
    if (!document.unhooked) session.documentUrls.add(event.url.replace(/#.*$/, ''))
    if (session.url === '' && event.context === 'page') session.url = event.url
    if (session.userAgent === '') session.userAgent = document.userAgent
  } else if (event.type === 'gone') {
    document.gone = true
    endDocument(session, event.doc, event.at)
  } else if (event.type === 'visibility') document.hidden = event.hidden
  else noteCause(document.input, event.at)
}

/** What a document takes with it: its connections are closed, its requests will not be answered. */
function endDocument(session: Session, doc: string, at: Milliseconds): void {
  const { exchanges, byFlow, keys, streams } = documentOf(session, doc)
  for (const id of [...exchanges.keys()]) applyExchange(session, { type: 'finish', at, doc, id, outcome: 'abort' })
  for (const [id, { status }] of byFlow)
    if (status === 'open') applyConnection(session, { type: 'close', at, doc, id, by: 'page' })
  for (const stream of streams) if (stream.kind === 'exchanges' && stream.status === 'open') stream.status = 'closed'
  forgetRequests(keys)
}

/** Who asks, for the models of request heads. */
export function requesterOf(session: Session, { userAgent, url, context }: DocumentFacts): Requester {
  const worker = context !== 'page' && context !== 'frame'
  return { userAgent: userAgent || session.userAgent, referrer: url, worker }
}
