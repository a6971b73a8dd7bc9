import type { StatsEvent } from '../../core/event/connection-events.ts'
import { object, type Raw, text } from '../har/har-values.ts'

/** What `getStats` gave at one time: reports by their ids (https://www.w3.org/TR/webrtc-stats/). */
export type Reports = ReadonlyMap<string, Raw>

type Totals = Omit<StatsEvent, 'type' | 'at' | 'doc' | 'id'>

/**
 * The totals of a peer connection. Its bytes are those of the pair of candidates in use.
 * @returns undefined where there is neither such a pair nor media: the connection is not there yet
 */
export function totalsOf(reports: Reports): Totals | undefined {
  const found = pairInUse(reports)
  const pair = object(found)
  const sums = { lost: 0, in: 0, out: 0 }
  const totals: Totals = { sent: 0, received: 0, packetsSent: 0, packetsReceived: 0, packetsLost: 0 }
  const codecs: string[] = []
  for (const report of reports.values()) {
    const type = report['type']
    if (type === 'codec' && text(report['mimeType']) !== '') codecs.push(text(report['mimeType']))
    if (type !== 'inbound-rtp' && type !== 'outbound-rtp') continue
    totals.media = true
    sums.lost += count(report['packetsLost'])
    sums.in += count(report['packetsReceived'])
    sums.out += count(report['packetsSent'])
    if (typeof report['jitter'] === 'number') totals.jitter = report['jitter'] * 1000
    if (typeof report['framesPerSecond'] === 'number') totals.framesPerSecond = report['framesPerSecond']
  }
  if (!found && !totals.media) return undefined
  totals.sent = count(pair['bytesSent'])
  totals.received = count(pair['bytesReceived'])
  totals.packetsSent = count(pair['packetsSent']) || sums.out
  totals.packetsReceived = count(pair['packetsReceived']) || sums.in
  totals.packetsLost = sums.lost
  if (typeof pair['currentRoundTripTime'] === 'number') totals.rtt = pair['currentRoundTripTime'] * 1000
  if (codecs.length > 0) totals.codecs = codecs.join(', ').slice(0, 200)
  const local = reports.get(text(pair['localCandidateId']))
  const remote = reports.get(text(pair['remoteCandidateId']))
  if (local && text(local['candidateType']) !== '') totals.local = text(local['candidateType'])
  if (remote && text(remote['candidateType']) !== '') totals.remote = text(remote['candidateType'])
  const transport = text(local?.['relayProtocol']) || text(local?.['protocol'])
  if (transport !== '') totals.transport = transport
  return totals
}

/** The state of the transport below, which tells of a connection whose own states nobody told. */
export function dtlsStateOf(reports: Reports): string {
  for (const report of reports.values()) if (report['type'] === 'transport') return text(report['dtlsState'])
  return ''
}

/** The pair of candidates in use: Chromium names it on the transport, Firefox marks the pair itself. */
function pairInUse(reports: Reports): Raw | undefined {
  let marked: Raw | undefined
  for (const report of reports.values()) {
    if (report['type'] === 'transport') {
      const named = reports.get(text(report['selectedCandidatePairId']))
      if (named) return named
    }
    if (report['type'] === 'candidate-pair' && report['selected'] === true) marked = report
  }
  return marked
}

const count = (value: unknown): number => (typeof value === 'number' && value > 0 ? Math.floor(value) : 0)
