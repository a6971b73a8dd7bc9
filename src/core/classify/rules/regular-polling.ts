import { middleMean, variation } from '../../base/statistics.ts'
import type { Milliseconds } from '../../base/units.ts'
import { counted, inTime } from '../../base/words.ts'
import { minNapMedians } from '../../evidence/rhythm.ts'
import { confidenceFor, isWriting, minExchangesForMedium, type Rule } from '../rule.ts'
import { isHeartbeatUpload } from './heartbeat-upload.ts'
import { isPlaylist } from './playlist.ts'
import { answersWithImages, isHeartbeatName } from './telemetry.ts'

/** Variation of a poller's intervals: uniform jitter of 30 % varies by 0.17, jitter of 50 % by 0.29, a Poisson process by 1.0. */
const maxPollingVariation = 0.35
/** Variation up to which a timer is called steady: those of a busy page come late by as much. */
const maxSteadyVariation = 0.1
/** Difference between the variations of intervals and gaps that decides nothing between them. */
const maxEqualVariations = 0.01
/** Share of requests that follow the last answer at once by chance, though a timer makes them. */
const maxTimedReissueShare = 0.3
/** Answers from that time on could be taken for held ones, so that the reasons speak of them. */
const minSlowAnswer: Milliseconds = 1000
/** Periods that must be seen from the first request to the last; a little less than three, for the jitter. */
const minPeriodsOfStarts = 2.9
/** Intervals without a pause from which on an even pace tells something, and the variation of fewer that only a clock has. */
const minRounds = 3
const maxVariationOfFew = 0.03
/** Intervals from which on a small variation is a timer's: a person makes four alike now and then. */
const minSteadyRounds = 5
/** Variation from which on fewer than so many exchanges may be regular by chance. */
const minLuckyVariation = 0.2
const minExchangesWithoutLuck = 20
/** Variation beyond which no number is enough: a quarter of all series of a person's pauses vary no more than a jitter of 50 %. */
const maxSureVariation = 0.25
/** The same number where that share of the answers said nothing new: a person does not go on asking for that. */
const minIdleExchangesWithoutLuck = 12
const minIdleShare = 0.3

/**
 * An interval so many times as long as the usual one is too long for a poller, whose jitter is 50 % at most. Up to this share of its intervals
 * may be so long, as the network or a busy page makes them. Of a person's pauses every seventh is.
 */
const maxJitteredLength = 1.75
const maxLongShare = 0.06
/** The same where many answers said nothing new, as where the capture lacks some of a poller's requests. */
const maxLongShareIfIdle = 0.15
/** Variation of all other intervals up to which they are a poller's: jitter of 50 % varies by 0.29, and pauses of people by more. */
const maxJitterVariation = 0.32
/** Exchanges from which on a larger share of long intervals is no accident. */
const minExchangesForLong = 20

/** Share of the usual time below which the shorter quarter of all times are no jitter: those of a burst, or of lengths that take turns. */
const minOfJitter = 0.4

/**
 * The mean of the middle half of the times in which the page was awake, so that of lengths that take turns it is the mean of all; or the usual
 * time, where many others are those of a burst.
 */
function periodOf(times: readonly Milliseconds[], usual: Milliseconds): Milliseconds {
  const awake = times.filter((time) => time <= minNapMedians * usual)
  const short = awake.filter((time) => time < minOfJitter * usual).length
  const inTurn = awake.filter(
    (time, n) => n > 0 && time < minOfJitter * usual && awake[n - 1]! >= minOfJitter * usual,
  ).length
  return short > awake.length / 4 && inTurn < short / 2 ? usual : middleMean(awake)
}

/** Whether more intervals are long than those of a timer with jitter. Naps of the page do not count. */
function isLongTailed(times: readonly Milliseconds[], usual: Milliseconds, maxShare: number): boolean {
  const awake = times.filter((time) => time <= minNapMedians * usual).sort((a, b) => a - b)
  const most = awake.slice(0, Math.ceil((1 - maxShare) * awake.length))
  return awake[most.length - 1]! > maxJitteredLength * usual || variation(most) > maxJitterVariation
}

/** Share of requests with the body of the request before, from which on the page says the same again and again. */
const maxOtherBeats = 0.5
/** Share of requests that ask for something new, from which on the stream is no poller's. */
const minOtherThings = 0.8

/** Share of requests that ask what the request before asked, up to which each asks another question. */
const maxAskedAgain = 0.1

