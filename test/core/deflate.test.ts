import { constants, createDeflateRaw } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { createSession, talliesOnly } from '../../src/core/session/session.ts'
import { seeded } from '../seeded.ts'
import { page } from './story.ts'

const random = seeded(7)
const octets = (length: number) => Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)))
const words = ['price', 'volume', 'the', 'of', 'order', 'book', 'depth', 'trade', 'user', 'joined', 'left', 'room']
const some = (list: readonly string[]) => list[Math.floor(random() * list.length)]!

const messages: Record<string, (n: number) => string | Buffer> = {
  'JSON of one shape': (n) =>
    JSON.stringify({ type: 'tick', symbol: some(words), price: 100 + random() * 10, ts: 1790000000000 + n * 250 }),
  words: () => Array.from({ length: 60 }, () => some(words)).join(' '),
  'random octets': () => octets(300),
  'random octets as base64': () => octets(300).toString('base64'),
  'short texts': (n) => `{"n":${n}}`,
}

/** Bytes that zlib makes of messages, as the `ws` server sends them: each ends with a sync flush, of which the last four octets are left out. */
async function byZlib(list: readonly (string | Buffer)[], keeps: boolean): Promise<number> {
  let bytes = 0
  let deflate = createDeflateRaw()
  for (const message of list) {
    if (!keeps) deflate = createDeflateRaw()
    let written = 0
    const count = (chunk: Buffer) => {
      written += chunk.length
    }
    deflate.on('data', count)
    deflate.write(message)
    await new Promise<void>((resolve) => deflate.flush(constants.Z_SYNC_FLUSH, resolve))
    deflate.off('data', count)
    bytes += written - 4
  }
  return bytes
}

/** The events of a socket that receives messages. @param extensions as the server answered @param after milliseconds from the first socket */
function socket(list: readonly (string | Buffer)[], extensions: string, after = 0, id = 900): CaptureEvent[] {
  const [{ at: start }] = page() as [CaptureEvent]
  const at = start + after
  const flow = { doc: 'd1', id }
  return [
    ...(after === 0 ? page() : []),
    { type: 'connect', at, ...flow, api: 'websocket', url: 'ws://site.test/' },
    { type: 'open', at: at + 5, ...flow, extensions },
    ...list.map((message, n): CaptureEvent => {
      const payload = typeof message === 'string' ? { text: message } : { data: message.toString('base64') }
      const bytes = Buffer.byteLength(message)
      return {
        type: 'message',
        at: at + 10 + n * 100,
        ...flow,
        dir: 'in',
        bytes,
        ...payload,
        kind: typeof message === 'string' ? 'text' : 'binary',
      }
    }),
  ]
}

function costOf(events: readonly CaptureEvent[]) {
  const session = createSession(talliesOnly)
  for (const event of events) applyEvent(session, event)
  return analyze(session, '').streams[0]!.cost
}

describe.each([
  ['keeps its window', 'permessage-deflate', true],
  ['compresses each message by itself', 'permessage-deflate; server_no_context_takeover', false],
])('a server that %s', (_what, extensions, keeps) => {
  test.each(Object.entries(messages))('%s cost within 15 % of what zlib makes of them', async (_name, message) => {
    const list = Array.from({ length: 2000 }, (_, n) => message(n))
    const cost = costOf(socket(list, extensions))
    const none = costOf(socket([], extensions))
    const heads = list.reduce((sum, one) => sum + (Buffer.byteLength(one) <= 125 ? 2 : 4), 0)
    const real = (await byZlib(list, keeps)) + heads
    expect(Math.abs(cost.bytesDown - none.bytesDown - real) / real).toBeLessThan(0.15)
    expect(cost.bytesRange!.low).toBeLessThanOrEqual(real + none.bytesDown + cost.bytesUp)
    expect(cost.bytesRange!.high).toBeGreaterThanOrEqual(real + none.bytesDown)
  })
})

test('where no payload was seen, the range is wide', () => {
  const list = Array.from({ length: 200 }, (_, n) => `{"n":${n},"name":"somebody"}`)
  const unseen = socket(list, 'permessage-deflate').map((event) => {
    if (event.type !== 'message') return event
    const { text: _, ...rest } = event
    return { ...rest, cut: true } as CaptureEvent
  })
  const { low, high } = costOf(unseen).bytesRange!
  expect(high / low).toBeGreaterThan(3)
})

test('each connection begins with an empty window: what a reconnect sends again costs as much again', () => {
  const list = Array.from({ length: 40 }, () => octets(200).toString('base64'))
  const once = costOf(socket(list, 'permessage-deflate'))
  const closed: CaptureEvent = {
    type: 'close',
    at: socket([], '', 60_000)[0]!.at,
    doc: 'd1',
    id: 900,
    by: 'remote',
    code: 1006,
  }
  const twice = costOf([
    ...socket(list, 'permessage-deflate'),
    closed,
    ...socket(list, 'permessage-deflate', 61_000, 901),
  ])
  expect(twice.bytesDown / once.bytesDown).toBeGreaterThan(1.95)
  expect(twice.bytesDown / once.bytesDown).toBeLessThan(2.05)
})

test('a size after compression that an event tells takes the place of what its payload would have', () => {
  const list = Array.from({ length: 100 }, (_, n) => `{"n":${n},"name":"somebody"}`)
  const told = socket(list, 'permessage-deflate').map((event) =>
    event.type === 'message' ? { ...event, compressed: 1000 } : event,
  )
  const none = costOf(socket([], 'permessage-deflate'))
  expect(costOf(told).bytesDown - none.bytesDown).toBe(100 * (1000 + 2))
})
