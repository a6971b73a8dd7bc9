import { isCommonHeartbeat, maxCommonHeartbeatLength } from '../content/heartbeat.ts'
import type { Protocol } from './protocol.ts'

/** UTF-16 units of a heartbeat: SockJS begins a stream with 2048 heartbeats of one unit and a line end. */
const maxHeartbeatLength = 2200

/** Whether a message carries no news: it has a common form of heartbeats, or the stream's protocol says so. */
export function isHeartbeat(text: string, protocol: Protocol | undefined): boolean {
  if (text.length > maxHeartbeatLength) return false
  return (text.length <= maxCommonHeartbeatLength && isCommonHeartbeat(text)) || (protocol?.isNoOp(text) ?? false)
}