/** Requests at regular intervals, or at a regular gap after each answer. */
export const regularPolling: Rule = {
  judge(stream, evidence) {
    const { n, total, rounds, awake, grid, iat, gap, iatVariation, gapVariation, reissue, clocked, hold } = evidence
    // Where answers take no time, intervals and gaps are equally steady: then a timer is the simpler explanation.
    const interval = grid !== undefined || iatVariation <= gapVariation + maxEqualVariations
    // Ticks that are late now and then are those of a steady timer on a busy page.
    const variation = grid !== undefined ? 0 : interval ? iatVariation : gapVariation
    // Of few exchanges the variation may be no number.
    if (!(variation <= maxPollingVariation) || (reissue >= maxTimedReissueShare && !clocked)) return undefined
    const pattern = interval ? 'interval' : 'chained'
    const jittered = variation > maxSteadyVariation
    const isIdle = stream.news.wasted >= minIdleShare * stream.requests.answered
    const longShare = isIdle && n >= minExchangesForLong ? maxLongShareIfIdle : maxLongShare
    const [times, usual] = interval ? [evidence.allIats, iat] : [evidence.allGaps, gap]
    const period = (interval ? grid : undefined) ?? periodOf(times, usual)
    const byChance = jittered && isLongTailed(times, usual, longShare)
    if (byChance && n >= minExchangesForLong) return undefined
    const steady = rounds >= minSteadyRounds ? ', steady as a timer' : ''
    const because = [
      interval
        ? `A request every ${inTime(period)}, ${counted(total, 'time')}${jittered ? `, give or take ${inTime(variation * period)}` : steady}.`
        : `The next request comes ${inTime(period)} after each answer, ${counted(total, 'time')}${jittered ? `, give or take ${inTime(variation * period)}` : ''}.`,
    ]
    if (hold > minSlowAnswer)
      because.push(
        `Answers take ${inTime(hold)}, but the next request waits for the clock, not for the answer: not long polling.`,
      )
    const { unanswered } = evidence
    if (unanswered)
      because.push(
        `None was answered: the page broke ${counted(unanswered.count, 'request')} off after ${inTime(unanswered.age)}. If the server was to hold them, this is long polling.`,
      )
    const flags = [
      pattern,
      ...(jittered ? ['jittered'] : []),
      ...(isPlaylist(stream) ? ['playlist'] : []),
      ...(answersWithImages(stream) ? ['image'] : []),
    ]
    // Short runs with pauses between them are a person's, or a page's that does something now and then.
    const seen = rounds >= minSteadyRounds ? n : Math.min(n, rounds + 1)
    const firm = confidenceFor(seen)
    const confidence = unanswered && firm === 'high' ? 'medium' : firm
    // Saves by hand are small and get a receipt, too. Heartbeats come by a timer, or have equal bodies.
    const mayBeat = !jittered || evidence.askedAgain > maxOtherBeats || isHeartbeatName(stream)
    if (mayBeat && isHeartbeatUpload(stream, evidence))
      return {
        technique: 'beacon',
        flags: ['heartbeat', pattern],
        confidence,
        because: [...because, 'It sends something up and gets next to nothing back: a heartbeat.'],
      }
    // Of three requests, or four with a pause among them, an even pace is luck, unless it is that of a clock.
    const isLuck = rounds < minRounds && variation > maxVariationOfFew
    // A person looks one thing up after the other: each request asks for something new, and no timer sets the pauses.
    // Nor does a poller ask another question each time, unless it goes on from the last answer.
    const asksAnew = jittered && !isIdle && evidence.askedAgain <= maxAskedAgain && evidence.cursorMoves === 0
    const looksUp = jittered && !isIdle && evidence.otherThings >= minOtherThings
    // So may a page that fetches one thing after the other, such as the tiles of a map.
    const isOnceEach =
      variation > maxVariationOfFew && !isIdle && evidence.cursorMoves === 0 && evidence.otherUrls >= minOtherThings
    if (isWriting(stream, evidence) || isLuck || looksUp) return undefined
    if (stream.news.updates === 0 && stream.requests.answered >= minExchangesForMedium) flags.push('keep-alive')
    const enough = seen >= minExchangesForMedium && awake >= minPeriodsOfStarts * period
    // A few intervals that vary much may be regular by chance.
    const few = seen < (isIdle ? minIdleExchangesWithoutLuck : minExchangesWithoutLuck)
    const isWide = variation > maxSureVariation && !isIdle
    const luck = confidence === 'high' && ((variation > minLuckyVariation && few) || isWide)
    return {
      technique: 'polling',
      flags,
      // A person may well do something seven times in a minute.
      confidence:
        !enough ||
        byChance ||
        asksAnew ||
        (rounds < minSteadyRounds && rounds < n - 1) ||
        ((jittered || isOnceEach) && few)
          ? 'provisional'
          : luck
            ? 'medium'
            : confidence,
      because,
    }
  },
}
