import { closeSync, openSync, writeSync } from 'node:fs'
import type { CaptureEvent } from '../../../src/core/event/event.ts'
import { eventLine, headerLine } from '../../../src/format/session/write.ts'

const zero = 1_790_000_000_000
const doc = 'd1'

const begin: CaptureEvent[] = [
  {
    type: 'document',
    at: zero,
    doc,
    url: 'https://site.test/',
    context: 'page',
    userAgent: 'Mozilla/5.0 Chrome/156.0.0.0',
  },
  { type: 'connect', at: zero, doc, id: 1, api: 'websocket', url: 'wss://site.test/live' },
  { type: 'open', at: zero + 40, doc, id: 1, protocol: '' },
]

/** Events of a page in 40 ms: four messages of a socket, and a poll with forty places. */
function events(index: number): CaptureEvent[] {
  const at = zero + 100 + index * 40
  const told: CaptureEvent[] = []
  for (let n = 0; n < 4; n++) {
    const text = `{"symbol":"${'PINEOAKELMASH'.slice(n * 3, n * 3 + 4)}","price":${index + n},"size":${index % 900},"venue":"X${n}"}`
    told.push({ type: 'message', at: at + n * 9, doc, id: 1, dir: 'in', kind: 'text', bytes: text.length, text })
  }
  const id = index + 10
  const url = `https://site.test/api/feed/${index % 40}?_=${at}`
  const rows = Array.from({ length: 1 + (index % 20) }, (_, row) => ({ row, price: index * row, name: 'grüße' }))
  const text = JSON.stringify({ at, rows })
  told.push(
    { type: 'request', at, doc, id, api: 'fetch', method: 'GET', url },
    { type: 'response', at: at + 21, doc, id, status: 200, contentType: 'application/json', headerBytes: 210 },
    { type: 'finish', at: at + 22, doc, id, outcome: 'ok', bytes: Buffer.byteLength(text), text },
    {
      type: 'timing',
      at: at + 30,
      doc,
      url,
      start: at,
      first: at + 21,
      end: at + 22,
      encoded: 400,
      decoded: 900,
      protocol: 'h2',
    },
  )
  return told
}

/**
 * Writes a session of at least `size` bytes, and few more.
 * @returns the number of its events
 */
export function writeSession(path: string, size: number): number {
  const file = openSync(path, 'w')
  let count = 0
  let written = 0
  let text = headerLine({ browser: 'Chromium 156', redacted: false, createdAt: zero })
  const take = (some: readonly CaptureEvent[]) => {
    for (const event of some) text += eventLine(event)
    count += some.length
  }
  take(begin)
  for (let index = 0; written < size; index++) {
    take(events(index))
    if (text.length < 1 << 20) continue
    written += writeSync(file, text)
    text = ''
  }
  writeSync(file, text)
  closeSync(file)
  return count
}
