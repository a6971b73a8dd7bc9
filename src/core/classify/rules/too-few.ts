import { counted, inTime } from '../../base/words.ts'
import { framingOf } from '../../framing/decoders.ts'
import type { Rule } from '../rule.ts'

/** Milliseconds without an answer after which a request is held on purpose, or very slow. */
const minHeldTime = 10_000

/**
 * Fewer than three exchanges, or exchanges that all have one time: there is no pattern. The exception is a request that is held.
 */
export const tooFew: Rule = {
  id: 'too-few',
  judge(stream, evidence) {
    if (evidence.n >= 3)
      return evidence.span > 0 || evidence.pending > 0
        ? undefined
        : {
            technique: 'http',
            flags: [],
            confidence: 'low',
            because: [`All ${counted(evidence.n, 'exchange')} bear the same time: there is no rhythm to see.`],
          }
    const isHeld = evidence.pendingFor >= minHeldTime
    if (isHeld && evidence.n >= 1 && evidence.reissue === 1)
      return {
        technique: 'long-polling',
        flags: [],
        confidence: 'provisional',
        because: [`A request asked again at once is being held for ${inTime(evidence.pendingFor)}.`],
      }
    if (evidence.n === 2 && evidence.reissue === 1 && evidence.hold >= 1000)
      return {
        technique: 'long-polling',
        flags: [],
        confidence: 'provisional',
        because: [
          `Both answers were held ${inTime(evidence.hold)} or longer and asked again at once; more are needed to be sure.`,
        ],
      }
    const lines = [...stream.answers.contentTypes].some((type) => framingOf(type) === 'json-lines')
    const flags = [...(isHeld ? ['slow'] : []), ...(lines ? ['ndjson'] : [])]
    return {
      technique: 'http',
      flags,
      confidence: evidence.n === 0 || evidence.pending > 0 ? 'provisional' : 'low',
      because: [
        evidence.n === 0
          ? 'No answer has come yet.'
          : `${counted(evidence.n, 'exchange')} ${evidence.n === 1 ? 'is' : 'are'} no pattern: three or more are needed to see one.`,
      ],
    }
  },
}
