import { contentText } from './content.ts'
import type { Draft } from './draft.ts'
import { requestOf, resourceType, responseOf, timingsOf } from './entry-facts.ts'
import { listText } from './json-list.ts'

/** A page of the log: a document that a person sees, in the tab or in a frame. */
export interface Page {
  startedDateTime: string
  id: string
  /** Its URL, as browsers write it. */
  title: string
  pageTimings: Record<string, never>
}

/**
 * An entry of a HAR, as JSON in pieces (http://www.softwareishard.com/blog/har-12-spec), with the extensions of Chrome, that of HTTP
 * Toolkit for the end of a socket (`_webSocketClose`), and `_duplex`.
 * @param page of its document, if it has one
 */
export function* entryText(draft: Draft, page: Page | undefined): Generator<string> {
  const { network, timing, close, connect, items, stored } = draft
  const timings = timingsOf(draft)
  const isSocket = connect?.api === 'websocket'
  // Without a list Chrome takes the events from the body, where it is one of an event stream.
  const hasItems = isSocket || connect?.api === 'eventsource' || items.count > 0
  // The content of the response comes last, so that the body can follow in pieces.
  const beginning = JSON.stringify({
    pageref: page?.id,
    startedDateTime: new Date(draft.start).toISOString(),
    time: timings.send + timings.wait + timings.receive + Math.max(0, timings.blocked),
    request: requestOf(draft),
    cache: {},
    timings,
    _connectionId: network?.connection,
    _fromCache: network?.cached || timing?.cached ? 'disk' : undefined,
    _resourceType: resourceType(draft, page?.title),
    _webSocketClose: isSocket && close ? closeOf(close) : undefined,
    response: responseOf(draft),
  })
  yield beginning.slice(0, -'}}}'.length)
  yield* contentText(draft.content)
  if (hasItems) {
    yield `}},"${isSocket ? '_webSocketMessages' : '_eventSourceMessages'}":`
    yield* listText(items)
  } else yield '}}'
  const octets = draft.content.kind === 'octets' || undefined
  const flow = JSON.stringify({ first: String(draft.first), doc: draft.doc, id: draft.id, octets })
  yield `,"_duplex":${flow.slice(0, -1)},"events":`
  yield* listText(stored)
  yield '}}'
}

/** HTTP Toolkit writes `aborted` for a socket that ended without a closing handshake. */
const closeOf = ({ at, by, code, reason }: NonNullable<Draft['close']>) =>
  by === 'error' ? 'aborted' : { code: code ?? 1005, reason: reason ?? '', timestamp: at / 1000 }
