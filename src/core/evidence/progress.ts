import type { RequestProgress } from '../base/request-progress.ts'
import type { Moment } from '../base/units.ts'
import type { ExchangeSample } from '../stream/parts/samples.ts'

/** How requests go on from each other: by cursors (`?since=41`), by page numbers, or as a person types. */
export interface ProgressCounts {
  /** Requests whose cursor differs from that of the request before. */
  cursorMoves: number
  /** Of those, requests for what is older than the last answer. */
  cursorsBack: number
  /** Of those, requests whose cursor stands in the answer before. */
  cursorsFromAnswer: number
  /**
   * Requests with a cursor whose updates the server had already sent in an earlier answer: one poller goes on from that answer, a
   * second poller asks for the same updates once more.
   */
  cursorsAskedAgain: number
  /** Requests with a higher page number than the request before. */
  pagesOn: number
  /** The page number always grew by one amount. */
  evenPages: boolean
  /** Share of requests, without the first, that hold what a person typed on since the request before. */
  typed: number
  /** Share of requests that hold a text which no request before had. */
  newText: number
  /** Share of requests, without the first, that ask for something that none before asked for. */
  otherThings: number
  /** Share of requests, without the first, that ask what the request before asked. */
  askedAgain: number
  /** Share of requests, without the first, to a URL that none before had, and in which nothing serves only to be different. */
  otherUrls: number
  /** Share of requests whose URL held a part that only serves to be different each time. */
  cacheBusted: number
}

const noProgress: ProgressCounts = {
  cursorMoves: 0,
  cursorsBack: 0,
  cursorsFromAnswer: 0,
  cursorsAskedAgain: 0,
  pagesOn: 0,
  evenPages: false,
  typed: 0,
  askedAgain: 0,
  otherUrls: 0,
  newText: 0,
  otherThings: 0,
  cacheBusted: 0,
}

const asksTheSame = ({ cursor, page, typed, newText, otherThing, cacheBusted }: RequestProgress) =>
  cursor === undefined && page === undefined && !typed && !newText && !otherThing && !cacheBusted

/** @param samples in order of their start */
export function progressCounts(samples: readonly ExchangeSample[]): ProgressCounts {
  const n = samples.length
  // A poller that asks the same each time: its requests share one record.
  const [first] = samples
  if (first && asksTheSame(first.progress) && samples.every(({ progress }) => progress === first.progress))
    return { ...noProgress, askedAgain: n > 1 ? 1 : 0 }
  const sentAt = new Map<string, Moment>()
  const steps = new Set<number>()
  const counts = { cursorMoves: 0, cursorsBack: 0, cursorsFromAnswer: 0, cursorsAskedAgain: 0, pagesOn: 0 }
  let typed = 0
  let newText = 0
  let askedAgain = 0
  let otherThings = 0
  let otherUrls = 0
  const urls = new Set<string>()
  let cacheBusted = 0
  for (let index = 0; index < n; index++) {
    const { progress, start, end, news, contribution } = samples[index]!
    const before = index > 0 ? samples[index - 1]!.progress : undefined
    const { cursor, page } = progress
    if (index > 0 && contribution.exchange.question === samples[index - 1]!.contribution.exchange.question) askedAgain++
    const { url } = contribution.exchange
    if (index > 0 && !progress.cacheBusted && !urls.has(url)) otherUrls++
    urls.add(url)
    if (progress.typed) typed++
    if (progress.newText) newText++
    if (progress.otherThing) otherThings++
    if (progress.cacheBusted) cacheBusted++
    if (page !== undefined && before?.page !== undefined && page > before.page) {
      counts.pagesOn++
      steps.add(page - before.page)
    }
    if (cursor === undefined) continue
    if (before && cursor !== before.cursor) {
      counts.cursorMoves++
      // A number that grows goes forward, whatever its name.
      if (progress.readsBack && !(Number(cursor) > Number(before.cursor))) counts.cursorsBack++
      if (progress.fromAnswer) counts.cursorsFromAnswer++
    }
    const sent = sentAt.get(cursor)
    if (sent !== undefined && sent <= start) counts.cursorsAskedAgain++
    if (news && sent === undefined) sentAt.set(cursor, end)
  }
  return {
    ...counts,
    evenPages: steps.size === 1,
    typed: n > 1 ? typed / (n - 1) : 0,
    askedAgain: n > 1 ? askedAgain / (n - 1) : 0,
    otherThings: n > 1 ? otherThings / (n - 1) : 0,
    otherUrls: n > 1 ? otherUrls / (n - 1) : 0,
    newText: n > 0 ? newText / n : 0,
    cacheBusted: n > 0 ? cacheBusted / n : 0,
  }
}
