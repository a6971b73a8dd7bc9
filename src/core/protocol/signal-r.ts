import { type Protocol, withoutQuery } from './protocol.ts'

// A SignalR ping in MessagePack, as base64: its length, a list of one item, 6.
const messagePackPing = 'ApEG'

/**
 * ASP.NET Core SignalR: `negotiate`, then one of three transports (aspnetcore, TransportProtocols.md). The URL of a transport
 * shows nothing but `?id=`, as many URLs do: the stream is recognised by the channel of the `negotiate` request.
 */
export const signalR: Protocol = {
  id: 'signalr',
  matches: ({ url }) => /\/negotiate\?(.*&)?negotiateVersion=\d/.test(url) || /\/_blazor\?id=/.test(url),
  // Records end in U+001E. The answer to the handshake is an empty object; type 6 is a ping.
  isNoOp: (text) =>
    text === messagePackPing ||
    text.split('\u001e').every((record) => record === '' || record === '{}' || record === '{"type":6}'),
  channelKey: (url) => withoutQuery(url).replace(/\/negotiate$/, ''),
  role: ({ url, method }) => {
    // A client ends its connection by DELETE.
    if (/\/negotiate\?/.test(url) || method === 'DELETE') return 'set-up'
    if (!/[?&]id=/.test(url)) return undefined
    return method === 'POST' ? 'sender' : 'long-polling'
  },
}
