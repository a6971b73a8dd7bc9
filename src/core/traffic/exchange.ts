import type { RequestProgress } from '../base/request-progress.ts'
import type { Bytes, Milliseconds, Moment } from '../base/units.ts'
import type { NetworkEvent, ResponseEvent, TimingEvent } from '../event/event.ts'
import type { Framing } from '../framing/decoders.ts'
import { type BodyPieces, createBody } from './body.ts'
import type { Nearness } from './cause.ts'
import type { ExchangeWeight } from './weight.ts'

/** One HTTP request with its response, put together from what hooks, resource timing and network log report of it. */
export interface Exchange {
  /** Name of the document that asked, and the number that the source of its events gave the request. */
  doc: string
  id: number
  url: string
  method: string
  start: Moment
  /** Bytes of the request body. */
  sent: Bytes
  /** Head and body of the request, as added to the stream. */
  upBytes: Bytes
  progress: RequestProgress
  /** The requests that are asked like this one, whatever their values: the next of them may go on from the answer. */
  shape: object | undefined
  /** Fingerprint of what is asked, where one URL answers different questions. */
  question: number | undefined
  afterInput: Nearness
  afterPush: Nearness
  /** How long the document had been hidden when the request began; undefined where it was visible. */
  hiddenFor: Milliseconds | undefined
  /** 0 before the response head. */
  status: number
  contentType: string
  headAt: Moment | undefined
  /** Length that the server announced, if it did and did not encode the body. */
  contentLength: Bytes | undefined
  /** Bytes of the response head that the page may read. */
  headerBytes: Bytes | undefined
  framing: Framing
  /** Messages of the body are counted one by one: its type, its library, or its pauses and length say that it streams. */
  streaming: boolean
  /** The page has the response head, and has not begun to read the body. */
  unread: boolean
  body: BodyPieces | undefined
  timing: ResourceTiming | undefined
  networkLog: NetworkEvent | undefined
  /** Set when the exchange is over. */
  weight: ExchangeWeight | undefined
}

/** The part of a resource timing that an exchange needs (W3C Resource Timing: decoded and encoded body size). */
export interface ResourceTiming {
  end: Moment
  decoded: Bytes
  encoded: Bytes
  cached: boolean
  revalidated: boolean
}

/** Notes the response head. @param framing how its body is framed */
export function noteResponse(exchange: Exchange, event: ResponseEvent, framing: Framing): void {
  exchange.headAt = event.at
  exchange.status = event.status
  exchange.contentType = event.contentType ?? ''
  exchange.framing = framing
  exchange.headerBytes = event.headerBytes
  if (!event.encoding || event.encoding === 'identity') exchange.contentLength = event.length
}

/** Notes the resource timing, which knows the status where the page could not read it. */
export function noteTiming(exchange: Exchange, event: TimingEvent): void {
  exchange.timing = {
    end: event.end,
    decoded: event.decoded,
    encoded: event.encoded,
    cached: event.cached ?? false,
    revalidated: event.revalidated ?? false,
  }
  if (event.status) exchange.status ||= event.status
}

/** Notes what the network log reports; a later report replaces an earlier one. */
export function noteNetworkLog(exchange: Exchange, event: NetworkEvent): void {
  exchange.networkLog = event
}

/** The body of an exchange, which has no pieces until the first is asked for. */
export function bodyOf(exchange: Exchange): BodyPieces {
  exchange.body ??= createBody(exchange.headAt ?? exchange.start)
  return exchange.body
}

/** Adds the bytes that breaking the request off took. */
export function addToRequest(exchange: Exchange, bytes: Bytes): void {
  exchange.upBytes += bytes
}

/** Whether the exchange has been finished: its weight is known from then on. */
export const isOver = ({ weight }: Exchange): boolean => weight !== undefined

/** The browser reports sizes only of what came over the network, and of other sites' responses only where they allow it. */
export const isFromNetwork = ({ cached, encoded }: ResourceTiming): boolean => !cached && encoded > 0
