import { type Protocol, withoutQuery } from './protocol.ts'

const call = /\/(negotiate|connect|start|reconnect|poll|send|ping|abort)$/

/** A message with a cursor and an empty list of messages; with `S` or `I` it also begins, or answers a call without a result. */
const emptyMessage = /^\{("C":"[^"]*",?|"S":1,?|"M":\[\],?|"[GTL]":[^,{}[\]]*,?|"I":"?\d+"?,?)*\}$/
const ownAnswer = /^(initialized|\{\s*"Response"\s*:\s*"(started|pong|OK)"\s*\})$/

/**
 * ASP.NET SignalR 2, the one before ASP.NET Core: `negotiate`, then one of four transports, and `start` (SignalR 2.4.3,
 * src/Microsoft.AspNet.SignalR.Core/Transports). All URLs name the version of the client's protocol.
 */
export const signalRClassic: Protocol = {
  id: 'signalr 2',
  matches: ({ url }) => call.test(withoutQuery(url)) && /[?&]clientProtocol=\d/.test(url),
  isNoOp: (text) => {
    const trimmed = text.trim()
    return emptyMessage.test(trimmed) || ownAnswer.test(trimmed)
  },
  channelKey: (url) => withoutQuery(url).replace(call, ''),
  role({ url }) {
    switch (call.exec(withoutQuery(url))?.[1]) {
      case 'send':
        return 'sender'
      case 'ping':
        return 'heartbeat'
      case 'poll':
        return 'long-polling'
      case 'connect':
      case 'reconnect':
        return /[?&]transport=longPolling/.test(url)
          ? 'long-polling'
          : /[?&]transport=foreverFrame/.test(url)
            ? 'http-streaming'
            : undefined
      default:
        return 'set-up'
    }
  },
}
