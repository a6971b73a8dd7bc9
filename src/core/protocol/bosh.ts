import { type Protocol, withoutQuery } from './protocol.ts'

/** XMPP over BOSH (XEP-0124, XEP-0206): the client alternates two requests, of which the server holds one. */
export const bosh: Protocol = {
  id: 'xmpp',
  matches: ({ url, subprotocol, operation }) =>
    operation === 'root:body' || subprotocol === 'xmpp' || /\/http-bind\/?(\?|$)/.test(url),
  isNoOp: (text) => /^<body\b[^>]*\/>$|^<body\b[^>]*><\/body>$/.test(text),
  channelKey: withoutQuery,
  role: ({ operation }) => (operation === 'root:body' ? 'long-polling' : undefined),
}
