import type { Milliseconds } from '../../base/units.ts'
import { counted, inTime } from '../../base/words.ts'
import { framingOf } from '../../framing/decoders.ts'
import type { Rule } from '../rule.ts'
import { cameWholeWords } from './came-whole.ts'

/** Exchanges from which on there may be a pattern: two intervals, which can be compared. */
const minExchanges = 3
/** Time without an answer after which a request is held on purpose, or very slow. */
const minHeldTime: Milliseconds = 10_000
/** Hold of each of two answers, asked again at once, that makes long polling likely. */
const minHoldOfTwo: Milliseconds = 1000

/**
 * Fewer than three exchanges, or exchanges that all have one time: there is no pattern. The exception is a request that is held.
 */
export const tooFew: Rule = {
  judge(stream, evidence) {
    const { n, span, pending, pendingFor, reissue, hold } = evidence
    if (n >= minExchanges)
      return span > 0 || pending > 0
        ? undefined
        : {
            technique: 'http',
            flags: [],
            confidence: 'low',
            because: [`All ${counted(n, 'exchange')} bear the same time: there is no rhythm to see.`],
          }
    const isHeld = pendingFor >= minHeldTime
    if (isHeld && n >= 1 && reissue === 1)
      return {
        technique: 'long-polling',
        flags: [],
        confidence: 'provisional',
        because: [`A request asked again at once is being held for ${inTime(pendingFor)}.`],
      }
    if (n === 2 && reissue === 1 && hold >= minHoldOfTwo)
      return {
        technique: 'long-polling',
        flags: [],
        confidence: 'provisional',
        because: [
          `Both answers were held ${inTime(hold)} or longer and asked again at once; more are needed to be sure.`,
        ],
      }
    const lines = [...stream.answers.contentTypes].some((type) => framingOf(type) === 'json-lines')
    const flags = [...(isHeld ? ['slow'] : []), ...(lines ? ['ndjson'] : [])]
    return {
      technique: 'http',
      flags,
      confidence: n === 0 || pending > 0 ? 'provisional' : 'low',
      because: [
        n === 0
          ? 'No answer has come yet.'
          : `${counted(n, 'exchange')} ${n === 1 ? 'is' : 'are'} no pattern: three or more are needed to see one.`,
        ...cameWholeWords(evidence),
      ],
    }
  },
}
