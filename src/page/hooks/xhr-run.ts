import { announcedLength, bodyKind } from '../body/content-type.ts'
import { headBytes } from '../body/head-bytes.ts'
import { describeValue } from '../browser/describe-value.ts'
import {
  addListener,
  eventType,
  getter,
  NativeWeakMap,
  slice,
  uncurry,
  weakGet,
  weakHasKey,
  weakSet,
} from '../browser/natives.ts'
import { maxPayload, octetPayload, payloadOf, textPayload, utf8Bytes, withBody } from '../report/payload.ts'
import { record } from '../report/record.ts'
import { newId, report } from '../report/report.ts'

/** A request in flight. One XMLHttpRequest object may send several, one after the other. */
interface Run {
  id: number
  url: string
  over: boolean
  headersSeen: boolean
  /**
   * Pieces of the body are reported as they arrive: the page reads it as text, and it streams or has no announced length.
   */
  inPieces: boolean
  streams: boolean
  textual: boolean
  /** Bytes of the body by its head; infinite where that does not say. */
  length: number
  /** UTF-16 units reported so far. */
  seen: number
}

/** Bytes of a body that is parsed as soon as it is there. */
const maxParsed = 65_536
const unknownLength = Number.POSITIVE_INFINITY

export const openedState = 1
const headersState = 2
const loadingState = 3
const doneState = 4

const { prototype } = XMLHttpRequest
export const readState = getter<number>(prototype, 'readyState')!
const readStatus = getter<number>(prototype, 'status')!
const readType = getter<string>(prototype, 'responseType')!
const readText = getter<string>(prototype, 'responseText')!
const readResponse = getter<unknown>(prototype, 'response')!
const readHeader = uncurry(prototype.getResponseHeader) as (xhr: object, name: string) => string | null
const readHeaders = uncurry(prototype.getAllResponseHeaders) as (xhr: object) => string
const runs = new NativeWeakMap<object, Run>()

const runOf = (xhr: object) => weakGet(runs, xhr) as Run | undefined

/**
 * Reports the request that the page is about to send and starts to observe its progress.
 * @param method in capitals
 * @param url absolute
 */
export function begin(xhr: XMLHttpRequest, method: string, url: string, body: unknown): void {
  const run: Run = {
    id: newId(),
    url,
    over: false,
    headersSeen: false,
    inPieces: false,
    streams: false,
    textual: false,
    length: unknownLength,
    seen: 0,
  }
  report(() => {
    const event = record('request', run.id)
    event['api'] = 'xhr'
    event['method'] = method
    event['url'] = url
    return withBody(event, payloadOf(body))
  })
  // One listener for each object, never removed: adding and removing it with each request takes longer than calls that find
  // nothing to do.
  if (!weakHasKey(runs, xhr)) addListener(xhr, 'readystatechange', onChange)
  weakSet(runs, xhr, run)
}

/** Whether a request of the object is in flight. */
export const isRunning = (xhr: object) => runOf(xhr)?.over === false

/** Reports the end of the request in flight where no event does: `open()` was called again, or the native `send` threw. */
export function breakOff(xhr: object, outcome: 'abort' | 'error'): void {
  const run = runOf(xhr)
  if (run) finish(xhr, run, outcome)
}

/** Reports what has arrived so far, before `open()` discards it: the event that would report it may not have fired yet. */
export function catchUp(xhr: object): void {
  const run = runOf(xhr)
  if (run) look(xhr, run)
}

/** Reports what has arrived so far, before `abort()` discards it. */
export function catchUpBeforeAbort(xhr: object): void {
  const run = runOf(xhr)
  if (run) lookOrListen(xhr, run)
}

function onChange(this: object, event: Event): void {
  try {
    const run = event.isTrusted ? runOf(this) : undefined
    if (run) lookOrListen(this, run)
  } catch {
    // an error in the observer must not reach the page
  }
}

function lookOrListen(xhr: object, run: Run): void {
  if (run.over) return
  // A failed request: the next event (error, abort or timeout) says how it failed.
  if (readState(xhr) === doneState && readStatus(xhr) === 0) listenForEnd(xhr)
  else look(xhr, run)
}

