import type { ServerResponse } from 'node:http'
import type { Family } from '../family.ts'
import { lastAnswer, playFeed, type Update } from '../feed.ts'

const holdMs = 3000

/** The time in units of 100 ns, as PubNub names a place in a channel. */
const timeToken = () => `${Date.now()}0000`

/** A stand-in for PubNub: a poll is held until a message comes, and each message is sent by a request. */
export function pubNubFamily(): Family {
  const waiting: Update[] = []
  let held: { response: ServerResponse; timer: NodeJS.Timeout } | undefined
  let begun = false
  const json = (response: ServerResponse, value: unknown) =>
    response
      .writeHead(200, { 'content-type': 'text/javascript; charset="UTF-8"', 'cache-control': 'no-cache' })
      .end(JSON.stringify(value))
  const release = () => {
    if (!held) return
    clearTimeout(held.timer)
    const t = { t: timeToken(), r: 1 }
    json(held.response, {
      t,
      m: waiting.splice(0).map((d) => ({ a: '1', f: 0, i: 'feed', p: t, k: 'sub', c: 'quotes', d })),
    })
    held = undefined
  }
  return {
    attach(server) {
      server.on('request', ({ url }, response) => {
        const { pathname, searchParams } = new URL(url!, 'http://pubnub')
        if (pathname.startsWith('/publish/')) json(response, [1, 'Sent', timeToken()])
        else if (pathname.startsWith('/v2/presence/'))
          json(response, { status: 200, message: 'OK', service: 'Presence' })
        if (!pathname.startsWith('/v2/subscribe/')) return
        held = { response, timer: setTimeout(release, holdMs) }
        response.on('close', () => {
          if (held?.response === response) held = undefined
        })
        if (searchParams.get('tt') === '0' || !searchParams.has('tt') || waiting.length > 0) release()
        if (begun) return
        begun = true
        playFeed((update) => {
          waiting.push(update)
          release()
        })
      })
    },
    settled: (seen) =>
      seen.some(
        ({ path, over }) => over && path.startsWith('/publish/') && decodeURIComponent(path).includes(lastAnswer),
      ),
  }
}
