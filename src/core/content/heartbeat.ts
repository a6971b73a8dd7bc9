import { emptyAnswer } from './empty-answer.ts'

/** UTF-16 units of a heartbeat: those of hand-written clients and of most libraries are shorter. */
export const maxCommonHeartbeatLength = 200

// Whole messages: words, numbers, and the heartbeats of SignalR, Socket Cluster, Guacamole, Primus and Lichess.
const wholeMessage =
  /^\s*$|^"?(ping|pong|heartbeat|hb|keep-?alive|primus::p[io]ng::\d+)"?\s*$|^(null|0|#[12]|3\.nop;|\{"t":"p"(,"l":\d+)?\})$|^\{\}$/i

const heartbeatWord = /^(ping|pong|heartbeat|hb|keep-?alive)\s*$/i

/** Whether octets, as text, are a word of heartbeats: NATS says `PING` in binary messages. Single digits may be anything there. */
export const isHeartbeatWord = (text: string) => heartbeatWord.test(text)

// Every heartbeat of the patterns below contains one of these words: a cheap test that most messages fail.
const anyHeartbeatWord = /p[io]ng|heart|hb"|"ka"|keep|~h~|test_request/i

// An object whose field for the type of message, or for its channel, names a heartbeat.
const heartbeatType =
  /"(type|event|action|op|msg|t|method|cmd|command|kind|e|janus|channel|topic|message_?type)"\s*:\s*"(\w{1,12}[:.])?(ping|pong|heart_?beats?(_?ack)?|hb|ka|keep_?alive|connection_keep_alive|test_request)"/i

// Bitstamp's heartbeats; IRC's, which name the server; TradingView's, whose frames begin with their length.
const heartbeatLine = /^\{"event":"bts:heartbeat"|^(:\S+ )?P[IO]NG( \S+)? ?:?\S*\s*$|^(~m~\d+~m~~h~\d+)+$/

// Binance and Huobi: an object whose field is named `ping` or `pong`.
const heartbeatField = /^\{\s*"(ping|pong|heart_?beat|hb)"\s*:\s*[^{}[\]]*\}$/i

// Bitfinex: a list of a channel's number and `hb`.
const heartbeatList = /^\[\s*\d+\s*,\s*"(hb|ping|pong)"\s*\]$/

// XMPP: an `iq` element with a `ping` in it.
const pingElement = /^<iq\b[^>]*>\s*<ping\b[^>]*\/?>(<\/ping>)?\s*<\/iq>$/

// SignalR without negotiation: its URL does not show the protocol, so protocol/signal-r.ts does not apply.
const signalRPing = '{"type":6}\u001e'

// A list or object within another that is not empty: the message carries data, whatever its type is named.
const nestedContent = /[{[][^{}[\]]*[{[]\s*[^\s{}[\]]/

/**
 * Whether a message is a heartbeat of a common form, whatever protocol sent it.
 * @param text at most `maxCommonHeartbeatLength`
 */
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

const heartbeatName = /^(ping|pong|heart-?_?beat|hb|keep-?_?alive|alive|no-?op)$/i
const nothing = /^\s*(\{\}|\[\]|null)?\s*$/

/**
 * Whether the name of a server-sent event decides what it is: one that is named `ping` is a heartbeat, and one with any other name of its
 * own and no content, such as `RunFinished` with `{}`, says all by its name.
 * @returns whether it is a heartbeat; undefined where its text decides
 */
export function isHeartbeatByName(name: string | undefined, text: string): boolean | undefined {
  if (name === undefined || name === '' || name === 'message') return undefined
  if (heartbeatName.test(name)) return true
  return nothing.test(text) ? false : undefined
}

/**
 * Whether a message that follows a sent heartbeat is the answer to it, in protocols whose answers do not name the request: empty,
 * or a bare acknowledgement of Janus or XMPP.
 */
export const answersHeartbeat = (text: string) =>
  text.length <= maxCommonHeartbeatLength &&
  (emptyAnswer(text) !== undefined || /"janus"\s*:\s*"ack"|^<iq\b[^>]*\/>$/.test(text))