function listenForEnd(xhr: object): void {
  addListener(xhr, 'load', onEnd) // for a `file:` URL, which has no status
  addListener(xhr, 'error', onEnd)
  addListener(xhr, 'abort', onEnd)
  addListener(xhr, 'timeout', onEnd)
}

function onEnd(this: object, event: Event): void {
  try {
    const run = event.isTrusted ? runOf(this) : undefined
    if (run) finish(this, run, eventType(event))
  } catch {
    // an error in the observer must not reach the page
  }
}

function look(xhr: object, run: Run): void {
  const state = readState(xhr)
  const status = readStatus(xhr)
  if (run.over || state < headersState) return
  if (!run.headersSeen && status > 0) onHeaders(xhr, run, status)
  if (state === loadingState) onPiece(xhr, run)
  if (state === doneState) finish(xhr, run, status > 0 ? 'load' : 'error')
}

function onHeaders(xhr: object, run: Run, status: number): void {
  run.headersSeen = true
  const type = readType(xhr)
  const contentType = readHeader(xhr, 'content-type') ?? ''
  const announced = readHeader(xhr, 'content-length')
  const encoding = readHeader(xhr, 'content-encoding')
  const { streams, textual } = bodyKind(contentType)
  run.streams = streams
  run.textual = textual
  run.length = encoding === null ? (announcedLength(announced) ?? unknownLength) : unknownLength
  run.inPieces = (type === '' || type === 'text') && (streams || (textual && announced === null))
  // Firefox fires `readystatechange` for the first piece only.
  if (run.inPieces) addListener(xhr, 'progress', onChange)
  report(() => {
    const event = record('response', run.id)
    event['status'] = status
    event['contentType'] = contentType
    const octets = announcedLength(announced)
    if (octets !== undefined) event['length'] = octets
    if (encoding !== null) event['encoding'] = encoding
    event['headerBytes'] = headBytes(run.url, status, () => readHeaders(xhr).length)
    return event
  })
}

/** Reports the text that arrived since the last call. */
function onPiece(xhr: object, run: Run): void {
  if (!run.inPieces) return
  // A long text that is not a stream is read again only at its end: each read may cost as much as all before it.
  if (!run.streams && run.seen > maxPayload && readState(xhr) !== doneState) return
  const text = readText(xhr)
  if (text.length === run.seen) return
  const tail = slice(text, run.seen)
  run.seen = text.length
  report(() => {
    const event = record('chunk', run.id)
    const payload = textPayload(tail)
    event['bytes'] = payload.bytes
    event['text'] = payload.text
    if (payload.cut) event['cut'] = true
    return event
  })
}

function finish(xhr: object, run: Run, type: string): void {
  if (run.over) return
  run.over = true
  if (type === 'load') onPiece(xhr, run)
  report(() => {
    const event = record('finish', run.id)
    event['outcome'] = type === 'load' ? 'ok' : type
    if (type !== 'load') return event
    const responseType = readType(xhr)
    if (responseType === '' || responseType === 'text') {
      const text = readText(xhr)
      event['bytes'] = utf8Bytes(text)
      event['text'] = slice(text, 0, maxPayload)
      if (text.length > maxPayload) event['cut'] = true
    } else if (responseType === 'arraybuffer' || responseType === 'blob') {
      const payload = octetPayload(readResponse(xhr), run.textual || run.streams)
      if (!payload) return event
      event['bytes'] = payload.bytes
      if (payload.data) event['data'] = payload.data
      if (payload.cut) event['cut'] = true
    } else if (responseType === 'json' && run.length <= maxParsed) {
      // Parsed once, for the page too. A longer one, or a 'document', might be made for us alone: their size comes from headers and
      // resource timing.
      const { text, whole } = describeValue(readResponse(xhr), true, maxParsed)
      event['text'] = text
      if (!whole) event['cut'] = true
    }
    return event
  })
}
