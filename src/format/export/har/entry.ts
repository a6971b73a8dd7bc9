import type { Moment } from '../../../core/base/units.ts'
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
  const timings = timingsOf(draft)
  const head = {
    ...(page && { pageref: page.id }),
    startedDateTime: new Date(draft.start).toISOString(),
    time: timings.send + timings.wait + timings.receive + Math.max(0, timings.blocked),
    request: requestOf(draft),
  }
  yield `${JSON.stringify(head).slice(0, -1)},"response":`
  yield* responseText(draft)
  yield `,"cache":{},"timings":${JSON.stringify(timings)}`
  const { network, timing, close, connect, items, stored } = draft
  if (network?.connection !== undefined) yield `,"_connectionId":${JSON.stringify(network.connection)}`
  if (network?.cached || timing?.cached) yield ',"_fromCache":"disk"'
  yield `,"_resourceType":"${resourceType(draft, page?.title)}"`
  // Without a list Chrome takes the events from the body, where it is one of an event stream.
  const hasItems = connect?.api === 'websocket' || connect?.api === 'eventsource' || items.count > 0
  if (hasItems) {
    yield `,"${connect?.api === 'websocket' ? '_webSocketMessages' : '_eventSourceMessages'}":`
    yield* listText(items)
  }
  if (connect?.api === 'websocket' && close) yield `,"_webSocketClose":${JSON.stringify(closeOf(close.at, close))}`
  yield `,"_duplex":{"first":"${draft.first}","doc":${JSON.stringify(draft.doc)}`
  if (draft.id !== undefined) yield `,"id":${draft.id}`
  if (draft.content.kind === 'octets') yield ',"octets":true'
  yield ',"events":'
  yield* listText(stored)
  yield '}}'
}

function* responseText(draft: Draft): Generator<string> {
  const { content, ...response } = responseOf(draft)
  yield `${JSON.stringify(response).slice(0, -1)},"content":${JSON.stringify(content).slice(0, -1)}`
  yield* contentText(draft.content)
  yield '}}'
}

/** HTTP Toolkit writes `aborted` for a socket that ended without a closing handshake. */
const closeOf = (at: Moment, { by, code, reason }: NonNullable<Draft['close']>) =>
  by === 'error' ? 'aborted' : { code: code ?? 1005, reason: reason ?? '', timestamp: at / 1000 }
