import type { Tally } from '../base/tally.ts'
import type { Bytes } from '../base/units.ts'
import type { StatsEvent } from '../event/event.ts'

/** What is known of a peer connection beside its messages. */
export interface Peer {
  connection: string
  ice: string
  signaling: string
  candidates: Record<string, number>
  channels: Map<number, { label: string; state: string; in: Tally; out: Tally }>
  /** Bytes of data-channel messages by the model; a lower bound for what the statistics may say. */
  modelledUp: Bytes
  modelledDown: Bytes
  /** Since the session knows of it; as they were told last; and, of one that was there before, as they were told first. */
  stats: StatsEvent | undefined
  totals: StatsEvent | undefined
  before: StatsEvent | undefined
  media: boolean
}
/** What has been moved between two tellings of the totals. */
export function since(before: StatsEvent, now: StatsEvent): StatsEvent {
  return {
    ...now,
    sent: Math.max(0, now.sent - before.sent),
    received: Math.max(0, now.received - before.received),
    packetsSent: Math.max(0, now.packetsSent - before.packetsSent),
    packetsReceived: Math.max(0, now.packetsReceived - before.packetsReceived),
    packetsLost: Math.max(0, now.packetsLost - before.packetsLost),
  }
}
