import { type Protocol, withoutQuery } from './protocol.ts'

// The same in MessagePack: its length, a list of one, 6. As base64.
const messagePackPing = 'ApEG'

/**
 * ASP.NET Core SignalR: `negotiate`, then one of three transports (aspnetcore, TransportProtocols.md). A transport's own URL says
 * nothing but `?id=`, which many do: it is known by the channel that was negotiated.
 */
export const signalR: Protocol = {
  id: 'signalr',
  matches: ({ url }) => /\/negotiate\?(.*&)?negotiateVersion=\d/.test(url) || /\/_blazor\?id=/.test(url),
  // Records end with U+001E. The answer to the handshake is empty; type 6 is a ping.
  isNoOp: (text) =>
    text === messagePackPing || text.split('\u001e').every((one) => one === '' || one === '{}' || one === '{"type":6}'),
  channelKey: (url) => withoutQuery(url).replace(/\/negotiate$/, ''),
  role: ({ url, method }) => {
    // Its end is said by DELETE.
    if (/\/negotiate\?/.test(url) || method === 'DELETE') return 'set-up'
    if (!/[?&]id=/.test(url)) return undefined
    return method === 'POST' ? 'sender' : 'long-polling'
  },
}
