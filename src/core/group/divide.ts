import { moveRequest } from '../stream/move-request.ts'
import { recentExchanges } from '../stream/recent-exchanges.ts'
import { changed, type Stream, type StreamExchange, type StreamSample, showUrl } from '../stream/stream.ts'
import { restart } from '../verdict/verdict.ts'
import type { Streams } from './channel.ts'
import { addBeside, countAnew, moveExchanges } from './move-exchanges.ts'

/** Most streams that one is divided into. Where there are more values, most have come once: they are pages or ids, and not things that are polled beside one another. */
const maxParts = 8

/** The key and the pattern that a request has by now. */
export interface OwnKey {
  key: string
  pattern: string
}

interface Part extends OwnKey {
  url: string
  samples: StreamSample[]
  inFlight: StreamExchange[]
}

/**
 * Divides a stream where a part of its URL has turned out to name what is asked for, so that its requests are those of several streams.
 * Only done while all of its exchanges are remembered.
 * @param byKey of its document
 * @param from the key of the stream, without that part
 * @param ownKey the key of a request by its URL, with that part
 */
export function divide(
  streams: Streams,
  byKey: Map<string, Stream>,
  from: string,
  ownKey: (url: string) => OwnKey,
): void {
  const stream = byKey.get(from)
  if (stream?.kind !== 'exchanges' || stream.pollers) return
  const samples = recentExchanges(stream)
  if (samples.length + stream.requests.inFlight.size !== stream.requests.count) return
  const [own, ...others] = partsOf(stream, samples, ownKey)
  // Where a stream already has one of the keys, the requests stay together: to put some of them into that stream would mix up its order.
  if (!own || others.length >= maxParts || [own, ...others].some(({ key }) => byKey.has(key))) return
  byKey.delete(from)
  byKey.set(own.key, stream)
  showUrl(stream, own.pattern)
  for (const { key, pattern, url, samples: moved, inFlight } of others) {
    const at = Math.min(...moved.map(({ start }) => start), ...inFlight.map(({ start }) => start))
    const other = addBeside(streams, stream, at, { key, url: pattern, sampleUrl: url })
    if (!other) continue
    byKey.set(key, other)
    for (const exchange of inFlight) moveRequest(stream, other, exchange)
    for (const exchange of inFlight) streams.watch?.moved?.(exchange)
    moveExchanges(streams, stream, other, moved)
    countAnew(other)
    restart(other.judgement)
    changed(other)
  }
  countAnew(stream)
  restart(stream.judgement)
  changed(stream)
}

/** The exchanges of a stream by their own keys, those of its first request first. */
function partsOf(stream: Stream, samples: readonly StreamSample[], ownKey: (url: string) => OwnKey): Part[] {
  const parts = new Map<string, Part>()
  const partOf = (url: string): Part => {
    const { key, pattern } = ownKey(url)
    const part = parts.get(key) ?? { key, pattern, url, samples: [], inFlight: [] }
    parts.set(key, part)
    return part
  }
  partOf(stream.sampleUrl)
  for (const sample of samples) partOf(sample.contribution.exchange.url).samples.push(sample)
  for (const exchange of stream.requests.inFlight) partOf(exchange.url).inFlight.push(exchange)
  return [...parts.values()]
}
