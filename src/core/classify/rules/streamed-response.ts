import type { Milliseconds } from '../../base/units.ts'
import { counted, inTime } from '../../base/words.ts'
import type { Evidence } from '../../evidence/evidence.ts'
import { framingOf, mediaType } from '../../framing/decoders.ts'
import type { Stream } from '../../stream/stream.ts'
import type { Rule } from '../rule.ts'
import { batchedWords } from './batched.ts'

/** Time in which a document may stream until it is complete; a longer one is a stream of news. */
const maxRenderingTime: Milliseconds = 10_000
/** Messages for each body from which on they came in fewer pieces than a server sends. */
const minBufferedMessages = 3
/** Bodies that ended from which on one that ends is the rule: the page asks for the next one. */
const minBodiesOfReconnecting = 3
/** Pieces from which on pauses between them are no hiccups of the network. */
const minPiecesToBeSure = 8

/** Responses whose messages are counted one by one, because their type, their library, or their pauses and length say that they stream. */
export const streamedResponse: Rule = {
  judge(stream, evidence) {
    const { streamed } = stream
    if (stream.kind !== 'streamed') return undefined
    const type =
      [...stream.answers.contentTypes].find((contentType) => framingOf(contentType) !== 'unknown') ??
      [...stream.answers.contentTypes][0]
    const because: string[] = []
    const flags: string[] = []
    if (streamed.bodies > 1) {
      // Responses that ended without an error are taken to be separate calls.
      if (stream.connection.broken > 0) flags.push('reconnecting')
      because.push(`It was opened ${counted(streamed.bodies, 'time')}.`)
    }
    // All messages in one piece at the end: a proxy between server and page holds them back.
    if (
      streamed.ended > 0 &&
      streamed.chunks <= streamed.bodies &&
      stream.in.count > minBufferedMessages * streamed.bodies
    ) {
      flags.push('buffered')
      because.push(
        `${stream.in.count} messages came in ${counted(streamed.chunks, 'piece')}, after up to ${inTime(streamed.longest)}: the server may have streamed them, and something on the way holds them back.`,
      )
    }
    because.push(...batchedWords(evidence))
    if (streamed.ended > 0 && streamed.bodies === streamed.ended && streamed.bodies < minBodiesOfReconnecting)
      flags.push('finite')
    if (framingOf(type) === 'event-stream') {
      because.unshift(`The answer is of type text/event-stream and is read through ${apiOf(stream.method)}.`)
      return {
        technique: 'sse',
        flags: ['fetch', ...flags],
        confidence: 'certain',
        because,
      }
    }
    if (streamed.declared) {
      because.unshift(`The answer is of type ${mediaType(type)}, which is read message by message.`)
      if (framingOf(type) === 'json-lines') flags.push('ndjson')
      return { technique: 'http-streaming', flags, confidence: 'certain', because }
    }
    // A document that the server renders in pieces, and that is complete after a while.
    const documentTypes = /^(text\/(html|x-component)|application\/xhtml)/
    if (documentTypes.test(mediaType(type)) && longestBodyTime(stream, evidence) <= maxRenderingTime)
      return {
        technique: 'http',
        flags: ['streamed-document'],
        confidence: streamed.open > 0 ? 'provisional' : 'high',
        because: [
          `${counted(streamed.bodies, 'document')} that came in ${counted(streamed.chunks, 'piece')}, within ${inTime(longestBodyTime(stream, evidence))}.`,
        ],
      }
    if (streamed.chunks <= streamed.bodies && stream.unhooked)
      because.unshift(`The answer was on its way for ${inTime(streamed.longest)}: in what pieces it came is not known.`)
    else
      because.unshift(
        `The answer came in ${counted(streamed.chunks, 'piece')} over ${inTime(stream.lastAt - stream.firstAt)}${streamed.silences > 0 ? `, paused and went on ${counted(streamed.silences, 'time')}` : ''}, and the page read it meanwhile.`,
      )
    return {
      technique: 'http-streaming',
      flags,
      confidence: streamed.chunks >= minPiecesToBeSure ? 'high' : 'medium',
      because,
    }
  },
}

/** The longest time from the start of a response to its end, or to its last piece so far. */
function longestBodyTime({ streamed, lastAt }: Stream, { pendingFor, now }: Evidence): Milliseconds {
  // A response in flight is measured up to its last piece, which came at `lastAt`.
  const open = streamed.open > 0 ? Math.max(0, pendingFor - (now - lastAt)) : 0
  return Math.max(streamed.longest, open)
}

const apiOf = (method: string) =>
  method === 'GET' ? 'fetch or XMLHttpRequest instead of EventSource' : `a ${method} request`
