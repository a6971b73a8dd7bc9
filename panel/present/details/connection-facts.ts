import type { PeerFacts } from '../../../src/core/analysis/stream-facts.ts'
import type { Moment } from '../../../src/core/base/units.ts'
import type { Analysed } from '../analysed.ts'
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
export function connectionFacts(analysed: Analysed, now: Moment): FactGroup[] {
  const { peer } = analysed.facts
  const groups = [endpoint(analysed), life(analysed, now), idle(analysed), ...(peer ? peerGroups(peer) : [])]
  return groups.filter((group) => group.facts.length > 0)
}

type Fact = readonly [string, string]

/** The facts that apply: a condition in front of a fact leaves it out where the condition is false. */
const known = (...all: (Fact | undefined | false | '')[]): Fact[] => all.filter((one): one is Fact => Boolean(one))

function endpoint({ facts, analysis }: Analysed): FactGroup {
  const { kind, sampleUrl, connection, answers } = facts
  const peer = kind === 'webrtc'
  return {
    title: 'Endpoint',
    facts: known(
      !peer && ['URL', analysis.url],
      !peer && sampleUrl !== analysis.url && ['For example', sampleUrl],
      !peer && ['Method', analysis.method],
      ['Opened by', contexts[analysis.context]],
      analysis.unhooked && [
        'Seen by',
        `the developer tools’ network log alone${connection.unseen ? ', which does not show its messages' : ''}`,
      ],
      analysis.protocol !== null && ['Library', analysis.protocol],
      connection.names.size > 0 && ['Connections', grouped(connection.names.size)],
      connection.subprotocol !== '' && ['Subprotocol', connection.subprotocol],
      connection.extensions !== '' && ['Extensions', connection.extensions],
      answers.contentTypes.size > 0 && ['Content type', [...answers.contentTypes].filter(Boolean).join(', ') || 'none'],
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

function life(analysed: Analysed, now: Moment): FactGroup {
  const { facts, analysis } = analysed
  const { connection, requests } = facts
  const until = facts.status === 'open' ? now : facts.lastAt
  const exchanges = facts.kind === 'exchanges' || facts.kind === 'beacon'
  return {
    title: 'Life',
    facts: known(
      ['Status', statusOf(analysed)],
      ['First seen', formatClock(facts.firstAt)],
      ['For', joined(formatTime(Math.max(0, until - facts.firstAt)))],
      connection.adopted && ['Before', 'already open when this session began; what it did before is not counted'],
      connection.connectMs !== undefined && ['Connect time', joined(formatTime(connection.connectMs))],
      !exchanges && ['Opened', plural(connection.opens, 'time')],
      !exchanges && connection.closes > 0 && ['Closed', plural(connection.closes, 'time')],
      exchanges && ['Requests', plural(analysis.requests, 'request')],
      requests.inFlight.size > 0 && ['Under way', plural(requests.inFlight.size, 'request')],
      requests.failed > 0 && ['Failures', plural(requests.failed, 'failure')],
      connection.closeCode !== undefined && [
        'Close code',
        `${connection.closeCode}, ${closeCodeMeaning(connection.closeCode)}`,
      ],
      Boolean(connection.closeReason) && ['Close reason', connection.closeReason ?? ''],
      facts.samples.longestTimeToAnswer > 0 && ['Longest wait', joined(formatTime(facts.samples.longestTimeToAnswer))],
    ),
  }
}

/** Kinds of connections that test tools do not count as requests in flight. */
const uncounted: readonly string[] = ['websocket', 'webrtc', 'webtransport']

/** What the stream keeps the page from at present. */
function idle({ facts, analysis }: Analysed): FactGroup {
  const { waits = [], keptFromCache = [], because = [] } = analysis.keepsBusy ?? {}
  return {
    title: 'Idle page',
    facts: known(
      waits.length > 0 && ['Network idle', because[0] ?? ''],
      facts.status === 'open' &&
        uncounted.includes(facts.kind) && ['Network idle', 'Tests that wait for it do not wait for this connection.'],
      keptFromCache.length > 0 && ['Back/forward cache', because.at(-1) ?? ''],
    ),
  }
}

function peerGroups(peer: PeerFacts): FactGroup[] {
  const { stats } = peer
  const relayed = stats?.local === 'relay' || stats?.remote === 'relay'
  const candidates = Object.entries(peer.candidates).map(([kind, count]) => `${count} ${kind}`)
  const packets = (stats?.packetsReceived ?? 0) + (stats?.packetsLost ?? 0)
  const path: FactGroup = {
    title: 'Peers',
    facts: known(
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
    facts: known(
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
