import { counted } from '../../base/words.ts'
import type { Evidence } from '../../evidence/evidence.ts'
import type { Stream } from '../../stream/stream.ts'
import type { Rule } from '../rule.ts'

// A poller's clock may jitter by half (0.29); beyond this the pauses are a reader's. A reader's first few may be even by chance.
const maxPollerVariation = 0.35
const maxPollerVariationOfFew = 0.2

/** Each request asks for what comes after the last answer: a reader who scrolls, or a program that reads page after page. */
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

// What a request is held for at most, as Telegram's and others' long polls say it, whose offset grows with the news.
const holdParameter = /[?&](timeout|wait|block|hold|long_?poll(ing)?)=/i
const maxFollowerVariation = 0.15

/**
 * The number of the page grows with each request, by one page each time or at a reader's pace: nobody polls for page 17 after page
 * 16. A log that is followed by the clock grows by what was written.
 */
export const turnsPages = ({ sampleUrl }: Stream, e: Evidence) =>
  e.n >= 3 &&
  e.pagesOn >= 0.9 * (e.n - 1) &&
  !holdParameter.test(sampleUrl) &&
  (e.evenPages || Math.min(e.iatVariation, e.gapVariation) > maxFollowerVariation)
