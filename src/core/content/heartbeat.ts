import { emptyAnswer } from './empty-answer.ts'

/** UTF-16 units: the heartbeats of hand-written clients and of most libraries are shorter. */
export const maxCommonHeartbeatLength = 200

// Whole messages: words, numbers, and what SignalR, Socket Cluster, Guacamole, Primus and Lichess send.
const wholeMessage =
  /^\s*$|^"?(ping|pong|heartbeat|hb|keep-?alive|primus::p[io]ng::\d+)"?\s*$|^(null|0|#[12]|3\.nop;|\{"t":"p"(,"l":\d+)?\})$|^\{\}$/i

// Any that is one of the following says so by one of these.
const anyHeartbeatWord = /p[io]ng|heart|hb"|"ka"|keep|~h~|test_request/i

const heartbeatType =
  /"(type|event|action|op|msg|t|method|cmd|command|kind|e|janus|channel|topic|message_?type)"\s*:\s*"(\w{1,12}[:.])?(ping|pong|heart_?beats?(_?ack)?|hb|ka|keep_?alive|connection_keep_alive|test_request)"/i

// Bitstamp's, IRC's, which say who is asked; and TradingView's, whose frames have their length before them.
const heartbeatLine = /^\{"event":"bts:heartbeat"|^(:\S+ )?P[IO]NG( \S+)? ?:?\S*\s*$|^(~m~\d+~m~~h~\d+)+$/

// Binance and Huobi name the field; Bitfinex puts it in a list; XMPP asks with an element.
const heartbeatField = /^\{\s*"(ping|pong|heart_?beat|hb)"\s*:\s*[^{}[\]]*\}$/i

const heartbeatList = /^\[\s*\d+\s*,\s*"(hb|ping|pong)"\s*\]$/

const pingElement = /^<iq\b[^>]*>\s*<ping\b[^>]*\/?>(<\/ping>)?\s*<\/iq>$/

// SignalR without negotiation, whose address says nothing.
const signalRPing = '{"type":6}\u001e'

/** Something in it that holds something. */
const nestedContent = /[{[][^{}[\]]*[{[]\s*[^\s{}[\]]/

export function isCommonHeartbeat(text: string): boolean {
  if ((text.length < 64 && wholeMessage.test(text)) || text === signalRPing) return true
  if (!anyHeartbeatWord.test(text)) return false
  return (
    (heartbeatType.test(text) && !nestedContent.test(text)) ||
    heartbeatField.test(text) ||
    heartbeatList.test(text) ||
    heartbeatLine.test(text) ||
    pingElement.test(text)
  )
}

/** True for an event whose name says it, as an event stream's may. */
export const isHeartbeatName = (name: string | undefined) =>
  name !== undefined && /^(ping|pong|heart-?_?beat|hb|keep-?_?alive)$/i.test(name)

/** True for the short answer to a heartbeat that went out, in protocols whose answers do not say what they answer. */
export const answersHeartbeat = (text: string) =>
  text.length <= maxCommonHeartbeatLength &&
  (emptyAnswer(text) !== undefined || /"janus"\s*:\s*"ack"|^<iq\b[^>]*\/>$/.test(text))
