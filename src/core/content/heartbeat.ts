import { emptyAnswer } from './empty-answer.ts'

/** UTF-16 units: the heartbeats of hand-written clients and of most libraries are shorter. */
export const longestCommonHeartbeat = 200

// Whole messages: words, numbers, and what SignalR, Socket Cluster, Guacamole, Primus and Lichess send.
const bare =
  /^\s*$|^"?(ping|pong|heartbeat|hb|keep-?alive|primus::p[io]ng::\d+)"?\s*$|^(null|0|#[12]|3\.nop;|\{"t":"p"(,"l":\d+)?\})$|^\{\}$/i

// Any that is one of the following says so by one of these.
const hint = /p[io]ng|heart|hb"|"ka"|keep|~h~|test_request/i

const kind =
  /"(type|event|action|op|msg|t|method|cmd|command|kind|e|janus|channel|topic|message_?type)"\s*:\s*"(\w{1,12}[:.])?(ping|pong|heart_?beats?(_?ack)?|hb|ka|keep_?alive|connection_keep_alive|test_request)"/i

// Bitstamp's, IRC's, which say who is asked; and TradingView's, whose frames have their length before them.
const lines = /^\{"event":"bts:heartbeat"|^(:\S+ )?P[IO]NG( \S+)? ?:?\S*\s*$|^(~m~\d+~m~~h~\d+)+$/

// Binance and Huobi name the field; Bitfinex puts it in a list; XMPP asks with an element.
const named = /^\{\s*"(ping|pong|heart_?beat|hb)"\s*:\s*[^{}[\]]*\}$/i

const listed = /^\[\s*\d+\s*,\s*"(hb|ping|pong)"\s*\]$/

const element = /^<iq\b[^>]*>\s*<ping\b[^>]*\/?>(<\/ping>)?\s*<\/iq>$/

// SignalR without negotiation, whose address says nothing.
const signalRPing = '{"type":6}\u001e'

/** Something in it that holds something. */
const nested = /[{[][^{}[\]]*[{[]\s*[^\s{}[\]]/

export function isCommonHeartbeat(text: string): boolean {
  if ((text.length < 64 && bare.test(text)) || text === signalRPing) return true
  if (!hint.test(text)) return false
  return (
    (kind.test(text) && !nested.test(text)) ||
    named.test(text) ||
    listed.test(text) ||
    lines.test(text) ||
    element.test(text)
  )
}

/** True for an event whose name says it, as an event stream's may. */
export const isHeartbeatName = (name: string | undefined) =>
  name !== undefined && /^(ping|pong|heart-?_?beat|hb|keep-?_?alive)$/i.test(name)

/** True for the short answer to a heartbeat that went out, in protocols whose answers do not say what they answer. */
export const answersHeartbeat = (text: string) =>
  text.length <= longestCommonHeartbeat &&
  (emptyAnswer(text) !== undefined || /"janus"\s*:\s*"ack"|^<iq\b[^>]*\/>$/.test(text))
