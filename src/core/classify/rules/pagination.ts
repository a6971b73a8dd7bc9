import { variation } from '../../base/statistics.ts'
import type { Milliseconds } from '../../base/units.ts'
import { counted } from '../../base/words.ts'
import { chosenLengths } from '../../evidence/chosen-lengths.ts'
import type { Evidence } from '../../evidence/evidence.ts'
import type { Stream } from '../../stream/stream.ts'
import { minExchangesForHigh, minReissueShare, type Rule } from '../rule.ts'

/** Requests from which on their pages or cursors are a row. */
const minRequests = 3
/** Share of the requests after the first that must go on from the one before: one of them may be a retry or a reload. */
const minOngoingShare = 0.9
/**
 * Variation of the intervals, or of the gaps, of a poller, whose timer may have a jitter of 50 % (0.29): with more in both, a
 * reader makes the pauses.
 */
const maxPollerVariation = 0.35
/** Variation of the pauses up to which a timer makes them, though each request goes on from a full answer: with more somebody reads. */
const maxTimerVariation = 0.04
/** Share of the pauses, the longest ones, that do not count for that: a busy page or a hidden tab makes some of a timer's longer. */
const stalledShare = 0.1
/** Variation of the sizes of answers that are full: a poller's hold what has happened since, once more and once less. */
const maxFullSpread = 0.3
/** Answers that were empty, as is the one at the end of the list. */
const maxEmptyAnswers = 1
/** The same in fewer exchanges than make a pattern firm: those of a reader may be even by chance. */
const maxPollerVariationOfFew = 0.2

/** Each request continues from the last answer: a reader who scrolls, or a program that reads page after page. */
export const pagination: Rule = {
  judge(stream, evidence) {
    const { n, total, reissue, iatSpread, gapVariation, receivedSpread } = evidence
    if (n < minRequests || reissue >= minReissueShare) return undefined
    const isMany = n >= minExchangesForHigh
    if (turnsPages(stream, evidence))
      return {
        technique: 'http',
        flags: ['sporadic', 'pagination'],
        confidence: isMany ? 'high' : 'medium',
        because: [`${counted(total, 'request')}, each for a later page than the one before.`],
      }
    const maxVariation = isMany ? maxPollerVariation : maxPollerVariationOfFew
    // No poller asks for what is older, however steadily somebody scrolls.
    const readsBack = evidence.cursorsBack >= minOngoingShare * (n - 1)
    const goesOn = evidence.cursorsFromAnswer >= minOngoingShare * (n - 1) - 1 && receivedSpread <= maxFullSpread
    const hasPace = goesOn ? isOfTimer(evidence) : Math.min(iatSpread, gapVariation) <= maxVariation
    const isPaced = !readsBack && hasPace
    const empty = readsBack || goesOn ? maxEmptyAnswers : 0
    if (!movesCursor(evidence) || stream.news.wasted > empty || isPaced) return undefined
    return {
      technique: 'http',
      flags: ['sporadic', 'pagination'],
      confidence: isMany ? 'high' : 'medium',
      because: [
        readsBack
          ? `${counted(total, 'request')} each asked for what is older than the last answer${gotSomething(stream)}.`
          : `${counted(total, 'request')} each asked for what follows the last answer${gotSomething(stream)}, and no clock set the pauses.`,
      ],
    }
  },
}

/** Whether a timer makes the requests, or the pauses after the answers. */
const isOfTimer = ({ allIats, allGaps }: Evidence) =>
  chosenLengths(allGaps) !== undefined ||
  [allIats, allGaps].some((times) => variation(withoutStalls(times)) <= maxTimerVariation)

const withoutStalls = (times: readonly Milliseconds[]) =>
  [...times].sort((a, b) => a - b).slice(0, Math.ceil((1 - stalledShare) * times.length))

const gotSomething = ({ news }: Stream) =>
  news.wasted > 0 ? ', and got something but for the end' : ', and every one got something'

/** Whether nearly every request has another cursor than the one before. */
export const movesCursor = ({ cursorMoves, n }: Evidence) => cursorMoves >= minOngoingShare * (n - 1)

/** Moves of a cursor from which on it shows whether one poller or two move it: a single one may be the start of both. */
const minCursorMoves = 2

/** Whether every request asks for what follows the last update that came: a second poller would ask for some updates again. */
export const followsCursor = ({ cursorMoves, cursorsAskedAgain }: Evidence) =>
  cursorMoves >= minCursorMoves && cursorsAskedAgain === 0

// Parameters of long polls that name the longest hold. Telegram's and others' have an offset, too, which grows with the news.
const holdParameter = /[?&](timeout|wait|block|hold|long_?poll(ing)?)=/i
/** Variation of the intervals of a poller that follows a log, whose offset grows by the amount that was written. */
const maxFollowerVariation = 0.15

/**
 * Whether the page number of a stream's requests grows, by one page each time or at a reader's pace: a poller does not poll for
 * page 17 after page 16.
 */
export const turnsPages = ({ sampleUrl }: Stream, { n, pagesOn, evenPages, iatVariation, gapVariation }: Evidence) =>
  n >= minRequests &&
  pagesOn >= minOngoingShare * (n - 1) &&
  !holdParameter.test(sampleUrl) &&
  (evenPages || Math.min(iatVariation, gapVariation) > maxFollowerVariation)
