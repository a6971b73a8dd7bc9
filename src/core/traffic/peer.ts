import { addTo, emptyTally, type Tally } from '../base/tally.ts'
import type { Bytes } from '../base/units.ts'
import type { ChannelEvent, PeerEvent, StatsEvent } from '../event/connection-events.ts'
import { dataChannelMessageBytes, datagramHeader } from '../wire-size/webrtc-bytes.ts'
import { type ConnectionWeight, createConnectionWeight, rebook } from './connection-weight.ts'

/** The facts of a peer connection beside its messages. */
export interface Peer {
  connection: string
  ice: string
  signaling: string
  /** It has looked for a way to another peer, which begins when it knows of one. */
  tried: boolean
  /** Candidates by type. */
  candidates: Record<string, number>
  /** Data channels by the number that the hook gave them. */
  channels: Map<number, DataChannel>
  /** Bytes of data-channel messages by the model: a lower bound for the statistics, which are up to a second old. */
  modelledUp: Bytes
  modelledDown: Bytes
  /** Statistics since the session knows of the connection. */
  stats: StatsEvent | undefined
  /** The browser's last totals; and its first, where the connection was open before the session began. */
  totals: StatsEvent | undefined
  before: StatsEvent | undefined
  media: boolean
  /** The bytes that its stream has booked for the connection by now. */
  booked: ConnectionWeight
}

export interface DataChannel {
  label: string
  state: string
  in: Tally
  out: Tally
}

/** A page opens a handful; the ids of data channels end at 65,534 (RFC 8831, 6.6). Messages of more are counted, not listed. */
const maxDataChannels = 1024
/** There are four types (RFC 8445, 5.1.1); a page that forges events could name more. */
const maxCandidateTypes = 16

export const createPeer = (): Peer => ({
  connection: 'new',
  ice: 'new',
  signaling: 'stable',
  tried: false,
  candidates: {},
  channels: new Map(),
  modelledUp: 0,
  modelledDown: 0,
  stats: undefined,
  totals: undefined,
  before: undefined,
  media: false,
  booked: createConnectionWeight(),
})

/** Counts a message of a data channel. */
export function addPeerMessage(peer: Peer, channel: number, dir: 'in' | 'out', bytes: Bytes): void {
  const known = peer.channels.get(channel) ?? addDataChannel(peer, channel, '', 'open')
  if (known) addTo(dir === 'in' ? known.in : known.out, bytes)
  const wire = dataChannelMessageBytes(bytes)
  if (dir === 'in') peer.modelledDown += wire
  else peer.modelledUp += wire
}

function addDataChannel({ channels }: Peer, number: number, label: string, state: string): DataChannel | undefined {
  if (channels.size >= maxDataChannels) return undefined
  const channel = { label, state, in: emptyTally(), out: emptyTally() }
  channels.set(number, channel)
  return channel
}

/** Notes the state of a data channel. */
export function noteDataChannel(peer: Peer, { channel, label, state }: ChannelEvent): void {
  const known = peer.channels.get(channel)
  if (!known) addDataChannel(peer, channel, label, state)
  else {
    known.label = label || known.label
    known.state = state
  }
}

/** Whether a state is one between the first and the last, which need no other peer (W3C WebRTC 1.0, 4.3.3 and 5.6.4). */
const isOnItsWay = (state: string) => state !== 'new' && state !== 'closed'

/** Notes the states of the connection, and a candidate that it gathered. */
export function notePeerState(peer: Peer, event: PeerEvent): void {
  peer.connection = event.connection
  peer.ice = event.ice
  peer.signaling = event.signaling
  peer.tried ||= isOnItsWay(event.connection) || isOnItsWay(event.ice)
  const { candidates } = peer
  const { candidate } = event
  if (!candidate || (candidates[candidate] === undefined && Object.keys(candidates).length >= maxCandidateTypes)) return
  candidates[candidate] = (candidates[candidate] ?? 0) + 1
}

/** Notes statistics. @param adopted the connection was open before the session began: its bytes until then are not the session's */
export function noteStats(peer: Peer, event: StatsEvent, adopted: boolean): void {
  if (adopted) peer.before ??= event
  peer.totals = event
  peer.stats = peer.before ? since(peer.before, event) : event
  peer.media ||= event.media ?? false
}

/** The statistics of the time between two reports of the totals. */
function since(before: StatsEvent, now: StatsEvent): StatsEvent {
  return {
    ...now,
    sent: Math.max(0, now.sent - before.sent),
    received: Math.max(0, now.received - before.received),
    packetsSent: Math.max(0, now.packetsSent - before.packetsSent),
    packetsReceived: Math.max(0, now.packetsReceived - before.packetsReceived),
    packetsLost: Math.max(0, now.packetsLost - before.packetsLost),
  }
}

const noStats = { sent: 0, received: 0, packetsSent: 0, packetsReceived: 0 }

/**
 * Weighs a peer connection: the browser's count of datagram payloads with the headers below them, or the model of its messages
 * where that is more. Statistics are a second old at the end, and Firefox counts no packets of data channels.
 * `booked` is the new weight then.
 */
export function weighPeerAgain(peer: Peer): void {
  const { sent, received, packetsSent, packetsReceived } = peer.stats ?? noStats
  const up = Math.max(peer.modelledUp, sent + packetsSent * datagramHeader)
  const down = Math.max(peer.modelledDown, received + packetsReceived * datagramHeader)
  const measured = (up > peer.modelledUp ? sent : 0) + (down > peer.modelledDown ? received : 0)
  rebook(peer.booked, up, down, measured)
}
