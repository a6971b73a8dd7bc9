import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Family } from '../family.ts'
import { heartbeatMs, lastAnswer, playFeed } from '../feed.ts'

/** A session: what it has to say, numbered, and the request that it says it by. */
interface Channel {
  last: number
  waiting: [number, unknown[]][]
  back: { response: ServerResponse; isStream: boolean } | undefined
}

/** Messages as the channel writes them: the length of their text, and the text. */
const framed = (value: unknown) => {
  const json = JSON.stringify(value)
  return `${json.length}\n${json}`
}

/** A stand-in for the end of WebChannel that Firestore has at its servers, protocol 8. */
export function webChannelFamily(): Family {
  const channels = new Map<string, Channel>()
  const timers = new Set<NodeJS.Timeout>()

  function release(channel: Channel): void {
    if (!channel.back || channel.waiting.length === 0) return
    const messages = channel.waiting.splice(0).map((message) => framed([message]))
    channel.back.response.write(messages.join(''))
    if (channel.back.isStream) return
    channel.back.response.end()
    channel.back = undefined
  }
  function push(channel: Channel, ...messages: unknown[][]): void {
    for (const message of messages) channel.waiting.push([++channel.last, message])
    release(channel)
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, 'http://channel')
    if (!pathname.endsWith('/channel')) return
    // Without the last header, which Google's servers send, a browser holds text back until it has seen enough to know that it is text.
    response.writeHead(200, {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
    })
    const sid = searchParams.get('SID')
    const body = await text(request)
    if (sid === null) {
      const channel: Channel = { last: 0, waiting: [], back: undefined }
      const name = `sid-${channels.size}`
      channels.set(name, channel)
      response.end(framed([[0, ['c', name, '', 8, 12, 30_000]]]))
      playFeed((update) => {
        const change = [{ documentChange: { document: { name: 'quotes/last', fields: update } } }]
        // Now and then two messages go out together.
        if (update.n === 3) push(channel, ['noop'], change)
        else push(channel, change)
      })
      timers.add(setInterval(() => channel.back && push(channel, ['noop']), heartbeatMs))
    } else if (searchParams.get('TYPE') === 'terminate') response.end()
    else if (searchParams.get('RID') === 'rpc') {
      const channel = channels.get(sid)!
      response.flushHeaders()
      const back = { response, isStream: searchParams.get('CI') !== '1' }
      channel.back = back
      response.on('close', () => {
        if (channel.back === back) channel.back = undefined
      })
      release(channel)
    } else {
      const { last, back } = channels.get(sid)!
      response.end(framed([back ? 1 : 0, last, body.length]))
    }
  }

  return {
    attach(server) {
      server.on('request', (request, response) => void answer(request, response))
    },
    settled: (seen) =>
      ['/streamed', '/polled'].every((path) =>
        seen.some((one) => one.over && one.path.startsWith(path) && decodeURIComponent(one.body).includes(lastAnswer)),
      ),
    close: () => {
      for (const timer of timers) clearInterval(timer)
    },
  }
}
