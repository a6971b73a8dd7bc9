import type { Milliseconds } from '../../../src/core/base/units.ts'
import type { Stream } from '../../../src/core/stream/stream.ts'
import type { Analysed } from '../analysed-streams.ts'
import { statusOf } from '../list/stream-rows.ts'
import { formatBytes, formatClock, formatPercent, formatTime, grouped, joined, plural } from '../words/format-units.ts'
import { closeCodeMeaning } from './close-codes.ts'

/** Facts under a heading, each a label and a text. */
export interface FactGroup {
  title: string
  facts: readonly (readonly [label: string, text: string])[]
}

/**
 * The facts of the connection tab: what was negotiated, how the connection opened and ended, and the browser's measurements
 * of a peer connection.
 * @param now in ms since the Unix epoch, for the age of an open stream
 */
export function connectionFacts(analysed: Analysed, now: Milliseconds): FactGroup[] {
  const { stream } = analysed
  const groups = [endpoint(analysed), life(analysed, now), ...(stream.peer ? peerGroups(stream) : [])]
  return groups.filter((group) => group.facts.length > 0)
}

type Fact = readonly [string, string]
const facts = (...all: (Fact | undefined | false | '')[]): Fact[] => all.filter((one): one is Fact => Boolean(one))

function endpoint({ stream, analysis }: Analysed): FactGroup {
  const peer = stream.kind === 'webrtc'
  return {
    title: 'Endpoint',
    facts: facts(
      !peer && ['URL', analysis.url],
      !peer && stream.sampleUrl !== analysis.url && ['For example', stream.sampleUrl],
      !peer && ['Method', analysis.method],
      ['Opened by', contexts[analysis.context]],
      stream.unhooked && [
        'Seen by',
        `the developer tools’ network log alone${stream.connection.unseen ? ', which does not show its messages' : ''}`,
      ],
      analysis.protocol !== null && ['Library', analysis.protocol],
      stream.connection.names.size > 0 && ['Connections', grouped(stream.connection.names.size)],
      stream.connection.subprotocol !== '' && ['Subprotocol', stream.connection.subprotocol],
      stream.connection.extensions !== '' && ['Extensions', stream.connection.extensions],
      stream.answers.contentTypes.size > 0 && [
        'Content type',
        [...stream.answers.contentTypes].filter(Boolean).join(', ') || 'none',
      ],
      ['Stream', `${analysis.id} in channel ${analysis.channel}`],
    ),
  }
}

const contexts = {
  page: 'the page',
  frame: 'a frame',
  worker: 'a worker',
  'shared-worker': 'a shared worker',
  'service-worker': 'a service worker',
}

function life(analysed: Analysed, now: Milliseconds): FactGroup {
  const { stream, analysis } = analysed
  const until = stream.status === 'open' ? now : stream.lastAt
  const exchanges = stream.kind === 'exchanges' || stream.kind === 'beacon'
  return {
    title: 'Life',
    facts: facts(
      ['Status', statusOf(analysed)],
      ['First seen', formatClock(stream.firstAt)],
      ['For', joined(formatTime(Math.max(0, until - stream.firstAt)))],
      stream.connection.adopted && [
        'Before',
        'already open when this session began; what it did before is not counted',
      ],
      stream.connection.connectMs !== undefined && ['Connect time', joined(formatTime(stream.connection.connectMs))],
      !exchanges && ['Opened', plural(stream.connection.opens, 'time')],
      !exchanges && stream.connection.closes > 0 && ['Closed', plural(stream.connection.closes, 'time')],
      exchanges && ['Requests', plural(analysis.requests, 'request')],
      stream.requests.inFlight.size > 0 && ['Under way', plural(stream.requests.inFlight.size, 'request')],
      stream.requests.failed > 0 && ['Failures', plural(stream.requests.failed, 'failure')],
      stream.connection.closeCode !== undefined && [
        'Close code',
        `${stream.connection.closeCode}, ${closeCodeMeaning(stream.connection.closeCode)}`,
      ],
      Boolean(stream.connection.closeReason) && ['Close reason', stream.connection.closeReason ?? ''],
      stream.samples.longestTimeToFirstByte > 0 && [
        'Longest wait',
        joined(formatTime(stream.samples.longestTimeToFirstByte)),
      ],
    ),
  }
}

function peerGroups({ peer }: Stream): FactGroup[] {
  if (!peer) return []
  const { stats } = peer
  const relayed = stats?.local === 'relay' || stats?.remote === 'relay'
  const candidates = Object.entries(peer.candidates).map(([kind, count]) => `${count} ${kind}`)
  const packets = (stats?.packetsReceived ?? 0) + (stats?.packetsLost ?? 0)
  const path: FactGroup = {
    title: 'Peers',
    facts: facts(
      ['Connection', peer.connection],
      ['ICE', peer.ice],
      ['Signalling', peer.signaling],
      candidates.length > 0 && ['Candidates', candidates.join(', ')],
      stats?.local !== undefined && [
        'Path',
        `${relayed ? 'relayed by TURN' : 'direct'}: ${stats.local} to ${stats.remote ?? 'unknown'}`,
      ],
      stats?.transport !== undefined && ['Transport', stats.transport],
    ),
  }
  const measured: FactGroup = {
    title: 'Measured by the browser',
    facts: facts(
      stats?.rtt !== undefined && ['Round trip', joined(formatTime(stats.rtt))],
      stats?.jitter !== undefined && ['Jitter', joined(formatTime(stats.jitter))],
      packets > 0 && ['Packet loss', joined(formatPercent((stats?.packetsLost ?? 0) / packets))],
      stats?.framesPerSecond !== undefined && ['Frames', `${Math.round(stats.framesPerSecond)}/s`],
      stats?.codecs !== undefined && ['Codecs', stats.codecs],
      stats !== undefined && [
        'Packets',
        `${grouped(stats.packetsSent)} sent, ${grouped(stats.packetsReceived)} received`,
      ],
    ),
  }
  const channels: FactGroup = {
    title: 'Data channels',
    facts: [...peer.channels].map(([number, channel]) => [
      channel.label || `channel ${number}`,
      `${channel.state}, ${plural(channel.in.count, 'message')} in (${joined(formatBytes(channel.in.bytes))}), ${grouped(channel.out.count)} out (${joined(formatBytes(channel.out.bytes))})`,
    ]),
  }
  return [path, measured, channels]
}
