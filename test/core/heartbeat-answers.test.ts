import { expect, test } from 'vitest'
import { toBase64 } from '../../src/core/base/base64.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { connection, only, page } from './story.ts'

test('the answer to the server’s own heartbeat is not answered: what comes next is a message', () => {
  const lines = Array.from({ length: 4 }, (_, n) => [
    [1000 + 5000 * n, '<', '{}'] as const,
    [1010 + 5000 * n, '>', '{}'] as const,
    [1020 + 5000 * n, '<', `{"id":${n + 3},"publish":{}}`] as const,
  ]).flat()
  const events = connection(
    'websocket',
    lines.map(([at, dir, text]) => [at, dir, text]),
    'ws://site.test/connection/websocket',
  )
  expect(only(page(), ...events)).toMatchObject({ updates: 4, wasted: 8, protocol: 'centrifugo' })
})

test('the answer to a heartbeat of the page is one', () => {
  const lines = Array.from({ length: 4 }, (_, n) => [
    [1000 + 5000 * n, '>', '{"type":"ping"}'] as const,
    [1020 + 5000 * n, '<', '{}'] as const,
    [1500 + 5000 * n, '<', `{"n":${n}}`] as const,
  ]).flat()
  expect(
    only(
      page(),
      ...connection(
        'websocket',
        lines.map(([at, dir, text]) => [at, dir, text]),
      ),
    ),
  ).toMatchObject({
    updates: 4,
    wasted: 8,
  })
})

test('a word of heartbeats in octets is one, and a digit is not', () => {
  const octets = (text: string) => toBase64(new TextEncoder().encode(text))
  const events = connection('websocket', []).concat(
    ['PING\r\n', 'PONG\r\n', 'MSG a 1 2\r\nhi\r\n', '0', 'keepalive'].map((text, n): CaptureEvent => {
      const [connect] = connection('websocket', [])
      const { doc, id, at } = connect as Extract<CaptureEvent, { type: 'connect' }>
      return {
        type: 'message',
        doc,
        id: id - n - 1,
        at: at + 1000 * n,
        dir: 'in',
        kind: 'binary',
        bytes: text.length,
        data: octets(text),
      }
    }),
  )
  expect(only(page(), ...events)).toMatchObject({ messagesIn: 5, updates: 2, wastedBy: { heartbeat: 3 } })
})
