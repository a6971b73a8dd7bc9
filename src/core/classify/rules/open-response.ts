import { isMediaType } from '../../base/media-types.ts'
import { inTime } from '../../base/words.ts'
import { mediaType } from '../../framing/decoders.ts'
import type { Exchange } from '../../traffic/exchange.ts'
import { isReadByMessage, longOpen, openFor } from '../../traffic/streaming.ts'
import type { Rule } from '../rule.ts'

/** A response whose head was received a while ago and whose body has not ended: a stream with little news. */
export const openResponse: Rule = {
  judge(stream, { now }) {
    if (stream.kind !== 'exchanges') return undefined
    for (const exchange of stream.requests.inFlight) {
      if (exchange.headAt === undefined) continue
      const open = now - exchange.headAt
      const readByMessage = isReadByMessage(exchange)
      if (open < (readByMessage ? openFor : longOpen) || (!readByMessage && !mayStream(exchange))) continue
      const type = mediaType(exchange.contentType) || 'no type'
      return {
        technique: 'http-streaming',
        flags: [],
        // Where the page reads nothing of a body, nobody reports its end.
        confidence: readByMessage && exchange.body !== undefined ? 'certain' : 'medium',
        because: [`An answer of ${type} has been open for ${inTime(open)} and is not over.`],
      }
    }
    return undefined
  },
}

/** Whether a response may be a stream: it is not a file in transfer, and the page reads its body. */
const mayStream = ({ contentType, status, contentLength: announced, body: pieces }: Exchange) =>
  pieces !== undefined && announced === undefined && status !== 206 && !isMediaType(contentType)
