import { announcedLength, bodyKind } from '../body/content-type.ts'
import { headBytes } from '../body/head-bytes.ts'
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
import { payloadOf, streamedPiece, textHead, textPayload, utf8Bytes, withBody } from '../report/payload.ts'
import { newId, record, report } from '../report/report.ts'

/** A request under way. One object may make several, one after the other. */
interface Run {
  id: number
  url: string
  over: boolean
  headersSeen: boolean
  /** The body is text that the page gets as text, and no download of announced length: its pieces are told as they come. */
  inPieces: boolean
  streams: boolean
  /** UTF-16 units that have been told. */
  seen: number
}

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

/** The request that the page is about to send. */
export function begin(xhr: XMLHttpRequest, method: string, url: string, body: unknown): void {
  const run: Run = {
    id: newId(),
    url,
    over: false,
    headersSeen: false,
    inPieces: false,
    streams: false,
    seen: 0,
  }
  report(() => {
    const event = record('request', run.id)
    event['api'] = 'xhr'
    event['method'] = method
    event['url'] = url
    return withBody(event, payloadOf(body))
  })
  // Once for each object, and for good: to come and go with each request takes longer than to be asked in vain.
  if (!weakHasKey(runs, xhr)) addListener(xhr, 'readystatechange', onChange)
  weakSet(runs, xhr, run)
}

export const isRunning = (xhr: object) => runOf(xhr)?.over === false

/** Ends what is under way in a manner of which there is no event: opened again, or refused by the native. */
export function breakOff(xhr: object, outcome: 'abort' | 'error'): void {
  const run = runOf(xhr)
  if (run) finish(xhr, run, outcome)
}

/** Tells what has come so far, which opening again would take away: the event that tells may still be on its way. */
export function catchUp(xhr: object): void {
  const run = runOf(xhr)
  if (run) look(xhr, run)
}

/** The same for what aborting would take away. */
export function catchUpBeforeAbort(xhr: object): void {
  const run = runOf(xhr)
  if (run) lookOrListen(xhr, run)
}

function onChange(this: object, event: Event): void {
  try {
    const run = event.isTrusted ? runOf(this) : undefined
    if (run) lookOrListen(this, run)
  } catch {
    // the page is none the wiser
  }
}

function lookOrListen(xhr: object, run: Run): void {
  if (run.over) return
  // The event that says how it failed comes next.
  if (readState(xhr) === doneState && readStatus(xhr) === 0) listenForEnd(xhr)
  else look(xhr, run)
}

function listenForEnd(xhr: object): void {
  addListener(xhr, 'load', onEnd) // of a file, which has no status
  addListener(xhr, 'error', onEnd)
  addListener(xhr, 'abort', onEnd)
  addListener(xhr, 'timeout', onEnd)
}

function onEnd(this: object, event: Event): void {
  try {
    const run = event.isTrusted ? runOf(this) : undefined
    if (run) finish(this, run, eventType(event))
  } catch {
    // as above
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
  run.inPieces = (type === '' || type === 'text') && (streams || (textual && announced === null))
  // Firefox says that the state has changed at the first piece only.
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

/** What has come since the last look. */
function onPiece(xhr: object, run: Run): void {
  if (!run.inPieces) return
  // Long texts that are no streams are looked at again at their end: each look may cost as much as all before it.
  if (!run.streams && run.seen > streamedPiece && readState(xhr) !== doneState) return
  const text = readText(xhr)
  if (text.length === run.seen) return
  const tail = slice(text, run.seen)
  run.seen = text.length
  report(() => {
    const event = record('chunk', run.id)
    const payload = textPayload(tail, run.streams ? streamedPiece : textHead)
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
      event['text'] = slice(text, 0, textHead)
      if (text.length > textHead) event['cut'] = true
    } else if (responseType === 'arraybuffer' || responseType === 'blob') {
      const payload = payloadOf(readResponse(xhr), 0)
      if (payload) event['bytes'] = payload.bytes
    }
    // 'json' would be parsed for us alone and 'document' built: their size comes from the headers and the timing.
    return event
  })
}
