import { isCommonHeartbeat, maxCommonHeartbeatLength } from '../content/heartbeat.ts'
import type { Protocol } from './protocol.ts'

/** UTF-16 units. SockJS begins a stream with 2048 of its heartbeats and a line end. */
const maxHeartbeatLength = 2200

/** True for a short message that carries no news, by the protocol's own words or by what everybody calls a heartbeat. */
export function isHeartbeat(text: string, protocol: Protocol | undefined): boolean {
  if (text.length > maxHeartbeatLength) return false
  return (text.length <= maxCommonHeartbeatLength && isCommonHeartbeat(text)) || (protocol?.isNoOp(text) ?? false)
}
