import type { Tally } from '../../../core/base/tally.ts'
import type { Moment } from '../../../core/base/units.ts'
import type { StatsEvent } from '../../../core/event/connection-events.ts'

/** A report of `getStats` (https://www.w3.org/TR/webrtc-stats/). */
export type StatsReport = Readonly<Record<string, string | number | boolean>>

/** A data channel so far. */
export interface ChannelCount {
  label: string
  state: string
  in: Tally
  out: Tally
}

type Reports = Record<string, StatsReport>

/**
 * The totals of a peer connection as reports: a transport, the pair of candidates that it uses, and its two ends; of media, what a session
 * has added up over all streams, as if it were one.
 */
export function totalsReports(stats: StatsEvent): Reports {
  const { at: timestamp, sent, received, packetsSent, packetsReceived, rtt, local, remote, transport } = stats
  const totals = { bytesSent: sent, bytesReceived: received, packetsSent, packetsReceived }
  const reports: Reports = {
    T1: { type: 'transport', timestamp, ...totals, selectedCandidatePairId: 'CP1' },
    CP1: {
      type: 'candidate-pair',
      timestamp,
      transportId: 'T1',
      ...(local !== undefined && { localCandidateId: 'L1' }),
      ...(remote !== undefined && { remoteCandidateId: 'R1' }),
      state: 'succeeded',
      nominated: true,
      ...totals,
      ...(rtt !== undefined && { currentRoundTripTime: rtt / 1000 }),
    },
  }
  const end = { timestamp, transportId: 'T1', ...(transport !== undefined && { protocol: transport }) }
  if (local !== undefined) reports['L1'] = { type: 'local-candidate', ...end, candidateType: local }
  if (remote !== undefined)
    reports['R1'] = { type: 'remote-candidate', timestamp, transportId: 'T1', candidateType: remote }
  if (stats.media) reports['IT1'] = mediaReport(stats)
  const codecs = stats.codecs?.split(', ') ?? []
  for (const [index, mimeType] of codecs.entries())
    reports[`C${index + 1}`] = { type: 'codec', timestamp, transportId: 'T1', mimeType }
  return reports
}

const mediaReport = ({ at, packetsLost, jitter, framesPerSecond }: StatsEvent): StatsReport => ({
  type: 'inbound-rtp',
  timestamp: at,
  transportId: 'T1',
  packetsLost,
  ...(jitter !== undefined && { jitter: jitter / 1000 }),
  ...(framesPerSecond !== undefined && { framesPerSecond }),
})

/** Data channels with what the session has counted of their messages. */
export const channelReports = (channels: ReadonlyMap<number, ChannelCount>, timestamp: Moment): Reports =>
  Object.fromEntries(
    [...channels].map(([number, { label, state, in: received, out }]) => [
      `D${number + 1}`,
      {
        type: 'data-channel',
        timestamp,
        label,
        state,
        messagesSent: out.count,
        bytesSent: out.bytes,
        messagesReceived: received.count,
        bytesReceived: received.bytes,
      },
    ]),
  )
