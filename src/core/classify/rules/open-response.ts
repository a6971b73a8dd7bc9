import { inTime } from '../../base/words.ts'
import { mediaType } from '../../framing/decoders.ts'
import type { Exchange } from '../../traffic/exchange.ts'
import { isDeclared, longOpen, openFor } from '../../traffic/streaming.ts'
import type { Rule } from '../rule.ts'

/** An answer whose headers came a while ago and whose body is not over: a stream that has little to say. */
export const openResponse: Rule = {
  id: 'open-response',
  judge(stream, e) {
    if (stream.kind !== 'exchanges') return undefined
    for (const exchange of stream.requests.inFlight) {
      if (exchange.headAt === undefined) continue
      const open = e.now - exchange.headAt
      const declared = isDeclared(exchange)
      if (open < (declared ? openFor : longOpen) || (!declared && !mayStream(exchange))) continue
      const type = mediaType(exchange.contentType) || 'no type'
      return {
        technique: 'http-streaming',
        flags: [],
        // One of which the page has read nothing may be over without its knowing.
        confidence: declared && exchange.body !== undefined ? 'certain' : 'medium',
        because: [`An answer of ${type} has been open for ${inTime(open)} and is not over.`],
      }
    }
    return undefined
  },
}

/** Not a file on its way, nor a body that the page does not read: of those nothing is known. */
const mayStream = ({ contentType, status, contentLength: announced, body: pieces }: Exchange) =>
  pieces !== undefined && announced === undefined && status !== 206 && !/^(video|audio|image|font)\//.test(contentType)
