import { counted } from '../../base/words.ts'
import type { Evidence } from '../../evidence/evidence.ts'
import type { Stream } from '../../stream/stream.ts'
import type { Rule } from '../rule.ts'

/** Variation of a poller's intervals, whose timer may have a jitter of 50 % (0.29): with more, a reader makes the pauses. */
const maxPollerVariation = 0.35
/** Variation of a poller's intervals in fewer than eight exchanges: those of a reader may be even by chance. */
const maxPollerVariationOfFew = 0.2

/** Each request continues from the last answer: a reader who scrolls, or a program that reads page after page. */
export const pagination: Rule = {
  id: 'pagination',
  judge(stream, e) {
    if (e.n < 3 || e.reissue >= 0.7) return undefined
    if (turnsPages(stream, e))
      return {
        technique: 'http',
        flags: ['sporadic', 'pagination'],
        confidence: e.n >= 8 ? 'high' : 'medium',
        because: [`${counted(e.n, 'request')}, each for a later page than the one before.`],
      }
    const moving = e.cursorMoves >= 0.9 * (e.n - 1)
    if (
      !moving ||
      stream.news.wasted > 0 ||
      Math.min(e.iatSpread, e.gapVariation) <= (e.n >= 8 ? maxPollerVariation : maxPollerVariationOfFew)
    )
      return undefined
    return {
      technique: 'http',
      flags: ['sporadic', 'pagination'],
      confidence: e.n >= 8 ? 'high' : 'medium',
      because: [
        `${counted(e.n, 'request')} each asked for what follows the last answer, every one got something, and no clock set the pauses.`,
      ],
    }
  },
}

// Parameters of long polls that name the longest hold. Telegram's and others' have an offset, too, which grows with the news.
const holdParameter = /[?&](timeout|wait|block|hold|long_?poll(ing)?)=/i
/** Variation of the intervals of a poller that follows a log, whose offset grows by the amount that was written. */
const maxFollowerVariation = 0.15

/**
 * Whether the page number of a stream's requests grows, by one page each time or at a reader's pace: a poller does not poll for
 * page 17 after page 16.
 */
export const turnsPages = ({ sampleUrl }: Stream, e: Evidence) =>
  e.n >= 3 &&
  e.pagesOn >= 0.9 * (e.n - 1) &&
  !holdParameter.test(sampleUrl) &&
  (e.evenPages || Math.min(e.iatVariation, e.gapVariation) > maxFollowerVariation)
