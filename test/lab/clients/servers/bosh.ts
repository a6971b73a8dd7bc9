import type { ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Family } from '../family.ts'
import { lastAnswer, playFeed } from '../feed.ts'

const holdMs = 3000

/** A stand-in for an XMPP server behind BOSH (XEP-0124), whose session is there already; it holds one request. */
export function boshFamily(): Family {
  let held: { response: ServerResponse; timer: NodeJS.Timeout } | undefined
  let waiting = ''
  let begun = false
  const release = () => {
    if (!held) return
    clearTimeout(held.timer)
    held.response.writeHead(200, { 'content-type': 'text/xml; charset=utf-8' })
    held.response.end(
      waiting === ''
        ? "<body xmlns='http://jabber.org/protocol/httpbind'/>"
        : `<body xmlns='http://jabber.org/protocol/httpbind'>${waiting}</body>`,
    )
    waiting = ''
    held = undefined
  }
  return {
    attach(server) {
      server.on('request', async (request, response) => {
        if (request.url !== '/http-bind') return
        await text(request)
        release()
        held = { response, timer: setTimeout(release, holdMs) }
        if (waiting !== '') release()
        if (begun) return
        begun = true
        playFeed(({ n }) => {
          waiting += `<message xmlns='jabber:client' from='feed@lab' type='chat'><body>${n}</body></message>`
          release()
        })
      })
    },
    settled: (seen) =>
      seen.some(({ body }) => body.includes(lastAnswer)) &&
      seen.some(({ over, path }) => !over && path === '/http-bind'),
  }
}
