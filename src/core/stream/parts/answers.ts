import { setBounded } from '../../base/bounded-map.ts'
import type { Bytes } from '../../base/units.ts'
import { emptyAnswer } from '../../content/empty-answer.ts'
import { withoutCallback } from '../../content/jsonp.ts'
import { bodySignature } from '../../content/signature.ts'
import { isHeartbeat } from '../../protocol/heartbeat.ts'
import type { Protocol } from '../../protocol/protocol.ts'
import type { Exchange } from '../../traffic/exchange.ts'
import { hasNoBody, type WasteReason } from './news.ts'

/** The last answers of a stream, with which the next answer is compared to find out whether it is an update. */
export interface LastAnswers {
  /** Fingerprint of the last answer that was not empty, and of the last answer to each question. */
  lastSignature: number | undefined
  signatures: Map<number, number>
  /** Answers with an empty list or object where an update would be. */
  emptyLists: number
  /** The fields that the last of those answers had beside its empty list, as `emptyAnswer` gives them. */
  lastEmpty: string | undefined
  contentTypes: Set<string>
  /** The last answer was a page of HTML. */
  lastIsPage: boolean
}

/** Questions that one URL answers in turn, such as those of a dashboard's panels. */
const maxQuestions = 16
const maxContentTypes = 8

export const createAnswers = (): LastAnswers => ({
  lastSignature: undefined,
  signatures: new Map(),
  emptyLists: 0,
  lastEmpty: undefined,
  contentTypes: new Set(),
  lastIsPage: false,
})

/** Remembers the first media types that a stream was answered with. */
export function noteContentType({ contentTypes }: LastAnswers, type: string): void {
  if (contentTypes.size < maxContentTypes) contentTypes.add(type)
}

/** The body of an answer, decoded, as far as it was seen. */
export interface SeenBody {
  /** Undefined where the page did not let us see it. */
  text: string | undefined
  /** The octets of a body that is no text, as base64, where a file holds them. */
  data?: string | undefined
  /** `text` or `data` is only the head of the body. */
  cut: boolean
  bytes: Bytes
}

/** Whether enough is known of a body to compare it. Octets are compared whole: pictures of one size may begin alike. */
export const isSeen = ({ text, data, cut }: SeenBody): boolean => text !== undefined || (data !== undefined && !cut)

/**
 * Compares an answer with the last one to the same question, and remembers it for the next.
 * @returns why the answer brought no update; undefined where it did
 */
export function compareAnswer(
  answers: LastAnswers,
  protocol: Protocol | undefined,
  exchange: Exchange,
  body: SeenBody,
): WasteReason | undefined {
  const { data, cut, bytes } = body
  if (exchange.status === 304 || isConfirmed(exchange)) return 'not-modified'
  if (exchange.method === 'HEAD' || hasNoBody(exchange.status)) return 'no-content'
  if (body.text === undefined) {
    if (bytes === 0 && isSizeReported(exchange)) return 'empty'
    return data !== undefined && isSeen(body) ? compareContent(answers, exchange, data, bytes) : undefined
  }
  const text = isProgram(exchange) ? withoutCallback(body.text) : body.text
  answers.lastIsPage = htmlPage.test(text)
  if (protocol?.isNoOp(text)) return 'no-op'
  if (saysNothingNew(answers, exchange, text)) return 'empty'
  // A bare 0 may well be the value that the page asks for.
  if (isHeartbeat(text, undefined) && text.trim() !== '0') return 'no-op'
  return compareContent(answers, exchange, text, cut ? bytes : text.length)
}

const htmlPage = /^\s*<(!doctype html|html[\s>])/i

/** Whether an answer may be JSONP. Some servers send it with the type of JSON. */
const isProgram = ({ contentType }: Exchange) => contentType.includes('json') || /(java|ecma)script/.test(contentType)

/** The browser has a body that the server confirmed as unchanged, which the timing tells where no script reads the answer. */
const isConfirmed = ({ unread, timing }: Exchange) => unread && timing?.revalidated === true

function compareContent(answers: LastAnswers, exchange: Exchange, content: string, length: number) {
  const signature = bodySignature(content, length)
  const before = lastAnswer(answers, exchange)
  answers.lastSignature = signature
  if (exchange.question !== undefined) setBounded(answers.signatures, exchange.question, signature, maxQuestions)
  return signature === before ? 'same' : undefined
}

/** The last answer to the same question, or to any question where this one was not asked before. */
const lastAnswer = ({ signatures, lastSignature }: LastAnswers, { question }: Exchange) =>
  (question === undefined ? undefined : signatures.get(question)) ?? lastSignature

/** The browser or the server has reported the size of the body, which the page has not read. */
const isSizeReported = ({ timing, contentLength }: Exchange) =>
  contentLength !== undefined || (timing?.decoded ?? 0) > 0

function saysNothingNew(answers: LastAnswers, { question }: Exchange, text: string): boolean {
  const rest = emptyAnswer(text)
  if (rest === undefined) return false
  if (text.trim().length > 0 && text.includes('[')) answers.emptyLists++
  // After an empty answer the next one counts as an update even if it equals the last: the data had gone in between.
  answers.lastSignature = undefined
  if (question !== undefined) answers.signatures.delete(question)
  const before = answers.lastEmpty
  answers.lastEmpty = rest
  return before === undefined || before === rest
}

/** Whether two streams that turn out to be one had the same last answer, to the same question where both were asked one. */
export function haveSameAnswer(one: LastAnswers, other: LastAnswers): boolean {
  for (const [question, signature] of other.signatures) {
    const own = one.signatures.get(question)
    if (own !== undefined) return own === signature
  }
  return other.lastSignature !== undefined && other.lastSignature === one.lastSignature
}

/** Gives a stream that is split off what its requests were answered so far. */
export function copyAnswers(from: LastAnswers, to: LastAnswers): void {
  to.lastSignature = from.lastSignature
  to.signatures = new Map(from.signatures)
  to.lastEmpty = from.lastEmpty
  to.lastIsPage = from.lastIsPage
  for (const type of from.contentTypes) noteContentType(to, type)
}

/** Counts an empty list in another stream than before. */
export function moveEmptyList(from: LastAnswers, to: LastAnswers): void {
  from.emptyLists--
  to.emptyLists++
}

/** Puts the answers of one stream among those of another and empties them. */
export function mergeAnswers(into: LastAnswers, from: LastAnswers, fromIsLater: boolean): void {
  if (fromIsLater) {
    into.lastSignature = from.lastSignature
    into.lastEmpty = from.lastEmpty
    into.lastIsPage = from.lastIsPage
  }
  for (const [question, signature] of from.signatures)
    if (into.signatures.has(question) ? fromIsLater : into.signatures.size < maxQuestions)
      into.signatures.set(question, signature)
  into.emptyLists += from.emptyLists
  for (const type of from.contentTypes) noteContentType(into, type)
  Object.assign(from, createAnswers())
}
