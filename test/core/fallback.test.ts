import { expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import { closed, connection, every, page, session, slept } from './story.ts'

/** A socket that is refused at 400 ms, and polls of a URL that begin some ms later. */
function polledAfter(socket: string, polls: string, pause: number) {
  const [connect] = connection('websocket', [], socket)
  const refused = closed(400, { by: 'error', clean: false, code: 1006 })
  const { streams } = analyze(
    session(
      page(),
      [connect!, refused],
      slept(
        every(3000, 10, () => ({ url: polls })),
        300 + pause,
      ),
    ),
    '',
  )
  const [failed, poller] = streams
  return { flags: poller!.flags, joined: poller!.channel === failed!.channel, because: poller!.because.join(' ') }
}

test.each([
  ['the same host, soon', 'ws://site.test/live', 'http://site.test/feed', 3000],
  ['a sister of the host, at once', 'wss://ws.example.com/live', 'https://api.example.com/feed', 50],
])('polls of %s stand in for a socket that was refused', (_name, socket, polls, pause) => {
  const found = polledAfter(socket, polls, pause)
  expect(found).toMatchObject({ joined: true, flags: expect.arrayContaining(['fallback']) })
  expect(found.because).toContain('the handshake was not accepted')
})

test.each([
  ['the same host, much later', 'ws://site.test/live', 'http://site.test/feed', 9000],
  ['a sister of the host, later', 'wss://ws.example.com/live', 'https://api.example.com/feed', 3000],
  ['another site', 'wss://ws.example.com/live', 'https://api.example.net/feed', 50],
  ['the same host, whose socket was the developer’s', 'ws://site.test/_next/webpack-hmr', 'http://site.test/feed', 50],
])('polls of %s do not', (_name, socket, polls, pause) => {
  expect(polledAfter(socket, polls, pause)).toMatchObject({
    joined: false,
    flags: expect.not.arrayContaining(['fallback']),
  })
})
