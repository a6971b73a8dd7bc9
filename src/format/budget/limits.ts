import type { StreamAnalysis } from '../../core/analysis/analysis.ts'
import type { Technique } from '../../core/verdict/technique.ts'

/** The unit of a limit, for people: bytes, times, shares from 0 to 1, or plain numbers. */
export type Unit = 'bytes' | 'ms' | 'share' | 'number'

/** A figure of some streams together that a budget can limit. */
export interface Limit {
  unit: Unit
  /** What is limited, for people and for the schema. */
  description: string
  /** @returns null where none of the streams has such a figure */
  of(streams: readonly StreamAnalysis[]): number | null
}

const sum = (streams: readonly StreamAnalysis[], of: (stream: StreamAnalysis) => number) =>
  streams.reduce((total, stream) => total + of(stream), 0)

/** The worst of a figure that some streams do not have. */
function worst(streams: readonly StreamAnalysis[], of: (stream: StreamAnalysis) => number | null): number | null {
  const told = streams.map(of).filter((figure) => figure !== null)
  return told.length === 0 ? null : Math.max(...told)
}

/** A share of a whole; null where there is nothing to divide. */
const share = (part: number, whole: number) => (whole === 0 ? null : part / whole)

const holding: readonly Technique[] = ['sse', 'http-streaming', 'websocket', 'webtransport', 'webrtc']
const bytes = ({ cost }: StreamAnalysis) => cost.bytesUp + cost.bytesDown

/** All limits, by their names in a budget. */
export const limits = {
  streams: { unit: 'number', description: 'Streams.', of: ({ length }) => length },
  connections: {
    unit: 'number',
    description: 'Streams that hold a connection open: SSE, HTTP streaming, WebSocket, WebTransport and WebRTC.',
    of: (streams) => streams.filter(({ technique }) => holding.includes(technique)).length,
  },
  requests: { unit: 'number', description: 'Requests.', of: (streams) => sum(streams, ({ requests }) => requests) },
  requestsPerHour: {
    unit: 'number',
    description: 'Requests an hour, at the rate that was seen.',
    of: (streams) => sum(streams, ({ cost }) => cost.perHour.requests),
  },
  bytesUp: {
    unit: 'bytes',
    description: 'Bytes that the page sent.',
    of: (streams) => sum(streams, ({ cost }) => cost.bytesUp),
  },
  bytesDown: {
    unit: 'bytes',
    description: 'Bytes that the page received.',
    of: (streams) => sum(streams, ({ cost }) => cost.bytesDown),
  },
  bytes: { unit: 'bytes', description: 'Bytes both ways.', of: (streams) => sum(streams, bytes) },
  bytesPerHour: {
    unit: 'bytes',
    description: 'Bytes an hour both ways, at the rate that was seen.',
    of: (streams) => sum(streams, ({ cost }) => cost.perHour.bytes),
  },
  overheadShare: {
    unit: 'share',
    description: 'Bytes that are no news to the page, as a share of all bytes, from 0 to 1.',
    of: (streams) =>
      share(
        sum(streams, ({ cost }) => cost.overheadBytes),
        sum(streams, bytes),
      ),
  },
  wastedShare: {
    unit: 'share',
    description: 'Answers and messages that brought nothing new, as a share of all that came, from 0 to 1.',
    of: (streams) =>
      share(
        sum(streams, ({ wasted }) => wasted),
        sum(streams, ({ messagesIn }) => messagesIn),
      ),
  },
  stalenessMeanMs: {
    unit: 'ms',
    description: 'How late an update reaches the page on average, in ms, in the stream that is latest.',
    of: (streams) => worst(streams, ({ cost }) => cost.stalenessMeanMs),
  },
  stalenessMaxMs: {
    unit: 'ms',
    description: 'How late an update reaches the page at worst, in ms, in the stream that is latest.',
    of: (streams) => worst(streams, ({ cost }) => cost.stalenessMaxMs),
  },
  wakeupsPerMinute: {
    unit: 'number',
    description:
      'Half seconds in each minute in which the network is used, in the busiest stream: at 120 a device never rests.',
    of: (streams) => worst(streams, ({ cost }) => cost.wakeupsPerMinute),
  },
} satisfies Record<string, Limit>

export type LimitName = keyof typeof limits

export const limitNames = Object.keys(limits) as readonly LimitName[]
