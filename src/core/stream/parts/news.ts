import type { Bytes } from '../../base/units.ts'

/** Why a delivery carried no update. */
export type WasteReason = 'not-modified' | 'no-content' | 'empty' | 'same' | 'no-op' | 'heartbeat' | 'failed'

/** The meaning of an answer to the page: an update, the bare acknowledgement of a message that the page sent, or no update. */
export type AnswerKind = 'news' | 'acknowledged' | WasteReason

/** How much of what a stream delivered was new to the page. */
export interface News {
  updates: number
  wasted: number
  wastedBy: Partial<Record<WasteReason, number>>
  /** Bytes of the bodies that were the same as the one before, decoded. */
  repeatedBytes: Bytes
  /** Updates whose body the page did not let us see: whether they were news is not known. */
  unseenBodies: number
  /** Acknowledgements of messages that the page sent, and those of them whose status allows no body. */
  acknowledged: number
  acknowledgedBare: number
  /** Payloads of which only the head, or nothing, was kept. */
  truncated: number
  /** Messages of which no payload arrived: whether they were heartbeats is not known, and they count as updates. */
  unseenMessages: number
}

/** One answer's contribution to the news of its stream. */
export interface AnswerNews {
  answer: AnswerKind | undefined
  status: number
  /** The answer counts as an update although its body was not seen. */
  unseenBody: boolean
  truncated: boolean
  /** Size of the body, decoded. */
  received: Bytes
}

export const createNews = (): News => ({
  updates: 0,
  wasted: 0,
  wastedBy: {},
  repeatedBytes: 0,
  unseenBodies: 0,
  acknowledged: 0,
  acknowledgedBare: 0,
  truncated: 0,
  unseenMessages: 0,
})

/** Counts one update. */
export function countUpdate(news: News): void {
  news.updates++
}

/** Counts one delivery without an update. */
export function countWaste(news: News, reason: WasteReason): void {
  news.wasted++
  news.wastedBy[reason] = (news.wastedBy[reason] ?? 0) + 1
}

/** Counts one answer, by what it was. */
export const countAnswerNews = (news: News, counted: AnswerNews): void => add(news, counted, 1)

/** Counts a payload of which only the head, or nothing, was kept. */
export function countTruncated(news: News): void {
  news.truncated++
}

/** Counts a message of which no payload arrived. */
export function countUnseenMessage(news: News): void {
  news.unseenMessages++
}

/** Counts an answer in another stream than before. */
export function moveAnswer(from: News, to: News, counted: AnswerNews): void {
  for (const [news, times] of [[from, -1] as const, [to, 1] as const]) {
    add(news, counted, times)
    if (counted.truncated) news.truncated += times
  }
}

function add(news: News, { answer, status, unseenBody, received }: AnswerNews, times: 1 | -1): void {
  if (answer === undefined) return
  if (answer === 'news') {
    news.updates += times
    if (unseenBody) news.unseenBodies += times
  } else if (answer === 'acknowledged') {
    news.acknowledged += times
    if (hasNoBody(status)) news.acknowledgedBare += times
  } else {
    news.wasted += times
    if (answer === 'same') news.repeatedBytes += times * received
    news.wastedBy[answer] = (news.wastedBy[answer] ?? 0) + times
    if (news.wastedBy[answer] === 0) delete news.wastedBy[answer]
  }
}

/** Whether responses of this status have no body (RFC 9110, 15.3.5 and 15.3.6). */
export const hasNoBody = (status: number): boolean => status === 204 || status === 205

/** Adds the news of one stream to those of another and empties them. */
export function mergeNews(into: News, from: News): void {
  into.updates += from.updates
  into.wasted += from.wasted
  for (const [reason, count] of Object.entries(from.wastedBy) as [WasteReason, number][])
    into.wastedBy[reason] = (into.wastedBy[reason] ?? 0) + count
  into.repeatedBytes += from.repeatedBytes
  into.unseenBodies += from.unseenBodies
  into.acknowledged += from.acknowledged
  into.acknowledgedBare += from.acknowledgedBare
  into.truncated += from.truncated
  into.unseenMessages += from.unseenMessages
  Object.assign(from, createNews())
}

/** Counts an update as a repeated answer after all: two streams that turned out to be one both counted it as their first. */
export function countAsRepeated(news: News): void {
  if (news.updates <= 1) return
  news.updates--
  countWaste(news, 'same')
}
