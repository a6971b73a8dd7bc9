import { fromBase64 } from '../../../core/base/base64.ts'
import { addTo, emptyTally, type Tally } from '../../../core/base/tally.ts'
import type { Moment } from '../../../core/base/units.ts'
import type { PeerEvent, StatsEvent } from '../../../core/event/connection-events.ts'
import type { CaptureEvent } from '../../../core/event/event.ts'
import { eachEntry, tellsPayloads } from '../../../core/event/message-columns.ts'
import { type ChannelCount, channelReports, type StatsReport, totalsReports } from './stats-reports.ts'

/** A peer connection in a dump. */
export interface DumpedPeer {
  number: number
  /** URL of its page. */
  url: string
}

/** What is written of a peer connection at one time: a call or event of its API, or its statistics by id. */
export type PeerStep = { peer: DumpedPeer; at: Moment } & (
  | { name: string; value: unknown }
  | { reports: Readonly<Record<string, StatsReport>> }
)

/** Turns the events of a session into the steps of its peer connections. */
export interface PeerSteps {
  of(event: CaptureEvent): PeerStep[]
  /** What is known of the session by now: its first page, the first user agent that is told, and when it began. */
  readonly session: Readonly<{ url: string; userAgent: string; startedAt: Moment }>
}

interface Known extends DumpedPeer {
  states: Pick<PeerEvent, 'connection' | 'ice' | 'signaling'>
  channels: Map<number, ChannelCount>
}

/** Names of state changes as rtcstats has them, and the fields of an event that tell them. */
const stateChanges = [
  ['onsignalingstatechange', 'signaling'],
  ['oniceconnectionstatechange', 'ice'],
  ['onconnectionstatechange', 'connection'],
] as const

/** Tells the events that steps are made of from all others: documents, and what is told of a peer connection. The first event tells the begin. */
export function createPeerFilter(): (event: CaptureEvent) => boolean {
  const peers = new Set<string>()
  let isBegun = false
  return (event) => {
    const isFirst = !isBegun
    isBegun = true
    if (isFirst || event.type === 'document') return true
    if (!('id' in event) || !('doc' in event)) return false
    const key = `${event.doc}/${event.id}`
    if (event.type === 'connect' && event.api === 'webrtc') peers.add(key)
    return peers.has(key)
  }
}

export function createPeerSteps(): PeerSteps {
  const pages = new Map<string, string>()
  const peers = new Map<string, Known>()
  const session = { url: '', userAgent: '', startedAt: 0 }
  let number = 0

  function begin(at: Moment, key: string, url: string): PeerStep[] {
    const states = { connection: 'new', ice: 'new', signaling: 'stable' }
    const peer: Known = { number: number++, url, states, channels: new Map() }
    peers.set(key, peer)
    return [{ peer, at, name: 'create', value: {} }]
  }

  function stateSteps(peer: Known, event: PeerEvent): PeerStep[] {
    const { at, candidate } = event
    if (event.connection === 'closed' && event.signaling === 'closed') return [{ peer, at, name: 'close', value: null }]
    const steps = stateChanges
      .filter(([, field]) => peer.states[field] !== event[field])
      .map(([name, field]): PeerStep => ({ peer, at, name, value: event[field] }))
    peer.states = event
    // The candidate itself, with its address, is in no session. Names that begin with a colon are for whatever a writer has to say.
    if (candidate !== undefined) steps.push({ peer, at, name: ':candidate', value: { type: candidate } })
    return steps
  }

  function channelOf(peer: Known, channel: number): ChannelCount {
    const known = peer.channels.get(channel) ?? { label: '', state: 'open', in: emptyTally(), out: emptyTally() }
    peer.channels.set(channel, known)
    return known
  }

  const counted = (peer: Known, at: Moment, stats?: StatsEvent): PeerStep => ({
    peer,
    at,
    reports: { ...(stats && totalsReports(stats)), ...channelReports(peer.channels, at) },
  })

  function stepsOf(peer: Known, event: CaptureEvent): PeerStep[] {
    switch (event.type) {
      case 'peer':
        return stateSteps(peer, event)
      case 'channel': {
        const isNew = !peer.channels.has(event.channel)
        const channel = channelOf(peer, event.channel)
        Object.assign(channel, { label: event.label, state: event.state })
        // A channel that a page makes is connecting at first; one that the other peer has made is open.
        const name = event.state === 'connecting' ? 'createDataChannel' : 'ondatachannel'
        const { label, ordered = true } = event
        return isNew ? [{ peer, at: event.at, name, value: { label, ordered } }] : [counted(peer, event.at)]
      }
      case 'message':
        addTo(tallyOf(channelOf(peer, event.channel ?? 0), event.dir), event.bytes)
        return []
      case 'messages': {
        const tally = tallyOf(channelOf(peer, event.channel ?? 0), event.dir)
        eachEntry(fromBase64(event.columns), event.count, tellsPayloads(event), (_after, bytes) => {
          addTo(tally, bytes)
          return true
        })
        return []
      }
      case 'stats':
        return [counted(peer, event.at, event)]
      default:
        return []
    }
  }

  return {
    session,
    of(event) {
      session.startedAt ||= event.at
      if (event.type === 'document') {
        pages.set(event.doc, event.url)
        session.url ||= event.url
        session.userAgent ||= event.userAgent ?? ''
      }
      if (!('id' in event) || !('doc' in event)) return []
      const key = `${event.doc}/${event.id}`
      if (event.type === 'connect')
        return event.api === 'webrtc' ? begin(event.at, key, pages.get(event.doc!) ?? '') : []
      const peer = peers.get(key)
      return peer ? stepsOf(peer, event) : []
    },
  }
}

const tallyOf = (channel: ChannelCount, dir: 'in' | 'out'): Tally => channel[dir]
