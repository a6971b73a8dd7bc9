import { isCommon, longestCommon } from '../content/heartbeat.ts'
import type { Protocol } from './protocol.ts'

/** SockJS begins a stream with 2048 of its heartbeats (and a line end). */
const longest = 2200
// Whole messages: words, numbers, and what SignalR, Socket Cluster, Guacamole, Primus and Lichess send.
// Any that is one of the following says so by one of these.
// Bitstamp's, IRC's, which say who is asked; and TradingView's, whose frames have their length before them.
// Binance and Huobi name the field; Bitfinex puts it in a list; XMPP asks with an element.
// SignalR without negotiation, whose address says nothing.

/** True for a short message that carries no news, by the protocol's own words or by what everybody calls a heartbeat. */
export function isHeartbeat(text: string, protocol: Protocol | undefined): boolean {
  if (text.length > longest) return false
  return (text.length <= longestCommon && isCommon(text)) || (protocol?.isNoOp(text) ?? false)
}
